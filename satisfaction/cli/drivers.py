"""``satisfaction drivers``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@returns_options
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    as_json: bool,
) -> None:
    """Find what share of dissatisfaction is associated with each driver."""
    from satisfaction.drivers import find_drivers

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    show_result(find_drivers(returns, period=period), as_json=as_json)
