"""``satisfaction gap``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, rejected_note, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@click.option("--measure", required=True, help="Measure or question.")
@click.option("--between", nargs=2, required=True, help="Two levels, such as White BME.")
@click.option("--by", help="Category that has both levels, if more than one has.")
@json_option
def command(
    returns_file: Path,
    survey: str,
    period: str | None,
    profile: Path | None,
    key_file: Path | None,
    measure: str,
    between: tuple[str, str],
    by: str | None,
    as_json: bool,
) -> None:
    """Subtract the second level from the first, with both levels and every interval."""
    from satisfaction.estimates import gap
    from satisfaction.workflow.loading import load_returns

    loaded = load_returns(
        returns_file, survey=survey, period=period, profile=profile, key_file=key_file
    )
    rejected_note(loaded.rejected)
    result = gap(loaded.returns, measure=measure, between=between, by=by, period=period)
    show_result(result, as_json=as_json)
