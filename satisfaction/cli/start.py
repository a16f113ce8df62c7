"""``satisfaction start``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import json_option


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", default=Path(), type=click.Path(path_type=Path), help="Folder to write to.")
@json_option
def command(file: Path, out: Path, as_json: bool) -> None:
    """Draft a survey definition and a satisfaction.toml from FILE (SPSS, CSV, Excel ...).

    What a person must decide is marked CHECK in the draft; no answer of a respondent is copied.
    """
    from satisfaction.workflow.starting import start_from

    written = start_from(file, out)
    if as_json:
        import json

        click.echo(json.dumps([path.name for path in written]))
    else:
        for path in written:
            click.echo(f"Wrote {path}. Look for CHECK in it.")
