"""``satisfaction ledger``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from satisfaction.cli.load import ledger_option
from satisfaction.cli.options import json_option, period_option

if TYPE_CHECKING:
    from datetime import datetime

_reason = click.option("--reason", required=True, help="For the history, such as the rule.")


@click.group()
def command() -> None:
    """List what the ledger holds; prove it, export it, remove what is due."""


@command.command("list")
@ledger_option
@json_option
def list_deliveries(ledger: Path, as_json: bool) -> int:
    """List the deliveries in the order of loading."""
    from satisfaction.ledger import Ledger

    found = Ledger(ledger).deliveries
    if as_json:
        _print_json([entry.to_dict() for entry in found])
    for entry in () if as_json else found:
        click.echo(str(entry))
    if not found and not as_json:
        click.echo("The ledger is empty.")
    return 0


@command.command("show")
@click.argument("ref")
@ledger_option
@json_option
def show_delivery(ref: str, ledger: Path, as_json: bool) -> int:
    """Show delivery REF (number, or the beginning of its reference) and its report."""
    from satisfaction.ledger import Ledger

    entry = Ledger(ledger).delivery(ref)
    if as_json:
        _print_json(entry.to_dict())
        return 0
    click.echo(f"{entry}\n  loaded {entry.recorded_at}")
    for reason, rows in entry.rejected_by.items():
        click.echo(f"  rejected {rows:,}: {reason}")
    return 0


@command.command("export")
@ledger_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@period_option
@click.option("--survey", help="Which survey, where the ledger holds several.")
@click.option("--as-at", help="A delivery: what the ledger gave after it was loaded.")
def export(
    ledger: Path, out: Path, period: str | None, survey: str | None, as_at: str | None
) -> int:
    """Write the interviews that stand as Parquet and CSV, private to their owner."""
    from satisfaction.workflow.ledger_files import export_ledger

    exported = export_ledger(ledger, out, period=period, survey=survey, as_at=as_at)
    click.echo(f"{len(exported.returns):,} interviews.")
    for path in exported.written:
        click.echo(f"Written: {path}")
    for caveat in exported.returns.caveats:
        click.echo(f"Note: {caveat.text}", err=True)
    return 0


@command.command("verify")
@ledger_option
@json_option
def verify(ledger: Path, as_json: bool) -> int:
    """Prove that nothing is lost: counts made again, checksums taken again.

    Exit code 1 when something does not agree.
    """
    from satisfaction.ledger import Ledger

    found = Ledger(ledger).verify()
    _print_json(found.to_dict()) if as_json else click.echo(str(found))
    return int(bool(found.faults))


@command.command("expire")
@ledger_option
@click.option(
    "--before",
    required=True,
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Remove interviews made before this day.",
)
@_reason
@json_option
def expire(ledger: Path, before: datetime, reason: str, as_json: bool) -> int:
    """Remove rows past their retention date from every version, and prove that they are gone."""
    from satisfaction.ledger import Ledger

    removal = Ledger(ledger).expire(before.date(), reason=reason)
    _print_json(removal.to_dict()) if as_json else click.echo(str(removal))
    return int(removal.needs_attention)


@command.command("forget")
@click.argument("ref")
@ledger_option
@click.option("--key-file", type=click.Path(path_type=Path), help="Where REF is no pseudonym.")
@_reason
@json_option
def forget(ref: str, ledger: Path, key_file: Path | None, reason: str, as_json: bool) -> int:
    """Remove every row of REF, and hold it back when it is delivered again.

    REF is a pseudonym; or, with the key file, a reference as the force writes it. Give - to be
    asked for it, so that it does not stay in the history of the shell. Exit code 1 when there was
    no row.
    """
    from satisfaction.workflow.ledger_files import forget_reference

    typed = click.prompt("Reference", hide_input=True) if ref == "-" else ref
    removal = forget_reference(ledger, typed, key_file=key_file, reason=reason)
    _print_json(removal.to_dict()) if as_json else click.echo(str(removal))
    return int(removal.needs_attention or not removal.rows)


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))
