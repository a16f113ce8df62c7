"""From a result to the counts that it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.disclosure.figures import BASE, EVERYONE, NOT, Figure, Telling, Told
from satisfaction.disclosure.layouts import ANY, LAYOUTS, WITHHELD_KINDS, Cells
from satisfaction.disclosure.published import PublishedTable

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.results import Result

_TOTAL_LEVELS = frozenset({EVERYONE, "All", ""})
# What is left of a row whose base is known but whose count is not.
_OF_THE_BASE = frozenset({"base", "df", "not_answered", "issued", "victims", "count_before"})


def read(result: Result | PublishedTable) -> Told:
    """Return every count of people in a result and in the results that it holds.

    Raises
    ------
    UsageError
        If the kind of result is not known, or is never given out.
    """
    told = Told()
    for path, part in PublishedTable.of(result).parts():
        for cells in LAYOUTS[part.kind].cells:
            _read_cells(part, path, cells, told)
    return told


def is_givable(result: Result) -> bool:
    """Return whether a kind of result can be protected; those of single persons cannot."""
    name = type(result).__name__
    return name in LAYOUTS and name not in WITHHELD_KINDS


def _read_cells(table: PublishedTable, path: tuple[str, ...], cells: Cells, told: Told) -> None:
    frame = table.frames[cells.frame]
    if frame.empty or (cells.base and cells.base not in frame):
        return
    keys = _keys(table, frame, cells)
    base, count = _numbers(frame, cells)
    hidden = _hidden(frame, cells)
    place = (*path, cells.frame)
    for row, (subject, group, level, period, answer) in enumerate(keys):
        whole = Figure(subject, group, level, period)
        part = whole._replace(answer=answer)
        if base is None and count is None:
            told.tellings.append(_telling(place, row, (whole, part), _numeric(frame)))
            continue
        if base is not None:
            told.counts[whole] = base[row]
            told.tellings.append(_telling(place, row, (whole,), _base_columns(frame, cells)))
        if count is not None and answer != BASE:
            told.counts[part] = count[row]
            told.tellings.append(_telling(place, row, (part,), _count_columns(frame, cells)))
        if hidden[row]:
            told.unreliable |= {whole, part} & set(told.counts)
        if cells.is_opinion and answer != BASE:
            told.opinions.add(part)
        if not cells.is_timed:
            told.untimed |= {whole, part}
        if not cells.is_additive:
            told.alone |= {whole, part}


def _telling(
    path: tuple[str, ...], row: int, figures: tuple[Figure, ...], columns: tuple[str, ...]
) -> Telling:
    return Telling(path=path, row=row, figures=figures, columns=columns)


def _keys(table: PublishedTable, frame: pd.DataFrame, cells: Cells) -> list[tuple[str, ...]]:
    """Return subject, group, level, period and answer of each row."""
    columns = [
        _texts(table, frame, named)
        for named in (cells.subject, cells.group, cells.level, cells.period, cells.answer)
    ]
    if cells.level in frame and "level" in frame:
        columns[1:3] = _others(columns[1], columns[2], list(frame["level"].astype("str")))
    for name in cells.within:
        outer = frame[name].astype("str")
        columns[1] = [f"{name} x {group}" for group in columns[1]]
        columns[2] = [f"{level} x {x}" for level, x in zip(outer, columns[2], strict=True)]
    return [_settled(*key) for key in zip(*columns, strict=True)]


def _settled(subject: str, group: str, level: str, period: str, answer: str) -> tuple[str, ...]:
    """Return the key with everyone written in one way."""
    if level in _TOTAL_LEVELS:
        return subject, "", EVERYONE, period, answer
    return subject, group, level, period, answer


def _others(groups: list[str], levels: list[str], of: list[str]) -> list[list[str]]:
    """Return groups and levels with ``others`` named by the level that they are others of."""
    pairs = [
        (f"{NOT}{group}", own) if level == "others" else (group, level)
        for group, level, own in zip(groups, levels, of, strict=True)
    ]
    return [list(side) for side in zip(*pairs, strict=True)]


def _texts(table: PublishedTable, frame: pd.DataFrame, named: str) -> list[str]:
    if named.startswith("="):
        return [named[1:]] * len(frame)
    if named == "@period" or (named == "weight_period" and named not in frame):
        return [table.provenance.period] * len(frame)
    if named.startswith("@"):
        return [table.named[named[1:]]] * len(frame)
    if named == ANY or named not in frame:
        return [ANY if named == ANY else ""] * len(frame)
    return list(frame[named].astype("str"))


def _numbers(
    frame: pd.DataFrame, cells: Cells
) -> tuple[npt.NDArray[np.float64] | None, npt.NDArray[np.float64] | None]:
    """Return base and count of each row; a share of a base is a count."""
    base = _column(frame, cells.base) if cells.base else None
    if cells.count:
        return base, _column(frame, cells.count)
    share = next((name for name in cells.shares if name in frame), "")
    if base is None or not share or not _is_share(frame[share]):
        return base, None
    count: npt.NDArray[np.float64] = np.where(base == 0, 0.0, _column(frame, share) * base)
    return base, count.round()


def _column(frame: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    numbers = pd.to_numeric(frame[name]).astype("float64")
    found: npt.NDArray[np.float64] = np.asarray(numbers.to_numpy(na_value=np.nan), dtype=np.float64)
    return found


def _is_share(column: pd.Series) -> bool:
    """Return whether the numbers are shares: a mean grade is none."""
    numbers = column.dropna()
    return bool(((numbers >= 0) & (numbers <= 1)).all())


def _hidden(frame: pd.DataFrame, cells: Cells) -> npt.NDArray[np.bool_]:
    if not cells.flag or cells.flag not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    return (frame[cells.flag].astype("str") == "hidden").to_numpy(dtype=np.bool_)


def _numeric(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns with numbers that are not plainly yes or no."""
    found = frame.select_dtypes(include="number").columns
    return tuple(str(name) for name in found)


def _base_columns(frame: pd.DataFrame, cells: Cells) -> tuple[str, ...]:
    """Return what a withheld base takes with it: by default every number of the row."""
    return tuple(name for name in cells.tells if name in frame) or _numeric(frame)


def _count_columns(frame: pd.DataFrame, cells: Cells) -> tuple[str, ...]:
    """Return what a withheld count takes with it: every number that is not about the base."""
    kept = _OF_THE_BASE | {cells.base}
    return tuple(name for name in _numeric(frame) if name not in kept)
