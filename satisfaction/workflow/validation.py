"""Validate deliveries and write what was accepted, what was rejected and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey
from satisfaction.intake.accepted import write_accepted
from satisfaction.intake.blocks import is_read_in_blocks, read_in_blocks
from satisfaction.intake.pseudonyms import default_key
from satisfaction.intake.returns import read_returns
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.keys import key_from
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.intake.delivery import Delivery, DeliveryReport
    from satisfaction.intake.pseudonyms import PseudonymKey


def validate_files(
    files: Sequence[Path], *, survey: str, out: Path | None, key_file: Path | None
) -> DeliveryReport:
    """Read ``files``, write three files to ``out`` if given, and return the report."""
    key = key_from(key_file)
    if out is None and len(files) == 1 and is_read_in_blocks(files[0], load_survey(survey)):
        return _counted(files[0], survey, key or default_key())
    delivery = read_returns(list(files), survey, key=key)
    if out is not None:
        with staged_folder(out) as folder:
            write_delivery(delivery, folder)
    return delivery.report


def _counted(file: Path, survey: str, key: PseudonymKey) -> DeliveryReport:
    """Return the report on a long file, of which nothing is kept."""
    with Progress().step(f"Validate {file.name}"):
        return read_in_blocks(file, survey, lambda _: None, key=key)


def write_delivery(delivery: Delivery, folder: Path) -> None:
    """Write ``accepted.parquet``, ``rejects.csv`` and ``report.json`` into ``folder``."""
    write_accepted(delivery.returns, folder / "accepted.parquet")
    write_text(folder / "rejects.csv", csv_of(delivery.rejects))
    write_text(folder / "report.json", report_json(delivery.report))


def report_json(report: DeliveryReport) -> str:
    """Return a delivery report as JSON."""
    return json.dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n"
