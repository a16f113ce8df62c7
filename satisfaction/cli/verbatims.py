"""``satisfaction verbatims``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.drivers.verbatims import Verbatims
    from satisfaction.tables.returns import Returns


@click.command()
@returns_options
@click.option("--question", help="Open question; not needed where the survey has one.")
@click.option("--code-frame", help="Name of a shipped code frame, or a YAML file.")
@click.option(
    "--minimum",
    type=click.IntRange(min=10),
    default=10,
    show_default=True,
    help="Respondents that a term or code needs.",
)
@click.option(
    "--redacted",
    type=click.Path(path_type=Path),
    help="CSV file for redacted answers, which one person must read; needs --read-by.",
)
@click.option("--read-by", default="", help="Who will read every answer before anybody else does.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    question: str | None,
    code_frame: str | None,
    minimum: int,
    redacted: Path | None,
    read_by: str,
    as_json: bool,
) -> None:
    """Compare what dissatisfied and satisfied respondents say in their own words.

    No answer is shown: only terms and codes of at least ten respondents. --redacted writes the
    answers themselves with marks where they may name somebody. It misses names, first names above
    all: the file is for the person named with --read-by, who must read every answer.
    """
    _refuse_unread(redacted, read_by, returns_files)
    from satisfaction.drivers.verbatims import compare_verbatims

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    result = compare_verbatims(
        returns, question=question, code_frame=code_frame, period=period, minimum=minimum
    )
    if redacted:
        _write_redacted(returns, redacted, read_by=read_by, question=question, period=period)
    show_result(result, as_json=as_json)
    if not as_json:
        _show_codes(result)


def _refuse_unread(redacted: Path | None, read_by: str, inputs: tuple[Path, ...]) -> None:
    """Refuse before anything is read: redaction misses names, so a person must be named."""
    if redacted is None:
        if read_by:
            raise click.UsageError("--read-by goes with --redacted FILE.")
        return
    if not read_by.strip():
        raise click.UsageError(
            "Redaction misses names, first names above all, so a person must read every answer. "
            "Name that person: --read-by NAME."
        )
    if redacted.suffix.lower() != ".csv":
        raise click.UsageError(f"'{redacted.name}' is no CSV file. Write a name that ends in .csv.")
    if redacted.resolve() in {path.resolve() for path in inputs}:
        raise click.UsageError(f"'{redacted.name}' is one of the inputs. Choose another name.")


def _write_redacted(
    returns: Returns, target: Path, *, read_by: str, question: str | None, period: str | None
) -> None:
    """Write the private file, and say that nobody else may have it yet."""
    from satisfaction.drivers.verbatims.export import answers_to_read
    from satisfaction.reports.tabulation import csv_text
    from satisfaction.workflow.outputs import staged_folder, write_text

    table = answers_to_read(returns, read_by=read_by, question=question, period=period)
    with staged_folder(target.resolve().parent) as folder:
        write_text(folder / target.name, csv_text(table))
    click.echo(
        f"{len(table):,} redacted answers stand in {target.name}, for "
        f"{table['to_be_read_by'].iloc[0]} alone. Names are missed: read every answer and take "
        "out what is left before anybody else sees it.",
        err=True,
    )


def _show_codes(result: Verbatims) -> None:
    from satisfaction.results import readable

    parts: tuple[tuple[str, pd.DataFrame], ...] = (
        (f"What {result.between[0]} respondents speak of (codes overlap):", result.codes),
        ("Frequent in answers that no code covers:", result.uncovered),
    )
    for heading, table in parts:
        if len(table):
            click.echo(f"\n{heading}\n{readable(table).to_string(index=False)}")
