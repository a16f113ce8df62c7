"""Validate deliveries and write what was accepted, what was rejected and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from satisfaction.intake.accepted import write_accepted
from satisfaction.intake.returns import read_returns
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.keys import key_from
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.intake.delivery import Delivery, DeliveryReport


def validate_files(
    files: Sequence[Path], *, survey: str, out: Path | None, key_file: Path | None
) -> DeliveryReport:
    """Read ``files``, write three files to ``out`` if given, and return the report."""
    delivery = read_returns(list(files), survey, key=key_from(key_file))
    if out is not None:
        with staged_folder(out) as folder:
            write_delivery(delivery, folder)
    return delivery.report


def write_delivery(delivery: Delivery, folder: Path) -> None:
    """Write ``accepted.parquet``, ``rejects.csv`` and ``report.json`` into ``folder``."""
    write_accepted(delivery.returns, folder / "accepted.parquet")
    write_text(folder / "rejects.csv", csv_of(delivery.rejects))
    write_text(folder / "report.json", report_json(delivery.report))


def report_json(report: DeliveryReport) -> str:
    """Return a delivery report as JSON."""
    return json.dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n"
