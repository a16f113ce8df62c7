"""``satisfaction estimate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, rejected_note, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@click.option("--measure", multiple=True, help="Measure or question; by default every measure.")
@click.option("--by", multiple=True, help="Category to group by; several are crossed.")
@click.option("--grades", is_flag=True, help="Every grade of the scale.")
@json_option
def command(
    returns_file: Path,
    survey: str,
    period: str | None,
    profile: Path | None,
    key_file: Path | None,
    measure: tuple[str, ...],
    by: tuple[str, ...],
    grades: bool,
    as_json: bool,
) -> None:
    """Estimate shares satisfied, dissatisfied and neither, with intervals."""
    from satisfaction.estimates import estimate
    from satisfaction.workflow.loading import load_returns

    loaded = load_returns(
        returns_file, survey=survey, period=period, profile=profile, key_file=key_file
    )
    rejected_note(loaded.rejected)
    result = estimate(
        loaded.returns,
        measure=measure or None,
        by=by or None,
        period=period,
        statistics="grades" if grades else "shares",
    )
    show_result(result, as_json=as_json)
