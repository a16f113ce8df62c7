"""``satisfaction drivers``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, rejected_note, returns_options, show_result

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
    from satisfaction.workflow.loading import load_returns

    loaded = load_returns(
        returns_files,
        survey=survey,
        period=period,
        profile=profiles,
        unreachable="set aside" if set_aside else "refuse",
        key_file=key_file,
    )
    rejected_note(loaded.rejected)
    show_result(find_drivers(loaded.returns, period=period), as_json=as_json)
