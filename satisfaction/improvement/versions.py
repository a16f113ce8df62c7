"""Versions of actions: what changed becomes a further row, what was written stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    Row = dict[str, object]

# How a version was recorded is no part of what it says.
_RECORDING = ("version", "recorded_on", "recorded_by")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recorded:
    """What a table adds to a history.

    Attributes
    ----------
    history : pandas.DataFrame
        The old rows as they were, then the new ones.
    rows : pandas.DataFrame
        The new rows alone.
    added, changed, unchanged, not_named : int
        Actions that are new, have a further version, are as they were, or are not in the table.
    """

    history: pd.DataFrame
    rows: pd.DataFrame
    added: int
    changed: int
    unchanged: int
    not_named: int


def recorded(
    history: pd.DataFrame,
    table: pd.DataFrame,
    *,
    on: date,
    by: str = "",
    absent: Sequence[str] = (),
) -> Recorded:
    """Add the actions of ``table`` to ``history``: new ones, and changed ones as a new version.

    A field in ``absent`` keeps what it says. An action that the table does not name stays. Adding
    the same table again adds nothing.

    Raises
    ------
    UsageError
        If an action that changed was recorded later than ``on``.
    """
    known = {str(row["action"]): row for row in rows_of(history)}
    latest = rows_of(table.drop_duplicates("action", keep="last"))
    fresh: list[Row] = []
    added = 0
    for row in latest:
        old = known.get(str(row["action"]))
        new = row if old is None else {**row, **{name: old[name] for name in absent}}
        if old is not None and _says(old) == _says(new):
            continue
        added += old is None
        fresh.append({**new, **_stamp(old, on, by)})
    rows = _framed(fresh, history)
    named = {str(row["action"]) for row in latest}
    return Recorded(
        history=pd.concat([history, rows], ignore_index=True) if fresh else history,
        rows=rows,
        added=added,
        changed=len(fresh) - added,
        unchanged=len(latest) - len(fresh),
        not_named=len(set(known) - named),
    )


def amended(
    history: pd.DataFrame, fields: Mapping[str, Mapping[str, object]], *, on: date, by: str = ""
) -> Recorded:
    """Add a version of each action named, with some fields changed."""
    latest = current(history)
    chosen = latest[latest["action"].isin(list(fields))]
    rows = [{**row, **fields[str(row["action"])]} for row in rows_of(chosen)]
    return recorded(history, _framed(rows, history), on=on, by=by)


def current(history: pd.DataFrame, as_at: date | None = None) -> pd.DataFrame:
    """Return the last version of each action that had been recorded by ``as_at``."""
    told = history
    if as_at is not None:
        days = history["recorded_on"]
        told = history[days.isna() | (days <= pd.Timestamp(as_at))]
    first = told.drop_duplicates("action")["action"].tolist()
    last = told.drop_duplicates("action", keep="last").set_index("action")
    return last.loc[first].reset_index()[list(history.columns)]


def _stamp(old: Row | None, on: date, by: str) -> Row:
    day = pd.Timestamp(on)
    if old is None:
        return {"version": 1, "recorded_on": day, "recorded_by": by}
    before = old["recorded_on"]
    if isinstance(before, pd.Timestamp) and before > day:
        raise UsageError(
            f"A version of {on} would follow one that was recorded later. Give the day on which "
            "the change is recorded."
        )
    number = old["version"]
    return {
        "version": (1 if pd.isna(number) else int(str(number))) + 1,  # type: ignore[call-overload]
        "recorded_on": day,
        "recorded_by": by,
    }


def _says(row: Row) -> dict[str, object]:
    return {
        name: None if pd.isna(value) else value  # type: ignore[call-overload]
        for name, value in row.items()
        if name not in _RECORDING
    }


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table by field."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _framed(rows: Sequence[Row], like: pd.DataFrame) -> pd.DataFrame:
    found = pd.DataFrame(list(rows), columns=list(like.columns))
    return found.astype(dict(like.dtypes))
