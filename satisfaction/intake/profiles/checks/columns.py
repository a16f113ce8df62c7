"""Columns that a contract does not name: counted, named, never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.errors import name_list
from satisfaction.intake.layout import match_columns
from satisfaction.intake.profiles.checks.faults import RowFault
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.intake.contents import Contents
    from satisfaction.intake.layout import Layout
    from satisfaction.intake.profiles.relations import Relation


def judge_columns(
    relations: Sequence[Relation], contents: Contents, rows: Sequence[int]
) -> tuple[list[RowFault], list[Caveat]]:
    """Return columns whose names say that they identify a person, and which others there are.

    Parameters
    ----------
    relations : sequence of Relation
    contents : Contents
    rows : sequence of int
        Rows of each relation.
    """
    layouts = [_layout(relation, contents) for relation in relations]
    identifying = dict.fromkeys(name for layout in layouts for name in layout.identifiers)
    faults = [_fault(name, layouts, rows) for name in identifying]
    others = dict.fromkeys(c for layout in layouts for c in layout.ignored if c not in identifying)
    return [fault for fault in faults if fault.rows], _unnamed(list(others))


def _layout(relation: Relation, contents: Contents) -> Layout:
    present = relation.table.collect_schema().names()
    return match_columns(present, contents.columns, other_columns="ignore")


def _fault(name: str, layouts: Sequence[Layout], rows: Sequence[int]) -> RowFault:
    has = [name in layout.identifiers for layout in layouts]
    return RowFault(
        field="",
        column=name,
        fault="identifying_column",
        expected="no column that names or locates a person; it was not read",
        rows=sum(number for number, there in zip(rows, has, strict=True) if there),
    )


def _unnamed(others: Sequence[str]) -> list[Caveat]:
    if not others:
        return []
    text = f"Columns that the contract does not name were not read: {name_list(others)}."
    return [Caveat(code="columns_not_read", text=text)]
