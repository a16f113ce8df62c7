"""A table with pseudonyms for its references, before it goes to whoever may not have them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Reference, Text, Verbatim
from satisfaction.definitions.library import load_survey, load_table
from satisfaction.errors import DataRefusedError, UsageError, name_list
from satisfaction.intake.contents import survey_contents, table_contents
from satisfaction.intake.files.reading import read_text_table
from satisfaction.intake.layout import is_identifier
from satisfaction.intake.pseudonyms import is_open_to_others, pseudonymise
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.keys import lasting_key
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.intake.pseudonyms import PseudonymKey

_SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonymised:
    """What became of a table, in counts and names of columns.

    Attributes
    ----------
    rows : int
    references : mapping of str to int
        Column to its references that now are pseudonyms; blanks stay blank.
    dropped : tuple of str
        Columns that would identify a person, or that the contract does not name.
    free_text : tuple of str
        Columns with words that stand as they came.
    key_made : bool
        Whether the key is new.
    """

    rows: int
    references: Mapping[str, int]
    dropped: tuple[str, ...]
    free_text: tuple[str, ...]
    key_made: bool

    def __str__(self) -> str:
        made = (f"{name}: {count:,} pseudonyms" for name, count in self.references.items())
        lines = [f"{self.rows:,} rows.", *made]
        if self.dropped:
            lines.append(f"Dropped: {name_list(self.dropped)}.")
        if self.free_text:
            lines.append(
                f"Words stand as they came in {name_list(self.free_text)}: they may name people."
            )
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to become of which column: kind of each reference, and what is kept."""

    kinds: Mapping[str, str]
    kept: frozenset[str] | None = None
    free_text: frozenset[str] = frozenset()


def pseudonymise_file(
    source: Path,
    *,
    key_file: Path,
    out: Path,
    columns: Sequence[str] = (),
    table: str = "",
    survey: str = "",
) -> Pseudonymised:
    """Write a table with pseudonyms for references, whole or not at all.

    Parameters
    ----------
    source : pathlib.Path
        In any format of a delivery.
    key_file : pathlib.Path
        Private, and not beside the output; made if it is not there.
    out : pathlib.Path
        ``.csv``, in which no cell is a formula, or ``.parquet``, in which text is exactly as it
        came. Readable by its owner only.
    columns : sequence of str
        Columns with references, each as ``NAME`` or ``NAME=KIND``. The same reference has the same
        pseudonym under the same kind, by default the name in lower case.
    table, survey : str
        Instead of columns: a contract or a survey definition, which name them, with their kinds.
        Columns that it does not name are dropped.

    Raises
    ------
    UsageError
        If columns are wanted in none or several of the three ways, are not there, or the key can be
        read by others.
    DataRefusedError
        If the file cannot be read, or the output is the input.
    """
    plan = _plan(columns, table, survey)
    _refuse_output(source, out, key_file)
    key, is_new = _private_key(key_file)
    frame = read_text_table(source, expected_columns=tuple(plan.kept or plan.kinds)).frame
    found, dropped = _replaced(frame, plan, key)
    if is_new:
        # The key first: without it the pseudonyms would be worth nothing.
        key.keep(key_file)
    _write(found, out)
    counts = {name: int((found[name] != "").sum()) for name in plan.kinds if name in found}
    return Pseudonymised(
        rows=len(found),
        references=counts,
        dropped=dropped,
        free_text=tuple(name for name in map(str, found) if name in plan.free_text),
        key_made=is_new,
    )


def _plan(columns: Sequence[str], table: str, survey: str) -> _Plan:
    if sum(map(bool, (columns, table, survey))) != 1:
        raise UsageError("Say which columns hold references: give columns, a table or a survey.")
    if columns:
        pairs = [text.partition("=") for text in columns]
        return _Plan(kinds={n.strip(): (k or n).strip().lower() for n, _, k in pairs})
    contents = table_contents(load_table(table)) if table else survey_contents(load_survey(survey))
    fields = contents.fields.items()
    return _Plan(
        kinds={f.column: name for name, f in fields if isinstance(f, Reference) and f.pseudonym},
        kept=frozenset(contents.columns),
        free_text=frozenset(f.column for _, f in fields if isinstance(f, Text | Verbatim)),
    )


def _refuse_output(source: Path, out: Path, key_file: Path) -> None:
    if out.suffix.lower() not in _SUFFIXES or out.is_dir():
        raise UsageError(f"'{out.name}' is no file to write. Name one that ends in .csv, .parquet.")
    if out.resolve() == source.resolve():
        raise DataRefusedError(f"'{out.name}' is the input. Choose another output.")
    if key_file.resolve().parent == out.resolve().parent:
        raise UsageError(
            "The key would stand beside the pseudonyms, and who has both can test a guessed "
            "reference. Keep the key file in a folder of its own."
        )


def _private_key(path: Path) -> tuple[PseudonymKey, bool]:
    """Return the key and whether it is new; refuse one that others can read.

    A share that has no modes gives every file the same: there the key is read, with a warning.
    """
    if path.exists() and is_open_to_others(path) and _keeps_modes(path.parent):
        raise UsageError(
            f"The key file '{path.name}' can be read by others than its owner. Take their rights "
            f"away (chmod 600) and think about who may have it already."
        )
    return lasting_key(path)


def _keeps_modes(folder: Path) -> bool:
    """Return whether a private file in ``folder`` is private; True where none can be made."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".mode-") as probe:
            return not is_open_to_others(Path(probe.name))
    except OSError:
        return True


def _replaced(
    frame: pd.DataFrame, plan: _Plan, key: PseudonymKey
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table with pseudonyms, and the columns that were dropped."""
    named = {_squeezed(name): name for name in (*(plan.kept or ()), *plan.kinds)}
    frame = frame.rename(columns={n: named.get(_squeezed(str(n)), n) for n in frame})
    missing = [name for name in plan.kinds if name not in frame]
    if missing and (plan.kept is None or len(missing) == len(plan.kinds)):
        raise UsageError(
            f"The columns {name_list(missing)} are not in the file. Name columns as they stand in "
            "its header."
        )
    dropped = tuple(n for n in map(str, frame) if _is_dropped(n, plan))
    kept = frame.drop(columns=list(dropped))
    pseudonyms = {
        name: pseudonymise(kept[name], key, kind)
        for name, kind in plan.kinds.items()
        if name in kept
    }
    return kept.assign(**pseudonyms), dropped


def _is_dropped(column: str, plan: _Plan) -> bool:
    if column in plan.kinds:
        return False
    return is_identifier(column) or (plan.kept is not None and column not in plan.kept)


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _write(frame: pd.DataFrame, out: Path) -> None:
    with staged_folder(out.resolve().parent) as folder:
        if out.suffix.lower() == ".csv":
            write_text(folder / out.name, csv_of(frame))
        else:
            frame.to_parquet(folder / out.name, index=False)
