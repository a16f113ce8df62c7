"""Write one result as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.record import result_json
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.results import Result


def write_result(result: Result, out: Path, *, name: str) -> None:
    """Write ``result`` to the file ``name`` in the folder ``out``."""
    with staged_folder(out) as folder:
        write_text(folder / name, result_json(result) + "\n")
