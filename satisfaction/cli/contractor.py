"""``satisfaction contractor``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from satisfaction.cli.load import ledger_option
from satisfaction.cli.options import json_option, key_option, rejected_note

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from satisfaction.workflow.contractor import ReviewRun

_FILE = click.Path(path_type=Path)


def _review_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of everything that reviews."""
    options = (
        click.option("--log", required=True, type=_FILE, help="Workbook or folder of the log."),
        click.option(
            "--on", required=True, type=click.DateTime(formats=["%Y-%m-%d"]),
            help="Day of the review, as 2008-01-14.",
        ),
        click.option("--returns", "returns_files", multiple=True, type=_FILE, help="Deliveries."),
        click.option("--survey", default="", help="Survey definition of the returns."),
        click.option("--period", help="Only interviews of this period."),
        click.option("--outcomes", type=_FILE, help="Contact outcomes of the period."),
        click.option("--issued", type=_FILE, help="Issued sample of the period."),
        key_option,
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Review the contractor: inspection log, fieldwork quality, visit pack."""


@command.command()
@click.argument("out", type=_FILE)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def template(out: Path, replace: bool) -> int:
    """Write an empty workbook of the inspection log, with drop-down lists and notes."""
    from satisfaction.contractor import write_template

    click.echo(f"Written: {write_template(out, replace=replace)}")
    return 0


@command.command()
@_review_options
@json_option
def review(as_json: bool, **given: Any) -> int:  # noqa: ANN401 - click's options by name
    """Review the contractor on a day. Exit code 1: overdue, below the floor, not documented."""
    from satisfaction.reports.record import result_json

    run = _run(**given)
    click.echo(result_json(run.review) if as_json else str(run.review))
    return int(run.review.needs_attention)


@command.command()
@_review_options
@click.option("--out", required=True, type=_FILE, help="Folder to write to.")
@json_option
def agenda(out: Path, as_json: bool, **given: Any) -> int:  # noqa: ANN401
    """Before a visit: whom to listen to and why, records to see, open actions."""
    _needs_key(given["key_file"])
    return _write(_run(**given), "agenda", "", out, as_json=as_json)


@command.command()
@_review_options
@click.option("--visit", required=True, help="Number of the visit in the log.")
@click.option("--out", required=True, type=_FILE, help="Folder to write to.")
@json_option
def report(visit: str, out: Path, as_json: bool, **given: Any) -> int:  # noqa: ANN401
    """After a visit: what was seen, findings and actions. Exit code 1 as for review."""
    _needs_key(given["key_file"])
    return _write(_run(**given), "report", visit, out, as_json=as_json)


@command.command()
@click.argument("record", type=_FILE)
@click.option("--folder", type=_FILE, help="Where the files are; by default beside the record.")
@click.option("--key-file", required=True, type=_FILE, help="Key that the record was made with.")
@json_option
def verify(record: Path, folder: Path | None, key_file: Path, as_json: bool) -> int:
    """Compute the record of a visit again. Exit code 1 when something differs."""
    from satisfaction.workflow.contractor import verify_visit

    found = verify_visit(record, folder=folder, key_file=key_file)
    click.echo(json.dumps(found.to_dict(), indent=1) if as_json else str(found))
    return int(not found.is_same)


@command.command()
@click.argument("log", type=_FILE)
@ledger_option
@key_option
@json_option
def keep(log: Path, ledger: Path, key_file: Path | None, as_json: bool) -> int:
    """Keep the inspection log LOG as it stands; versions are added and never changed.

    Says what was added, changed and taken out since the version before. Exit code 1 when a row that
    was once in the log is not any more.
    """
    from satisfaction.ledger import Ledger
    from satisfaction.workflow.keys import key_from

    receipt = Ledger(ledger).keep_inspections(log, key=key_from(key_file))
    click.echo(json.dumps(receipt.to_dict(), indent=1) if as_json else str(receipt))
    return int(receipt.needs_attention)


@command.command()
@ledger_option
@json_option
def history(ledger: Path, as_json: bool) -> int:
    """List the versions of the inspection log that were kept."""
    from satisfaction.ledger import Ledger

    found = Ledger(ledger).inspections()
    if as_json:
        click.echo(json.dumps([version.to_dict() for version in found], indent=1))
    else:
        click.echo("\n".join(map(str, found)) or "No inspection log was kept.")
    return 0


def _run(
    *,
    log: Path,
    on: datetime,
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    outcomes: Path | None,
    issued: Path | None,
    key_file: Path | None,
) -> ReviewRun:
    from satisfaction.workflow.contractor import ContractorFiles, review_from_files

    files = ContractorFiles(
        log=log, returns=returns_files, outcomes=outcomes, issued=issued, key_file=key_file
    )
    run = review_from_files(files, on=on.date(), survey=survey, period=period)
    rejected_note(run.rejected)
    return run


def _needs_key(key_file: Path | None) -> None:
    """Refuse to leave a record that nobody could compute again."""
    if key_file is None:
        raise click.UsageError(
            "Missing option '--key-file'. Interviewers are pseudonyms of a key: without the same "
            "key the record could not be verified."
        )


def _write(run: ReviewRun, kind: Any, visit: str, out: Path, *, as_json: bool) -> int:  # noqa: ANN401
    from satisfaction.workflow.contractor import visit_document, write_visit

    written = write_visit(visit_document(run, kind, visit=visit), out)
    if as_json:
        summary = {"written": [p.name for p in written], "attention": run.review.needs_attention}
        click.echo(json.dumps(summary, indent=1))
    else:
        for path in written:
            click.echo(f"Written: {path}")
    return int(run.review.needs_attention)
