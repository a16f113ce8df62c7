"""Victims counted in the engine: one expression, whichever engine runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals as nw
import pandas as pd

from satisfaction.definitions.fields import Count
from satisfaction.definitions.library import load_classification
from satisfaction.errors import DataRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from satisfaction.definitions.fields import Category

UNREADABLE = "\0unreadable"

_ROWS = "rows of the cell"
_FILE = "file of the row"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordTable:
    """Records under the names of their contract, every wanted column text, trimmed.

    Attributes
    ----------
    names : tuple of str
        Fields, in order; ``file of the row`` says which relation a row is from.
    """

    table: nw.LazyFrame[Any]
    names: tuple[str, ...]


def as_text(
    table: nw.LazyFrame[Any],
    columns: Mapping[str, str],
    *,
    file: int,
    absent: Sequence[str] = (),
    trim: bool = True,
) -> nw.LazyFrame[Any]:
    """Return ``columns`` (field to column) as text, trimmed, blank where missing or absent.

    Trimming every row takes most of the time of a count; who counts texts that are trimmed later,
    as :func:`trimmed` does, leaves it out.
    """
    schema = table.collect_schema()
    cells = [_text(c, schema[c], trim=trim).alias(name) for name, c in columns.items()]
    blanks = [nw.lit("").alias(name) for name in absent]
    return table.select(*cells, *blanks, nw.lit(file).alias(_FILE))


def stacked(tables: Sequence[nw.LazyFrame[Any]], names: Sequence[str]) -> RecordTable:
    """Return several tables of :func:`as_text` as one."""
    ordered = [table.select(*names, _FILE) for table in tables]
    return RecordTable(
        table=ordered[0] if len(ordered) == 1 else nw.concat(ordered, how="vertical"),
        names=tuple(names),
    )


def count_files(records: RecordTable, number: int) -> list[int]:
    """Return the rows of each of ``number`` files."""
    counted = _collect(records.table.group_by(_FILE).agg(nw.len().alias(_ROWS)))
    rows = dict(zip(counted[_FILE], counted[_ROWS], strict=True))
    return [int(rows.get(place, 0)) for place in range(number)]


def count_days(records: RecordTable, name: str) -> pd.Series:
    """Return the rows of each distinct text in the date column ``name``."""
    counted = _collect(records.table.group_by(name).agg(nw.len().alias(_ROWS)))
    return pd.Series(counted[_ROWS].to_numpy(int), index=pd.Index(counted[name], dtype="str"))


def count_cells(
    records: RecordTable,
    keys: Mapping[str, Category | Count | None],
    *,
    within: tuple[str, Sequence[str]] | None,
) -> pd.DataFrame:
    """Count rows by the text of each key; numbers of a banded count are banded in the engine.

    Parameters
    ----------
    records : RecordTable
    keys : mapping of str to Category, Count or None
        What to count by. None is a key without levels of its own, such as the number of victims.
    within : (str, sequence of str) or None
        Date column and the texts of the days to count.

    Returns
    -------
    pandas.DataFrame
        One row a combination: its texts, and ``rows``.
    """
    cells = [
        (_band(name, key) if isinstance(key, Count) else nw.col(name)).alias(name)
        for name, key in keys.items()
    ]
    chosen = _within(records, within).select(*cells)
    counted = _collect(chosen.group_by(*keys).agg(nw.len().alias(_ROWS)))
    return counted.rename(columns={_ROWS: "rows"}).sort_values(list(keys), ignore_index=True)


def first_rows(
    records: RecordTable,
    names: Sequence[str],
    *,
    where: nw.Expr,
    within: tuple[str, Sequence[str]] | None,
    rows: int,
) -> pd.DataFrame:
    """Return up to ``rows`` records as text, in the order of ``names``, whatever their own order.

    The only way for a row to leave the engine: references are pseudonymised at once.
    """
    chosen = _within(records, within).filter(where).select(*names)
    found = _collect(chosen.sort(*names).head(rows))
    return trimmed(found.astype("str"))


def trimmed(cells: pd.DataFrame) -> pd.DataFrame:
    """Return counted texts without spaces around them; cells that become alike stay apart."""
    texts = cells.select_dtypes(exclude="number")
    return cells.assign(**{str(name): texts[name].str.strip() for name in texts})


def count_repeats(
    records: RecordTable, names: Sequence[str], *, within: tuple[str, Sequence[str]] | None
) -> int:
    """Return how many rows repeat ``names`` of another row; a blank repeats nothing."""
    filled = nw.all_horizontal(*(nw.col(name) != "" for name in names), ignore_nulls=False)
    groups = _within(records, within).filter(filled).group_by(*names).agg(nw.len().alias(_ROWS))
    extra = _collect(groups.select((nw.col(_ROWS) - 1).sum().alias(_ROWS)))
    return int(extra[_ROWS].fillna(0).iloc[0])


def _text(column: str, dtype: nw.dtypes.DType, *, trim: bool) -> nw.Expr:
    cell = nw.col(column)
    if dtype == nw.Datetime:
        cell = cell.cast(nw.Date)
    text = cell.cast(nw.String).fill_null("")
    return text.str.strip_chars() if trim else text


def _within(records: RecordTable, within: tuple[str, Sequence[str]] | None) -> nw.LazyFrame[Any]:
    if within is None:
        return records.table
    name, days = within
    return records.table.filter(nw.col(name).is_in(list(days)))


def _band(name: str, field: Count) -> nw.Expr:
    """Return the level of a count: comparisons of text only, since a cast could fail on a cell."""
    listed = load_classification(field.classify)
    bands = {**listed.bands, **listed.outside}
    raw = nw.col(name)
    number = raw.str.replace_all(r"\.0+$", "").str.replace_all("^0+", "")
    level = nw.lit(UNREADABLE)
    for band, (first, last) in bands.items():
        low, high = max(first, field.range[0]), min(last, field.range[1])
        level = _either(number.is_in(_as_written(range(low, high + 1))), band, level)
    for code, label in field.not_answered.items():
        level = _either(raw.is_in([code, f"{code}.0"]), label, level)
    return _either(raw == "", field.blank, level)


def _either(condition: nw.Expr, label: str, otherwise: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(label)).otherwise(otherwise)


def _as_written(numbers: Iterable[int]) -> list[str]:
    """Return numbers as text without leading zeros, so that 0 is an empty text."""
    return [str(number) if number else "" for number in numbers] or ["\0none"]


def _collect(lazy: nw.LazyFrame[Any]) -> pd.DataFrame:
    try:
        native = lazy.collect("pyarrow").to_native()
    except (duckdb.Error, nw.exceptions.NarwhalsError):
        # An engine's message may quote a row; ours is raised outside this block.
        native = None
    if native is None:
        raise DataRefusedError(
            "The engine could not count the crime records: a file is damaged, or its rows do not "
            "all have the header's columns. Try the files one at a time."
        )
    frame: pd.DataFrame = native.to_pandas()
    return frame
