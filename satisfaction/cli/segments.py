"""``satisfaction segments``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.drivers.segments import Segments


@click.command()
@returns_options
@click.option(
    "--by", "categories", multiple=True, help="Divide by these only; give it again for more."
)
@click.option(
    "--depth",
    type=click.IntRange(1, 5),
    default=3,
    show_default=True,
    help="Divisions below one another, at most.",
)
@click.option(
    "--permutations",
    type=click.IntRange(min=99),
    default=999,
    show_default=True,
    help="Shuffles behind each p-value.",
)
@click.option("--seed", type=int, default=20_071_231, show_default=True, help="Of the halves.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    categories: tuple[str, ...],
    depth: int,
    permutations: int,
    seed: int,
    as_json: bool,
) -> None:
    """Find groups of victims whose share of dissatisfied stands out: whom to ask, never why.

    One half of the respondents finds the groups, the other gives their figures.
    """
    from satisfaction.drivers.segments import segments

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    found = segments(
        returns,
        by=categories or None,
        period=period,
        depth=depth,
        permutations=permutations,
        seed=seed,
    )
    show_result(found, as_json=as_json)
    if not as_json:
        _show_highest(found)


def _show_highest(found: Segments) -> None:
    if not found.needs_attention:
        click.echo("\nNo group stands out.")
        return
    first = found.final.iloc[0]
    click.echo(
        f"\nHighest: {first['segment']}: {first['estimate']:.0%} dissatisfied "
        f"({first['lower']:.0%} to {first['upper']:.0%})."
    )
