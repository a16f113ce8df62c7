"""What an engine is asked, as text for a record: the same for the same question.

Lists of values are left out: those that a count compares with may be texts of the records.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import narwhals as nw

_TEXT = r"'(?:[^']|'')*'"
_VALUE = rf"(?:{_TEXT}|-?[0-9.]+)(?:::[A-Z]+)?"
_LIST = re.compile(rf"\[{_VALUE}(?:, {_VALUE})*\]")
_IN = re.compile(rf"\bIN \({_VALUE}(?:, {_VALUE})*\)")
_FILE = re.compile(r"'(?:[^']|'')*[\\/]((?:[^'\\/]|'')+)'")
_SCAN = re.compile(rf"\b(?:\w*_scan|read_\w+)\((?:\[{_VALUE}(?:, {_VALUE})*\]|{_TEXT})")
# Names that DuckDB makes anew for each relation.
_MADE = re.compile(r"\b(__duckdb_source|unnamed_relation|arrow_object|df)_[0-9a-f]{12,16}(?:_\d+)?")
_COLUMN_ID = re.compile(r"(?<=\w)#\d+L?")
_SPACES = re.compile(r"[ \t]+(?=\n)|\n(?=\n)")


def compiled(lazy: nw.LazyFrame[Any]) -> str:
    """Return the query of a lazy table: SQL, or Spark's plan.

    Parameters
    ----------
    lazy : narwhals.LazyFrame
        Not yet collected; nothing is run.

    Returns
    -------
    str
        Without the values of lists, folders of files, or names that differ from run to run.
    """
    native: Any = lazy.to_native()
    if lazy.implementation.is_duckdb():
        return _of_duckdb(native.sql_query())
    if lazy.implementation.is_ibis():
        return _of_ibis(native)
    if hasattr(native, "_jdf"):
        return _of_spark(native._jdf.queryExecution().logical())  # noqa: SLF001 - no public way
    return f"A query of {lazy.implementation.value}, which does not show its text."


def _of_duckdb(sql: str) -> str:
    files = _SCAN.sub(lambda found: _named_only(found.group()), sql)
    # A list that a file is scanned from is one of names; any other is of values.
    parts = re.split(f"({_SCAN.pattern})", files)
    short = [part if _SCAN.fullmatch(part) else _shortened(part) for part in parts]
    return _SPACES.sub("", _MADE.sub(r"\1", "".join(short))).strip()


def _named_only(scan: str) -> str:
    return _FILE.sub(r"'\1'", scan)


def _shortened(sql: str) -> str:
    without = _LIST.sub(lambda found: f"[{_number_of(found.group())}]", sql)
    return _IN.sub(lambda found: f"IN ({_number_of(found.group())})", without)


def _number_of(listed: str) -> str:
    return _values(len(re.findall(_VALUE, listed)))


def _values(number: int) -> str:
    return f"{number} value{'s' if number > 1 else ''}"


def _of_ibis(table: Any) -> str:  # noqa: ANN401 - Ibis is optional
    import ibis
    import sqlglot
    from sqlglot import expressions

    dialect = table.get_backend().dialect
    tree = sqlglot.parse_one(str(ibis.to_sql(table)), dialect=dialect)
    for one in tree.find_all(expressions.In):
        one.set("expressions", [expressions.Var(this=_values(len(one.expressions)))])
    return tree.sql(dialect=dialect, pretty=True)


def _of_spark(plan: Any) -> str:  # noqa: ANN401 - a Java object
    """Return a logical plan; in its text a value could look like anything, so Spark is asked."""
    text = str(plan.toString())
    lists = {_listed(one): one.list().size() for one in _memberships(plan)}
    for listed in sorted(lists, key=len, reverse=True):
        text = text.replace(f" IN {listed}", f" IN ({_values(lists[listed])})")
    return _COLUMN_ID.sub("", text).strip()


def _listed(membership: Any) -> str:  # noqa: ANN401 - a Java object
    return str(membership.list().mkString("(", ",", ")"))


def _memberships(node: Any) -> Iterator[Any]:  # noqa: ANN401 - a Java object
    """Yield every expression of a plan, or of an expression, that compares with a list."""
    if node.getClass().getSimpleName() == "In":
        yield node
    if "logical" in node.getClass().getName():
        for one in _each(node.expressions()):
            yield from _memberships(one)
    for child in _each(node.children()):
        yield from _memberships(child)


def _each(sequence: Any) -> Iterator[Any]:  # noqa: ANN401 - a Java object
    return (sequence.apply(place) for place in range(sequence.size()))
