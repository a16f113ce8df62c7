"""The ledger for the command line: deliveries in, exports out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError
from satisfaction.intake.accepted import write_accepted
from satisfaction.intake.blocks import LONG
from satisfaction.intake.files.long_table import is_long
from satisfaction.intake.pseudonyms import PseudonymKey, default_key, session_key
from satisfaction.ledger import Ledger
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.keys import key_from, lasting_key
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from satisfaction.ledger.loading import Receipt
    from satisfaction.ledger.removal import Removal
    from satisfaction.tables.returns import Returns

# What a spreadsheet takes for the beginning of a formula.


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Files of an export and what is in them."""

    written: tuple[Path, ...]
    returns: Returns


def load_files(
    files: Sequence[Path], *, ledger: Path, survey: str, key_file: Path | None
) -> Iterator[Receipt]:
    """Load each file as a delivery of its own, in the order given, giving its receipt."""
    key = _key_of(Ledger(ledger), ledger, key_file)
    for file in files:
        # A small file is loaded before anybody asks how long it takes.
        progress = Progress(quiet=not is_long(file, LONG))
        with progress.step(f"Load {file.name}"):
            receipt = Ledger(ledger).load(file, survey, key=key)
        yield receipt


def forget_reference(
    ledger: Path, reference: str, *, key_file: Path | None, reason: str
) -> Removal:
    """Remove every row of a reference; see :meth:`satisfaction.Ledger.forget`."""
    key = key_from(key_file) or default_key()
    known = None if key == session_key() else key
    return Ledger(ledger).forget(reference, key=known, reason=reason)


def export_ledger(
    ledger: Path, out: Path, *, period: str | None, survey: str | None, as_at: str | None
) -> Exported:
    """Write the interviews that stand as ``returns.parquet`` and ``returns.csv``."""
    returns = Ledger(ledger).returns(period, survey=survey, as_at=as_at)
    with staged_folder(out) as folder:
        write_accepted(returns, folder / "returns.parquet")
        write_text(folder / "returns.csv", csv_of(returns.frame, spare_numbers=False))
    written = (out / "returns.parquet", out / "returns.csv")
    return Exported(written=written, returns=returns)


def _key_of(ledger: Ledger, folder: Path, path: Path | None) -> PseudonymKey | None:
    """Return the key of ``path``, made with the first delivery of a ledger; None for no path."""
    if path is None:
        return None
    if folder.resolve() in path.resolve().parents:
        raise UsageError(
            "The key file lies in the ledger's folder. Keep it elsewhere: who has both can test "
            "which references are in it."
        )
    key, is_new = lasting_key(path)
    if is_new:
        _refuse_new_key(ledger, folder, path)
        key.keep(path)
    return key


def _refuse_new_key(ledger: Ledger, folder: Path, path: Path) -> None:
    if (folder / "catalogue.sqlite").is_file() and ledger.deliveries:
        raise UsageError(
            f"There is no key file '{path.name}', and the ledger has a key already. Give the key "
            "file of its first load."
        )
