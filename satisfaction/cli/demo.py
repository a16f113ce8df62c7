"""``satisfaction demo``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import json_option, show_quarter


@click.command()
@click.option(
    "--out", default=Path("satisfaction-demo"), type=click.Path(path_type=Path), show_default=True
)
@click.option("--run-stamp", help="Date and time to put into the record; by default now.")
@click.option("--quiet", is_flag=True, help="No progress.")
@json_option
def command(out: Path, run_stamp: str | None, quiet: bool, as_json: bool) -> None:
    """Run a whole quarter on synthetic data: no real person is in it, its findings are planted."""
    from satisfaction.workflow.demo import run_demo

    show_quarter(run_demo(out, run_stamp=run_stamp, quiet=quiet), as_json=as_json)
