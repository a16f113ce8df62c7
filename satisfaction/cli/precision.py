"""``satisfaction precision``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@click.option("--measure", multiple=True, help="Measure or question; by default every measure.")
@click.option("--by", multiple=True, help="Category to group by; several are crossed.")
@click.option(
    "--target",
    type=click.FloatRange(0, 50, min_open=True, max_open=True),
    default=3.0,
    show_default=True,
    help="Margin to reach, plus or minus so many points.",
)
@click.option(
    "--power",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    default=80.0,
    show_default=True,
    help="Per cent of changes of the detectable size that are found.",
)
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
    target: float,
    power: float,
    as_json: bool,
) -> None:
    """Show the margin at the present base, the base needed, and the change that would show."""
    from satisfaction.estimates import estimate, plan_precision

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    found = estimate(returns, measure=measure or None, by=by or None, period=period)
    result = plan_precision(found, target=target / 100, power=power / 100)
    show_result(result, as_json=as_json)
