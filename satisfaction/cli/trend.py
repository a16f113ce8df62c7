"""``satisfaction trend``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from satisfaction.cli.options import json_option, read_source, show_result, source_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@source_options
@click.option("--measure", help="Measure or question; by default the outcome.")
@click.option("--by", help="Category: a series for each level.")
@click.option(
    "--every",
    type=click.Choice(["month", "quarter", "financial year"]),
    default="quarter",
    show_default=True,
    help="Length of each period.",
)
@click.option("--dissatisfied", is_flag=True, help="The share dissatisfied instead of satisfied.")
@click.option(
    "--method",
    type=click.Choice(["gls", "ols", "regression"]),
    default="gls",
    show_default=True,
    help="A line through the periods' estimates, the surer counting more (gls) or all alike (ols), "
    "or one through the answers themselves.",
)
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    measure: str | None,
    by: str | None,
    every: Literal["month", "quarter", "financial year"],
    dissatisfied: bool,
    method: Literal["gls", "ols", "regression"],
    as_json: bool,
) -> None:
    """Estimate a share period by period, and how it moves a year, between series breaks."""
    from satisfaction.estimates import trend

    returns = read_source(returns_files, survey, profiles, key_file, set_aside=set_aside)
    result = trend(
        returns,
        measure=measure,
        by=by,
        every=every,
        statistic="dissatisfied" if dissatisfied else "satisfied",
        method=method,
    )
    show_result(result, as_json=as_json)
