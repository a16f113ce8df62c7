"""``satisfaction profile``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import engine_option, json_option, show_result, survey_option


@click.command()
@click.argument("records", nargs=-1, required=True)
@survey_option
@engine_option
@click.option(
    "--period",
    help="Such as '2007/08 Q3', '2007/08', '12m to 2007-12'; by default every record counts.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Parquet file to write."
)
@json_option
def command(
    records: tuple[str, ...],
    survey: str,
    engine: str,
    period: str | None,
    out: Path,
    as_json: bool,
) -> None:
    """Count the victim profile of PERIOD from RECORDS (files, or patterns in quotes).

    With --engine RECORDS are what it opens: `table` or `schema.table` of PostgreSQL; files, folders
    or tables of the catalogue in Spark. Nothing but counts leaves it.
    """
    from satisfaction.workflow.profiling import count_profile

    profile = count_profile(records, survey=survey, period=period, out=out, engine=engine)
    show_result(profile, as_json=as_json)
