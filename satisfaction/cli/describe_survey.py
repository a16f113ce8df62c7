"""``satisfaction describe-survey``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option

if TYPE_CHECKING:
    from satisfaction.definitions.dictionary import DataDictionary


@click.command()
@click.argument("survey")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@json_option
def command(survey: str, form: str, as_json: bool) -> None:
    """Print the data dictionary of SURVEY: what the contractor has to deliver, column by column."""
    from satisfaction.definitions.dictionary import data_dictionary
    from satisfaction.definitions.dictionary_pages import to_html, to_markdown
    from satisfaction.definitions.library import load_survey

    dictionary = data_dictionary(load_survey(survey))
    if as_json:
        click.echo(json.dumps(asdict(dictionary), indent=2, ensure_ascii=False, default=str))
    elif form == "text":
        _print_table(dictionary)
    else:
        click.echo(to_html(dictionary) if form == "html" else to_markdown(dictionary))


def _print_table(dictionary: DataDictionary) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(f"[bold]{dictionary.title}[/bold] ({dictionary.survey}; {dictionary.mode})")
    console.print(dictionary.description)
    table = Table(show_lines=True)
    for heading in ("column", "what", "codes", "asked", "used for"):
        table.add_column(heading, overflow="fold")
    for entry in dictionary.entries:
        codes = "\n".join(f"{code} {label}" for code, label in (*entry.codes, *entry.not_answered))
        table.add_row(entry.column, entry.what, codes or entry.form, entry.asked, entry.used_for)
    console.print(table)
    for check in dictionary.checks:
        console.print(f"- {check.says} [bold]{check.then}[/bold]")
