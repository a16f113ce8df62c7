"""The ledger for the command line: deliveries in, exports out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import UsageError
from satisfaction.intake.accepted import write_accepted
from satisfaction.intake.pseudonyms import PseudonymKey, default_key, session_key
from satisfaction.ledger import Ledger
from satisfaction.workflow.keys import key_from, lasting_key
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from satisfaction.ledger.loading import Receipt
    from satisfaction.ledger.removal import Removal
    from satisfaction.tables.returns import Returns

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


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
        yield Ledger(ledger).load(file, survey, key=key)


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
        text = formula_safe(returns.frame).to_csv(index=False, lineterminator="\n")
        write_text(folder / "returns.csv", text)
    written = (out / "returns.parquet", out / "returns.csv")
    return Exported(written=written, returns=returns)


def formula_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before text that a spreadsheet takes for a formula."""
    texts = [n for n in frame if not pd.api.types.is_numeric_dtype(frame[n].dtype)]
    return frame.assign(**{str(name): _plain(frame[name]) for name in texts})


def _plain(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    text = column.astype("str")
    return text.where(~text.str.startswith(_FORMULA), "'" + text)


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
