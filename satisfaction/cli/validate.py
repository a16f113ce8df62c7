"""``satisfaction validate``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import json_option, key_option, survey_option


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@survey_option
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the three files.")
@key_option
@json_option
def command(
    files: tuple[Path, ...], survey: str, out: Path | None, key_file: Path | None, as_json: bool
) -> int:  # fmt: skip
    """Check FILES against the survey definition: rows in = accepted + rejected.

    With --out it writes accepted.parquet, rejects.csv (why each row was rejected) and report.json.
    """
    from satisfaction.workflow.validation import report_json, validate_files

    report = validate_files(files, survey=survey, out=out, key_file=key_file)
    click.echo(report_json(report).rstrip() if as_json else str(report))
    return int(report.rejected > 0)
