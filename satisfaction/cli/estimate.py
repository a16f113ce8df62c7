"""``satisfaction estimate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@click.option("--measure", multiple=True, help="Measure or question; by default every measure.")
@click.option("--by", multiple=True, help="Category to group by; several are crossed.")
@click.option(
    "--every",
    type=click.Choice(["month", "quarter", "financial year", "rolling 12 months"]),
    help="One estimate for each such period that the returns hold.",
)
@click.option(
    "--statistics",
    type=click.Choice(["shares", "grades", "mean"]),
    default="shares",
    show_default=True,
    help="Satisfied and dissatisfied, every grade of the scale, or the mean grade.",
)
@click.option("--grades", is_flag=True, help="The same as --statistics grades.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    measure: tuple[str, ...],
    by: tuple[str, ...],
    every: Literal["month", "quarter", "financial year", "rolling 12 months"] | None,
    statistics: Literal["shares", "grades", "mean"],
    grades: bool,
    as_json: bool,
) -> None:
    """Estimate shares satisfied, dissatisfied and neither, with intervals; or mean grades."""
    from satisfaction.estimates import estimate

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    result = estimate(
        returns,
        measure=measure or None,
        by=by or None,
        period=period,
        every=every,
        statistics="grades" if grades else statistics,
    )
    show_result(result, as_json=as_json)
