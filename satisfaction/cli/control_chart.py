"""``satisfaction control-chart``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from satisfaction.cli.options import json_option, read_source, show_result, source_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@source_options
@click.option("--measure", help="Measure or question; by default the outcome.")
@click.option("--dissatisfied", is_flag=True, help="The share dissatisfied instead of satisfied.")
@click.option(
    "--limits",
    type=click.Choice(["p", "ewma"]),
    default="p",
    show_default=True,
    help="Three standard errors with run rules, or a weighted mean of the months so far.",
)
@click.option("--baseline", help="Months that the centre line is of; by default all.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    measure: str | None,
    dissatisfied: bool,
    limits: Literal["p", "ewma"],
    baseline: str | None,
    as_json: bool,
) -> int:
    """Hold each month against the share over all; exit code 1 when the latest gives a signal."""
    from satisfaction.estimates import control_chart

    returns = read_source(returns_files, survey, profiles, key_file, set_aside=set_aside)
    result = control_chart(
        returns,
        measure=measure,
        statistic="dissatisfied" if dissatisfied else "satisfied",
        limits=limits,
        baseline=baseline,
    )
    show_result(result, as_json=as_json)
    return int(result.needs_attention)
