"""Rules between the fields of a row, and rules that rows stand once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pandas as pd

from satisfaction.definitions.checks import DaysBetween, Minimum
from satisfaction.definitions.fields import Count, Number
from satisfaction.errors import name_list
from satisfaction.intake.crossfield import broken_by, row_checks, unique_checks
from satisfaction.intake.profiles.checks.faults import RowFault
from satisfaction.intake.profiles.checks.fields import MOST_TEXTS, Texts, converted, read_texts
from satisfaction.intake.profiles.checks.keys import key_of
from satisfaction.intake.profiles.checks.queries import count_groups, count_repeats, count_where
from satisfaction.intake.profiles.checks.rules import number_in
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.checks import Check, Unique
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.profiles.checks.queries import Table

# Ten years of days, each with a hundred later ones.
MOST_PAIRS = 1_000_000

# A sample of rows needs no more; each pair is compared with every row.
_MOST_BROKEN = 500
_BETWEEN = "|"


def judge_rows(
    contents: Contents, table: Table, distinct: Mapping[str, int], *, typed: bool
) -> tuple[list[RowFault], list[Caveat]]:
    """Test every rule between fields.

    Raises
    ------
    DefinitionError
        If a rule names a field of another kind than it needs.
    """
    faults: list[RowFault] = []
    caveats: list[Caveat] = []
    for check in row_checks(contents.checks):
        names = fields_of(check)
        _refuse_wrong_kind(check, names, contents)
        if isinstance(check, Minimum) and distinct[check.field] > MOST_TEXTS:
            faults.append(_below(check, contents, table, typed=typed))
        elif _is_too_much(names, table, distinct):
            caveats.append(_untested(check, names, contents))
        else:
            faults.append(_judged(check, names, contents, table, typed=typed))
    return [fault for fault in faults if fault.rows], caveats


def judge_uniqueness(contents: Contents, table: Table, *, typed: bool) -> list[RowFault]:
    """Test every rule that fields, together, stand once: each rule by itself."""
    faults = []
    for check in unique_checks(contents.checks):
        keys = {name: key_of(name, contents.fields[name], typed=typed) for name in check.fields}
        rows, repeated = count_repeats(table, keys)
        faults.append(_repeating(check, keys, contents, rows=rows, repeated=repeated))
    return [fault for fault in faults if fault.rows]


def fields_of(check: Check) -> list[str]:
    """Return the fields that a rule between fields names, each once."""
    match check:
        case DaysBetween():
            return list(dict.fromkeys([check.first, check.second]))
        case Minimum():
            return [check.field]
        case _:
            return list(getattr(check, "fields", ()))


def _refuse_wrong_kind(check: Check, names: Sequence[str], contents: Contents) -> None:
    """Let the rule itself say what it needs, on no rows at all."""
    columns = [contents.fields[name].column for name in names]
    nothing = pd.DataFrame({column: [] for column in columns}, dtype="str")
    none = Texts(raw=nothing, written=nothing, rows=np.array([], dtype=np.int64))
    _broken(check, names, contents, none)


def _is_too_much(names: Sequence[str], table: Table, distinct: Mapping[str, int]) -> bool:
    if len(names) == 1:
        return distinct[names[0]] > MOST_TEXTS
    return count_groups(table, names) > MOST_PAIRS


def _judged(
    check: Check, names: list[str], contents: Contents, table: Table, *, typed: bool
) -> RowFault:
    texts = read_texts(names, contents, table, typed=typed)
    broken = _broken(check, names, contents, texts)
    raw = texts.raw[broken].head(_MOST_BROKEN)
    joined = nw.concat_str([nw.col(name) for name in names], separator=_BETWEEN)
    at_fault = [_BETWEEN.join(row) for row in raw.itertuples(index=False)]
    where = joined.is_in(at_fault) if at_fault else None
    return _fault(check, names, contents, rows=int(texts.rows[broken].sum()), where=where)


def _broken(
    check: Check, names: Sequence[str], contents: Contents, texts: Texts
) -> npt.NDArray[np.bool_]:
    columns = {
        part: column
        for name in names
        for part, column in converted(name, contents, texts).columns.items()
    }
    nobody = np.zeros(len(texts.rows), dtype=np.bool_)
    return broken_by(check, pd.DataFrame(columns), nobody)  # type: ignore[arg-type]


def _below(check: Minimum, contents: Contents, table: Table, *, typed: bool) -> RowFault:
    field = contents.fields[check.field]
    where = nw.lit(value=False)
    if isinstance(field, Count | Number):
        where = number_in(check.field, field, typed=typed) < check.at_least
    rows = count_where(table, {check.reason: where})[check.reason]
    return _fault(check, [check.field], contents, rows=rows, where=where)


def _repeating(
    check: Unique, keys: dict[str, nw.Expr], contents: Contents, *, rows: int, repeated: int
) -> RowFault:
    columns = [contents.fields[name].column for name in check.fields]
    return RowFault(
        field=", ".join(check.fields),
        column=", ".join(columns),
        fault=check.reason,
        expected=f"each once; {repeated:,} stand more than once",
        rows=rows,
        outcome=check.then,
        keys=keys,
    )


def _fault(
    check: Check, names: Sequence[str], contents: Contents, *, rows: int, where: nw.Expr | None
) -> RowFault:
    return RowFault(
        field=", ".join(names),
        column=", ".join(contents.fields[name].column for name in names),
        fault=check.reason,
        expected=check.says,
        rows=rows,
        outcome=check.then,
        where=where,
    )


def _untested(check: Check, names: Sequence[str], contents: Contents) -> Caveat:
    columns = name_list(contents.fields[name].column for name in names)
    text = (
        f"The rule '{check.reason}' was not tested: {columns} have more than {MOST_PAIRS:,} "
        "different texts together. Check a shorter period."
    )
    return Caveat(code="rule_not_tested", text=text)
