"""``satisfaction quarter``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import json_option, show_quarter


@click.command()
@click.option("--config", required=True, type=click.Path(path_type=Path), help="satisfaction.toml")
@click.option("--run-stamp", help="Date and time to put into the record; by default now.")
@click.option("--quiet", is_flag=True, help="No progress.")
@json_option
def command(config: Path, run_stamp: str | None, quiet: bool, as_json: bool) -> int:
    """Run a whole quarter on your own files, from returns to pack.

    Exit code 1 when something needs attention.
    """
    from satisfaction.workflow.config import read_config
    from satisfaction.workflow.quarter import run_quarter

    run = run_quarter(read_config(config), run_stamp=run_stamp, quiet=quiet)
    show_quarter(run, as_json=as_json)
    return int(bool(run.attention))
