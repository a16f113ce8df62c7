"""``satisfaction load``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from satisfaction.cli.options import json_option, survey_option

ledger_option = click.option(
    "--ledger",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the ledger; the first load makes it.",
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@ledger_option
@survey_option
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="File with the pseudonym key; made with the first delivery if it is not there. Without "
    "it, the one that SATISFACTION_KEY_FILE names.",
)
@json_option
def command(
    files: tuple[Path, ...], ledger: Path, survey: str, key_file: Path | None, as_json: bool
) -> int:
    """Keep FILES in a ledger, each as a delivery of its own, in the order given.

    A delivery is kept whole or not at all. The same file again changes nothing; a corrected one
    replaces rows by their interview reference, and the old version stays readable. Exit code 1 when
    rows were rejected.
    """
    from satisfaction.workflow.ledger_files import load_files

    receipts = []
    for receipt in load_files(files, ledger=ledger, survey=survey, key_file=key_file):
        receipts.append(receipt)
        if not as_json:
            click.echo(str(receipt))
    if as_json:
        found = [receipt.to_dict() for receipt in receipts]
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    return int(any(receipt.entry.rejected for receipt in receipts if receipt.is_new))
