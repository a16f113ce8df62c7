"""Rows read with several versions of a definition, under one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.scales import NO_ANSWER, NOT_ASKED
from satisfaction.errors import DataRefusedError
from satisfaction.intake.contracts import schema
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from satisfaction.definitions.survey import Survey

# Columns by which a delivery's rows are found, not answers.
_PLACE = {"file", "row", "file_row_number"}


def harmonised(
    tables: Mapping[int, pa.Table], survey: Survey
) -> tuple[pd.DataFrame, tuple[Caveat, ...]]:
    """Return rows of several deliveries under ``survey``, with what differs between them.

    A question that an earlier definition did not have is ``not asked``; a column that ``survey``
    does not have is left out. Both are caveats.

    Raises
    ------
    DataRefusedError
        If rows hold a level that ``survey`` does not have: a scale or code list has changed, and no
        rule says which new level an old one is.
    """
    dtypes = _dtypes(survey)
    columns = {name: _column(name, dtype, tables, survey) for name, dtype in dtypes.items()}
    return pd.DataFrame(columns), _differences(tables, dtypes)


def _dtypes(survey: Survey) -> dict[str, pd.CategoricalDtype | str]:
    """Return the type of each column of trusted returns; ``category`` for open levels."""
    found: dict[str, pd.CategoricalDtype | str] = {}
    for name, column in schema(survey).columns.items():
        kind = column.dtype.type
        if isinstance(kind, pd.CategoricalDtype) and kind.categories is not None:
            found[name] = pd.CategoricalDtype(pd.Index(kind.categories, dtype="str"))
        else:
            found[name] = _plain_type(str(column.dtype))
    return found


def _plain_type(named: str) -> str:
    if named.startswith("datetime64"):
        return "datetime64[us]"
    return "str" if named.startswith(("str", "string")) else named


def _column(
    name: str,
    dtype: pd.CategoricalDtype | str,
    tables: Mapping[int, pa.Table],
    survey: Survey,
) -> pd.Series:
    parts = [
        _cells(table, name) if name in table.column_names else _blank(name, dtype, table, survey)
        for table in tables.values()
    ]
    cells = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    if isinstance(dtype, pd.CategoricalDtype):
        _refuse_other_levels(name, cells, dtype)
    elif dtype == "category":
        return cells.astype(pd.CategoricalDtype(pd.Index(_open(name, cells, survey), dtype="str")))
    if dtype == "str":
        return cells.fillna("").astype("str")
    typed: pd.Series = cells.astype(pd.api.types.pandas_dtype(dtype))
    return typed


def _cells(table: pa.Table, name: str) -> pd.Series:
    return pd.Series(table.column(name).to_pandas())


def _blank(
    name: str, dtype: pd.CategoricalDtype | str, table: pa.Table, survey: Survey
) -> pd.Series:
    """Return what stands in a column that the rows' own definition did not have."""
    value: object = None
    if isinstance(dtype, pd.CategoricalDtype):
        blank = getattr(survey.fields.get(name), "blank", "")
        value = next((v for v in (NOT_ASKED, blank, NO_ANSWER) if v in dtype.categories), None)
    elif dtype == "category":
        value = getattr(survey.fields.get(name), "blank", NO_ANSWER)
    elif dtype == "bool":
        value = False
    elif dtype == "str":
        value = ""
    return pd.Series([value] * table.num_rows, dtype=object)


def _open(name: str, cells: pd.Series, survey: Survey) -> list[str]:
    """Return the levels that the rows have, sorted, then the unknown ones, as intake does."""
    field = survey.fields.get(name)
    unknown: Sequence[str] = ()
    if field is not None and name not in _PLACE:
        unknown = (*getattr(field, "not_answered", {}).values(), getattr(field, "blank", ""))
    seen = sorted({*cells.dropna().unique(), *()} - set(unknown))
    return [*seen, *dict.fromkeys(unknown)]


def _refuse_other_levels(name: str, cells: pd.Series, dtype: pd.CategoricalDtype) -> None:
    strange = int((~cells.isin(dtype.categories)).sum())
    if strange:
        raise DataRefusedError(
            f"{strange:,} rows hold a level of `{name}` that the definition does not have: its "
            "codes or its scale changed between deliveries. Read the periods before and after the "
            "change apart, each with its own definition, or give survey= a definition with both."
        )


def _differences(
    tables: Mapping[int, pa.Table], dtypes: Mapping[str, object]
) -> tuple[Caveat, ...]:
    caveats = []
    for number, table in tables.items():
        missing = [name for name in dtypes if name not in table.column_names]
        dropped = [n for n in table.column_names if n not in dtypes and n not in _PLACE]
        for code, names, what in (
            ("column_added", missing, "was not in its definition; its rows have no answer there"),
            ("column_dropped", dropped, "is not in the definition used; it is left out"),
        ):
            caveats += [
                Caveat(
                    code=code,
                    text=f"Delivery {number} ({table.num_rows:,} rows): column '{name}' {what}.",
                )
                for name in names
                if table.num_rows
            ]
    return tuple(caveats)
