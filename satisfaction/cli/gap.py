"""``satisfaction gap``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@click.option("--measure", help="Measure or question; by default the outcome.")
@click.option(
    "--between", nargs=2, help="Two levels, such as White BME; one may be everyone or others."
)
@click.option(
    "--against",
    type=click.Choice(["everyone", "others"]),
    help="Instead of --between: every level of --by, each against these.",
)
@click.option("--by", help="Category that has the levels, if more than one has.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    measure: str | None,
    between: tuple[str, str] | None,
    against: Literal["everyone", "others"] | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Subtract the second level from the first, with both levels and every interval."""
    _check(between, against, by)
    from satisfaction.estimates import gap

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    result = gap(
        returns,
        measure=measure or returns.survey.outcome,
        between=between,
        against=against,
        by=by,
        period=period,
    )
    show_result(result, as_json=as_json)


def _check(between: tuple[str, str] | None, against: str | None, by: str | None) -> None:
    """Refuse what cannot be meant, before a file is read."""
    if (between is None) == (against is None):
        raise click.UsageError("Give either --between LEVEL LEVEL or --against, and not both.")
    if against and not by:
        raise click.UsageError("Give --by: the category whose levels are held against the rest.")
