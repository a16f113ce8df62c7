"""``satisfaction pseudonymise``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from satisfaction.cli.options import json_option

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--columns",
    multiple=True,
    help="Column with references, as NAME or NAME=KIND, such as CRIMEREF=crime; give it again.",
)
@click.option("--table", default="", help="Contract that names them, such as crime-records.")
@click.option("--survey", default="", help="Survey definition that names them.")
@click.option(
    "--key-file", required=True, type=_FILE, help="Private key, kept elsewhere; made if need be."
)
@click.option("--out", required=True, type=_FILE, help="CSV or Parquet file to write.")
@json_option
def command(
    file: Path,
    columns: tuple[str, ...],
    table: str,
    survey: str,
    key_file: Path,
    out: Path,
    as_json: bool,
) -> int:
    """Write FILE with keyed pseudonyms for its references, before it goes to anybody else.

    Columns that would identify a person are dropped; with --table or --survey, so is every column
    that the definition does not name. The output can be read by its owner only. Files made with the
    same key and kinds join.
    """
    from dataclasses import asdict

    from satisfaction.workflow.pseudonymising import pseudonymise_file

    found = pseudonymise_file(
        file, key_file=key_file, out=out, columns=columns, table=table, survey=survey
    )
    click.echo(json.dumps(asdict(found), indent=1, ensure_ascii=False) if as_json else str(found))
    return 0
