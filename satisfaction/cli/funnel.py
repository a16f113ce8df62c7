"""``satisfaction funnel``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@click.option("--measure", help="Measure or question; by default the outcome.")
@click.option("--by", default="area", show_default=True, help="Category of the areas.")
@click.option("--dissatisfied", is_flag=True, help="Shares dissatisfied instead of satisfied.")
@click.option(
    "--overdispersion",
    type=click.Choice(["multiplicative", "additive", "none"]),
    default="multiplicative",
    show_default=True,
    help="How limits allow for variation beyond chance, where there is any.",
)
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    measure: str | None,
    by: str,
    dissatisfied: bool,
    overdispersion: Literal["multiplicative", "additive", "none"],
    as_json: bool,
) -> None:
    """Hold every area against the overall rate, with limits of chance; no ranks."""
    from satisfaction.estimates import funnel

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    result = funnel(
        returns,
        measure=measure or returns.survey.outcome,
        by=by,
        period=period,
        statistic="dissatisfied" if dissatisfied else "satisfied",
        overdispersion=overdispersion,
    )
    show_result(result, as_json=as_json)
