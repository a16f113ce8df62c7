"""What a check asks of the engine: counts, texts that many rows share, one column of references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from satisfaction.errors import DataRefusedError
from satisfaction.intake.engines.failures import engine_errors, silent_drivers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.intake.profiles.counting import RecordTable

    Table = nw.LazyFrame[Any]

ROWS = "rows of the text"

_REPEATS, _KEYS = "repeats", "repeated"


def texts_of(records: RecordTable) -> Table:
    """Return every field as text as it stands, blank where missing."""
    schema = records.table.collect_schema()
    cells = [_text(name, schema[name]).alias(name) for name in records.names]
    return records.table.select(*cells)


def count_distinct(table: Table, names: Sequence[str]) -> dict[str, int]:
    """Return how many different texts each field has; no text leaves the engine."""
    if not names:
        return {}
    if table.implementation.is_ibis():
        # In one query Ibis casts a truth value to a number, which PostgreSQL refuses.
        return {name: count_groups(table, [name]) for name in names}
    counted = _collected(table.select(*(nw.col(name).n_unique().alias(name) for name in names)))
    return {name: int(counted[name].iloc[0]) for name in names}


def count_groups(table: Table, names: Sequence[str]) -> int:
    """Return how many different combinations of texts ``names`` have."""
    counted = _collected(table.select(*names).unique().select(nw.len().alias(ROWS)))
    return int(counted[ROWS].iloc[0])


def count_texts(table: Table, names: Sequence[str]) -> pd.DataFrame:
    """Return each combination of the texts of ``names``, sorted, with ``rows of the text``."""
    counted = _collected(table.group_by(*names).agg(nw.len().alias(ROWS)))
    return counted.astype({ROWS: int}).sort_values(list(names), ignore_index=True)


def count_where(table: Table, rules: Mapping[str, nw.Expr]) -> dict[str, int]:
    """Return how many rows break each of ``rules``, in one pass."""
    if not rules:
        return {}
    marks = [
        nw.when(broken).then(nw.lit(1)).otherwise(nw.lit(0)).sum().alias(f"rule {place}")
        for place, broken in enumerate(rules.values())
    ]
    counted = _collected(table.select(*marks)).fillna(0)
    return {rule: int(counted[f"rule {place}"].iloc[0]) for place, rule in enumerate(rules)}


def count_repeats(table: Table, keys: Mapping[str, nw.Expr]) -> tuple[int, int]:
    """Return the rows that repeat the key of another row, and how many keys are repeated.

    A key with nothing in one of its parts repeats nothing.
    """
    repeated = _repeated(table.select(*_named(keys)), list(keys), nw.len().alias(ROWS))
    extra = repeated.select(
        (nw.col(ROWS) - 1).sum().alias(_REPEATS), nw.col(ROWS).count().alias(_KEYS)
    )
    counted = _collected(extra).fillna(0)
    return int(counted[_REPEATS].iloc[0]), int(counted[_KEYS].iloc[0])


def list_texts(table: Table, name: str, *, where: nw.Expr, most: int) -> list[str]:
    """Return up to ``most`` different texts of one field, the first ones in sorted order.

    The only query that lets out what stands in single rows: references, pseudonymised at once.
    """
    return _first(table.filter(where).select(name), name, most)


def list_repeated(table: Table, name: str, keys: Mapping[str, nw.Expr], *, most: int) -> list[str]:
    """Return up to ``most`` texts of one field in rows whose key is that of another row."""
    chosen = table.select(nw.col(name).alias(_KEYS), *_named(keys))
    repeated = _repeated(chosen, list(keys), nw.len().alias(ROWS), nw.col(_KEYS).min())
    return _first(repeated.select(nw.col(_KEYS).alias(name)), name, most)


def _repeated(table: Table, names: Sequence[str], *totals: nw.Expr) -> Table:
    parts = [f"key {name}" for name in names]
    filled = nw.all_horizontal(*(~nw.col(part).is_null() for part in parts), ignore_nulls=False)
    return table.filter(filled).group_by(*parts).agg(*totals).filter(nw.col(ROWS) > 1)


def _named(keys: Mapping[str, nw.Expr]) -> list[nw.Expr]:
    return [key.alias(f"key {name}") for name, key in keys.items()]


def _first(column: Table, name: str, most: int) -> list[str]:
    found = _collected(column.unique().sort(name).head(most))
    return [text for text in found[name].astype("str") if text.strip()]


def _text(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    cell = nw.col(name)
    if dtype == nw.Datetime:
        cell = cell.cast(nw.Date)
    return cell.cast(nw.String).fill_null("")


def _collected(lazy: Table) -> pd.DataFrame:
    try:
        with silent_drivers():
            native = lazy.collect("pyarrow").to_native()
    except engine_errors():
        # An engine's message may quote a row; ours is raised outside this block.
        native = None
    if native is None:
        raise DataRefusedError(
            "The engine could not check the crime records: a file is damaged, or its rows do not "
            "all have the header's columns. Try the files one at a time."
        )
    frame: pd.DataFrame = native.to_pandas()
    return frame
