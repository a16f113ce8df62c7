"""Rows counted in the engine: one expression, whichever engine runs it.

Every count groups by the columns as they are stored; only its few groups are then made texts. A
function of text on every row takes longer than all the counting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals as nw

from satisfaction.definitions.fields import Count
from satisfaction.definitions.library import load_classification
from satisfaction.errors import DataRefusedError
from satisfaction.intake.engines.failures import engine_errors, silent_drivers
from satisfaction.intake.profiles.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.definitions.fields import Category

_ROWS = "rows of the cell"
_FILE = "file of the row"
_NUMBER = "number of "
# A number as a person would write it, short enough for every engine's integers.
_PLAIN_NUMBER = re.compile("0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The reports to count.

    Attributes
    ----------
    name : str
        Field of the date.
    texts : tuple of str
        As the records write the days.
    is_span : bool
        Whether they are all texts from the first to the last, so that an engine may compare.
    """

    name: str
    texts: tuple[str, ...]
    is_span: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordTable:
    """Records under the names of their contract, as they are stored: not trimmed, nulls as such.

    Attributes
    ----------
    table : narwhals.LazyFrame
        A column a field, of text, whole numbers or days; ``file of the row`` says which relation
        a row is from.
    dtypes : mapping of str to narwhals.dtypes.DType
        Type of each field: String, Int64 or Date.
    asked : list of str
        Every query so far, in order: whatever is made from this table adds to the same list.
    """

    table: nw.LazyFrame[Any]
    dtypes: Mapping[str, nw.dtypes.DType]
    asked: list[str] = field(default_factory=list, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Fields, in order."""
        return tuple(self.dtypes)

    def text(self, name: str) -> nw.Expr:
        """Return a field as text, blank where there is nothing."""
        cell = nw.col(name)
        return (cell if self.dtypes[name] == nw.String else cell.cast(nw.String)).fill_null("")

    def is_filled(self, name: str) -> nw.Expr:
        """Return whether a field holds anything, be it spaces."""
        cell = nw.col(name)
        return cell != "" if self.dtypes[name] == nw.String else ~cell.is_null()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenTexts:
    """What one pass over the records found, before anything else is counted.

    Attributes
    ----------
    rows : tuple of int
        Of each file.
    texts : mapping of str to pandas.Series
        Rows of each distinct text, by field.
    nothing : mapping of str to int
        Rows in which a field is null.
    """

    rows: tuple[int, ...]
    texts: Mapping[str, pd.Series]
    nothing: Mapping[str, int]


def stacked(
    tables: Sequence[nw.LazyFrame[Any]],
    columns: Sequence[Mapping[str, str]],
    names: Sequence[str],
) -> RecordTable:
    """Return several tables as one.

    Parameters
    ----------
    tables : sequence of narwhals.LazyFrame
    columns : sequence of mapping of str to str
        Field to column of each table; a field that a table has not is blank in it.
    names : sequence of str
        Fields, in order.
    """
    pairs = [(t.collect_schema(), found) for t, found in zip(tables, columns, strict=True)]
    dtypes = {
        name: _common([_kind(schema[found[name]]) for schema, found in pairs if name in found])
        for name in names
    }
    parts = [
        table.select(
            *(
                _stored(found.get(name, ""), dtype, schema).alias(name)
                for name, dtype in dtypes.items()
            ),
            nw.lit(place).alias(_FILE),
        )
        for place, (table, (schema, found)) in enumerate(zip(tables, pairs, strict=True))
    ]
    whole = parts[0] if len(parts) == 1 else nw.concat(parts, how="vertical")
    return RecordTable(table=whole, dtypes=dtypes)


def see_texts(records: RecordTable, names: Sequence[str], *, files: int) -> SeenTexts:
    """Count rows by file and by the texts of ``names``, in one pass.

    Meant for columns of few distinct texts, such as dates and ages.
    """
    grouped = records.table.group_by(_FILE, *names).agg(nw.len().alias(_ROWS))
    cells = _collect(
        records, grouped.select(_FILE, *(nw.col(n).cast(nw.String) for n in names), _ROWS)
    )
    rows = cells.groupby(_FILE)[_ROWS].sum()
    return SeenTexts(
        rows=tuple(int(rows.get(place, 0)) for place in range(files)),
        texts={name: cells.groupby(name, sort=True)[_ROWS].sum() for name in names},
        nothing={name: int(cells.loc[cells[name].isna(), _ROWS].sum()) for name in names},
    )


def count_cells(
    records: RecordTable,
    keys: Mapping[str, Category | Count | None],
    *,
    within: Days | None,
    seen: SeenTexts | None = None,
) -> pd.DataFrame:
    """Count rows by the text of each key.

    Parameters
    ----------
    records : RecordTable
    keys : mapping of str to Category, Count or None
        What to count by. None is a key without levels of its own, such as the number of victims.
    within : Days or None
    seen : SeenTexts, optional
        With the texts of a count that has bands, its cells are those of a band: each stands under
        the band's first number.

    Returns
    -------
    pandas.DataFrame
        One row a combination: its texts, and ``rows``.
    """
    counts = {n: f for n, f in keys.items() if seen and isinstance(f, Count) and n in seen.texts}
    odd = {n: _odd_texts(f, list(seen.texts[n].index)) for n, f in counts.items() if seen}
    numbers = [_number(n, odd[n], records.dtypes[n]).alias(f"{_NUMBER}{n}") for n in counts]
    bands = {n: _band(n, f, odd[n], records) for n, f in counts.items()}
    chosen = _within(records, within).select(*keys, *numbers)
    chosen = chosen.select(*(bands.get(n, nw.col(n)) for n in keys))
    grouped = chosen.group_by(*keys).agg(nw.len().alias(_ROWS))
    written = [nw.col(n) if n in bands else records.text(n).alias(n) for n in keys]
    counted = _collect(records, grouped.select(*written, _ROWS))
    return counted.rename(columns={_ROWS: "rows"})


def first_rows(
    records: RecordTable,
    names: Sequence[str],
    *,
    where: nw.Expr,
    within: Days | None,
    rows: int,
) -> pd.DataFrame:
    """Return up to ``rows`` records as text, in the order of ``names``, whatever their own order.

    The only way for a row to leave the engine: references are pseudonymised at once.
    """
    chosen = _within(records, within).filter(where).select(*_texts(records, names))
    found = _collect(records, chosen.sort(*names).head(rows))
    return trimmed(found.astype("str"))


def trimmed(cells: pd.DataFrame) -> pd.DataFrame:
    """Return counted texts without spaces around them; cells that become alike stay apart."""
    texts = cells.select_dtypes(exclude="number")
    return cells.assign(**{str(name): texts[name].str.strip() for name in texts})


def count_repeats(records: RecordTable, names: Sequence[str], *, within: Days | None) -> int:
    """Return how many rows repeat ``names`` of another row; a blank repeats nothing."""
    texts = [records.text(name).str.strip_chars().alias(name) for name in names]
    chosen = _within(records, within).select(*texts)
    filled = nw.all_horizontal(*(nw.col(name) != "" for name in names), ignore_nulls=False)
    groups = chosen.filter(filled).group_by(*names).agg(nw.len().alias(_ROWS))
    extra = _collect(records, groups.select((nw.col(_ROWS) - 1).sum().alias(_ROWS)))
    return int(extra[_ROWS].fillna(0).iloc[0])


def _kind(dtype: nw.dtypes.DType) -> nw.dtypes.DType:
    """Return the type in which a column is counted."""
    if dtype in (nw.Date, nw.Datetime):
        return nw.Date()
    return nw.Int64() if dtype.is_integer() else nw.String()


def _common(kinds: Sequence[nw.dtypes.DType]) -> nw.dtypes.DType:
    """Return the one type of all; text where they differ, or where no table has the column."""
    return kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else nw.String()


def _stored(column: str, dtype: nw.dtypes.DType, schema: nw.Schema) -> nw.Expr:
    if not column:
        return nw.lit(None, dtype=dtype)
    cell = nw.col(column)
    # What is no number is nothing, as pandas has it.
    cell = nw.when(~cell.is_nan()).then(cell) if schema[column].is_float() else cell
    return cell.cast(dtype)


def _texts(records: RecordTable, names: Sequence[str]) -> list[nw.Expr]:
    return [records.text(name).alias(name) for name in names]


def _within(records: RecordTable, days: Days | None) -> nw.LazyFrame[Any]:
    if days is None:
        return records.table
    cell, stored = nw.col(days.name), _as_stored(days.texts, records.dtypes[days.name])
    if not stored:
        # No engine takes a bare `false` here.
        return records.table.filter(cell.is_null() & ~cell.is_null())
    if days.is_span:
        return records.table.filter(cell.is_between(nw.lit(min(stored)), nw.lit(max(stored))))
    return records.table.filter(cell.is_in(stored))


def _as_stored(texts: Sequence[str], dtype: nw.dtypes.DType) -> list[Any]:
    """Return texts of a column as values of its type."""
    if dtype == nw.Date:
        return [date.fromisoformat(text) for text in texts]
    return [int(text) for text in texts] if dtype == nw.Int64 else list(texts)


def _bands_of(field: Count) -> list[tuple[int, int]]:
    """Return the first and last number of every band, within the field's range."""
    listed = load_classification(field.classify)
    spans = [*listed.bands.values(), *listed.outside.values()]
    cut = [(max(a, field.range[0]), min(b, field.range[1])) for a, b in spans]
    return [(low, high) for low, high in cut if low <= high]


def _odd_texts(field: Count, texts: Sequence[str]) -> list[str]:
    """Return the texts that are not the plain number of a band."""
    bands = _bands_of(field)
    return [t for t in texts if t in field.not_answered or not _is_in_a_band(t, bands)]


def _number(name: str, odd: Sequence[str], dtype: nw.dtypes.DType) -> nw.Expr:
    """Return the plain numbers of a column: a cast would fail on any other text."""
    raw = nw.col(name)
    plain = nw.when(~raw.is_in(_as_stored(odd, dtype))).then(raw) if odd else raw
    return plain.cast(nw.Int64)


def _band(name: str, field: Count, odd: Sequence[str], records: RecordTable) -> nw.Expr:
    """Return the first number of each number's band; whatever is no plain number, as it is."""
    number = nw.col(f"{_NUMBER}{name}")
    level = nw.lit("")
    for low, high in _bands_of(field):
        level = nw.when(number.is_between(low, high)).then(nw.lit(str(low))).otherwise(level)
    if odd:
        level = nw.when(number.is_null()).then(records.text(name)).otherwise(level)
    return level.alias(name)


def _is_in_a_band(text: str, bands: Sequence[tuple[int, int]]) -> bool:
    return bool(_PLAIN_NUMBER.fullmatch(text)) and any(a <= int(text) <= b for a, b in bands)


def _collect(records: RecordTable, lazy: nw.LazyFrame[Any]) -> pd.DataFrame:
    records.asked.append(compiled(lazy))
    try:
        with silent_drivers():
            native = lazy.collect("pyarrow").to_native()
    except engine_errors():
        # An engine's message may quote a row; ours is raised outside this block.
        native = None
    if native is None:
        raise DataRefusedError(
            "The engine could not count the crime records: a file is damaged, or its rows do not "
            "all have the header's columns. Try the files one at a time."
        )
    frame: pd.DataFrame = native.to_pandas()
    return frame
