"""``satisfaction drivers``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from satisfaction.drivers import Drivers


@click.command()
@returns_options
@click.option("--driver", "drivers", multiple=True, help="Only these questions; give it again.")
@click.option("--control", "controls", multiple=True, help="Adjust for these; give it again.")
@click.option(
    "--bootstraps",
    type=click.IntRange(min=100),
    default=1_000,
    show_default=True,
    help="Replicates behind ranks and probabilities.",
)
@click.option("--seed", type=int, default=20_071_231, show_default=True, help="Of the bootstrap.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help='Folder for the page "what dissatisfied victims have in common" and its data.',
)
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    drivers: tuple[str, ...],
    controls: tuple[str, ...],
    bootstraps: int,
    seed: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Find what share of dissatisfaction is associated with each driver.

    With --out also one page in plain words, with figures and tables.
    """
    from satisfaction.drivers import find_drivers

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    found = find_drivers(
        returns,
        drivers=drivers or None,
        controls=controls or None,
        period=period,
        bootstraps=bootstraps,
        seed=seed,
    )
    show_result(found, as_json=as_json)
    if not as_json:
        _show_leading(found)
    if out:
        from satisfaction.definitions.library import load_rules
        from satisfaction.workflow.dissatisfaction import study_dissatisfaction, write_study

        rules = load_rules()
        study = study_dissatisfaction(returns, found, period=period, rules=rules)
        for path in write_study(study, out, survey=returns.survey, rules=rules):
            click.echo(f"Written: {path}", err=True)


def _show_leading(found: Drivers) -> None:
    labels = dict(zip(found.table["driver"], found.table["label"], strict=True))
    named = ", ".join(str(labels[name]) for name in found.leading)
    click.echo(f"\nLeading: {named or 'none stands out'}.")
