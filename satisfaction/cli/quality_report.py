"""``satisfaction quality-report``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from satisfaction.cli.options import json_option


@click.command()
@click.option("--config", required=True, type=click.Path(path_type=Path), help="satisfaction.toml")
@click.option(
    "--audience",
    type=click.Choice(["internal", "external"]),
    default="internal",
    show_default=True,
    help="Whom the small counts are withheld from.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder; by default the quarter's.")
@click.option("--quiet", is_flag=True, help="No progress.")
@json_option
def command(
    config: Path,
    audience: Literal["internal", "external"],
    out: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write satisfaction and dissatisfaction by borough and month, for other reports to set beside.

    One page, a tidy CSV and a workbook, with intervals and bases, and the contact stage by how the
    crime was first reported.
    """
    from satisfaction.workflow.config import read_config
    from satisfaction.workflow.quality import run_quality_report

    run = run_quality_report(read_config(config), audience=audience, out=out, quiet=quiet)
    click.echo(json.dumps(run.summary(), indent=2, ensure_ascii=False) if as_json else str(run))
