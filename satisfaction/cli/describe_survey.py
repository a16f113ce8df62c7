"""``satisfaction describe-survey``."""

from __future__ import annotations

import click


@click.command()
@click.argument("survey")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    help="How to print it.",
)
def command(survey: str, form: str) -> None:
    """Print the data dictionary of SURVEY: what the contractor has to deliver, column by column."""
    from satisfaction.definitions.dictionary import (
        data_dictionary,
        to_html,
        to_json,
        to_markdown,
        to_text,
    )
    from satisfaction.definitions.library import load_survey

    printers = {"text": to_text, "markdown": to_markdown, "html": to_html, "json": to_json}
    click.echo(printers[form](data_dictionary(load_survey(survey))))
