"""Taking withheld numbers out of a result."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from satisfaction.disclosure.layouts import ANY, LAYOUTS
from satisfaction.results import Caveat, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from satisfaction.disclosure.figures import Figure, Telling

R = TypeVar("R", bound=Result)

SUPPRESSED = "suppressed"
_CODE = "disclosure-"
_FLAGS = ("flag", "flag_before", "flag_after")

Blanks = dict[str, dict[int, set[str]]]


def blanked(
    result: Result,
    tellings: Iterable[Telling],
    hidden: frozenset[Figure],
    *,
    audience: str,
    threshold: float,
    notes: tuple[Caveat, ...],
) -> Result:
    """Return the result without the numbers that ``hidden`` figures are told by."""
    blanks: dict[tuple[str, ...], Blanks] = defaultdict(lambda: defaultdict(dict))
    levels = {(figure.group, figure.level) for figure in hidden}
    for telling in tellings:
        if any(_is_hidden(figure, hidden, levels) for figure in telling.figures):
            frame = blanks[telling.path[:-1]][telling.path[-1]]
            frame.setdefault(telling.row, set()).update(telling.columns)
    smallest = np.inf if audience == "external" else threshold
    found = _without(result, (), blanks, is_external=audience == "external")
    found = _without_asides(found, smallest)
    withheld = sum(len(rows) for frames in blanks.values() for rows in frames.values())
    note = Caveat(code=f"{_CODE}{audience}", text=_text(withheld, threshold, audience))
    return replace(found, caveats=(*found.caveats, note, *notes))


def _is_hidden(figure: Figure, hidden: frozenset[Figure], levels: set[tuple[str, str]]) -> bool:
    if figure.subject == ANY:
        return (figure.group, figure.level) in levels
    return figure in hidden


def _without(
    result: Result,
    path: tuple[str, ...],
    blanks: Mapping[tuple[str, ...], Blanks],
    *,
    is_external: bool,
) -> Result:
    layout = LAYOUTS[type(result).__name__]
    changed: dict[str, Any] = {}
    for name in {cells.frame for cells in layout.cells}:
        rows = blanks[path].get(name, {}) if path in blanks else {}
        changed[name] = _blank(getattr(result, name), rows, layout.words)
    if is_external:
        changed |= {name: getattr(result, name).iloc[:0] for name in layout.emptied}
    for name in result.__dataclass_fields__:
        inner = getattr(result, name)
        if isinstance(inner, Result):
            changed[name] = _without(inner, (*path, name), blanks, is_external=is_external)
    return replace(result, **changed)


def _without_asides(result: R, smallest: float) -> R:
    """Take out whole columns of counts that have a small one; inner results too."""
    table = result.table
    columns = [
        name
        for name in LAYOUTS[type(result).__name__].aside
        if name in table and _has_small(table[name], smallest)
    ]
    changed: dict[str, Any] = {
        name: _without_asides(inner, smallest)
        for name in result.__dataclass_fields__
        if isinstance(inner := getattr(result, name), Result)
    }
    if columns:
        gone = {name: _number(table[name]).mask(table[name].notna()) for name in columns}
        changed["table"] = table.assign(**gone)
    return replace(result, **changed)


def _has_small(column: pd.Series, smallest: float) -> bool:
    return bool(((column > 0) & (column < smallest)).any())


def _blank(frame: pd.DataFrame, rows: Mapping[int, set[str]], words: Sequence[str]) -> pd.DataFrame:
    """Return the frame with the columns of each row blanked, and which rows those are."""
    touched = np.zeros(len(frame), dtype=np.bool_)
    touched[list(rows)] = True
    changed: dict[str, Any] = {SUPPRESSED: touched}
    for name in sorted(set().union(*rows.values())) if rows else ():
        at = np.zeros(len(frame), dtype=np.bool_)
        at[[row for row, columns in rows.items() if name in columns]] = True
        changed[name] = _number(frame[name]).mask(at)
    for name in (*words, *_FLAGS):
        if name in frame and rows:
            written = "hidden" if name in _FLAGS else ""
            changed[name] = frame[name].astype("str").mask(touched, written)
    return frame.assign(**changed)


def _number(column: pd.Series) -> pd.Series:
    """Return whole numbers in a kind in which one may be missing."""
    return column.astype("Int64") if column.dtype.kind in "iu" else column


def _text(withheld: int, threshold: float, audience: str) -> str:
    whom = "people within the force" if audience == "internal" else "people outside the force"
    if not withheld:
        return f"For {whom}: nothing had to be withheld to protect anybody."
    return (
        f"For {whom}: {withheld:,} rows have numbers withheld, marked as suppressed. They are "
        f"counts below {threshold:.0f}, or numbers that such a count would follow from; which of "
        "the two is not told. Do not compare with other editions to work them out."
    )
