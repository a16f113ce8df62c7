"""Crime records under the names of their contract, from however many files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Count
from satisfaction.errors import ContractError, name_list
from satisfaction.intake.layout import match_columns
from satisfaction.intake.profiles.counting import see_texts, stacked
from satisfaction.results import Caveat, SourceFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.intake.layout import Layout
    from satisfaction.intake.profiles.counting import RecordTable, SeenTexts
    from satisfaction.intake.profiles.plan import ProfilePlan
    from satisfaction.intake.profiles.relations import Relation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """All records as one table, of which no more is known than one pass told.

    Attributes
    ----------
    table : RecordTable
    seen : SeenTexts
        Dates of report, and the numbers of counts that have bands.
    sources : tuple of SourceFile
    typed : bool
        Whether some of the tables have types of their own, such as days.
    caveats : tuple of Caveat
    absent : frozenset of str
        Optional fields that at least one of the files does not have.
    """

    table: RecordTable
    seen: SeenTexts
    sources: tuple[SourceFile, ...]
    typed: bool
    caveats: tuple[Caveat, ...]
    absent: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(source.rows for source in self.sources)


def align_records(relations: Sequence[Relation], plan: ProfilePlan) -> Records:
    """Return the columns that the profile needs; no other is read.

    Raises
    ------
    ContractError
        If a file is given twice, or required columns are missing: all of them at once.
    """
    _refuse_twice(relations)
    layouts = [_layout(relation, plan) for relation in relations]
    _refuse_faulty(relations, layouts, plan)
    table = stacked(
        [relation.table for relation in relations],
        [_found(layout, plan) for layout in layouts],
        tuple(plan.columns),
    )
    seen = see_texts(table, _seen_first(plan), files=len(relations))
    return Records(
        table=table,
        seen=seen,
        sources=_sources(relations, seen.rows),
        typed=any(relation.typed for relation in relations),
        caveats=tuple(
            _absent(relation.name, column)
            for relation, layout in zip(relations, layouts, strict=True)
            for column in layout.absent
        ),
        absent=frozenset(
            name
            for layout in layouts
            for name, column in plan.columns.items()
            if column in layout.absent
        ),
    )


def _seen_first(plan: ProfilePlan) -> list[str]:
    """Return the date of report and the counts that have bands."""
    counts = [name for name, field in plan.keys.items() if isinstance(field, Count)]
    return [*([plan.reported] if plan.reported else []), *counts]


def _refuse_twice(relations: Sequence[Relation]) -> None:
    """Refuse the same content twice: every victim in it would count twice."""
    files = [file for relation in relations for file in relation.files if file.sha256]
    marks = Counter(file.sha256 for file in files)
    twice = [file.name for file in files if marks[file.sha256] > 1]
    if twice:
        raise ContractError(
            f"{name_list(twice)} hold the same content. Give each file once.",
            faults=("the same file twice",),
        )


def _layout(relation: Relation, plan: ProfilePlan) -> Layout:
    fields = plan.contract.fields
    required = {column: fields[name].required for name, column in plan.columns.items()}
    present = relation.table.collect_schema().names()
    return match_columns(present, required, other_columns="ignore")


def _found(layout: Layout, plan: ProfilePlan) -> Mapping[str, str]:
    return {n: layout.found[c] for n, c in plan.columns.items() if c in layout.found}


def _refuse_faulty(
    relations: Sequence[Relation], layouts: Sequence[Layout], plan: ProfilePlan
) -> None:
    faults = [
        f"{relation.name}: {fault}"
        for relation, layout in zip(relations, layouts, strict=True)
        for fault in layout.faults
    ]
    if faults:
        listed = "\n  ".join(faults)
        raise ContractError(
            f"The crime records do not fit the contract '{plan.contract.table}'.\n  {listed}",
            faults=faults,
        )


def _sources(relations: Sequence[Relation], rows: Sequence[int]) -> tuple[SourceFile, ...]:
    return tuple(
        file if len(relation.files) > 1 else replace(file, rows=number)
        for relation, number in zip(relations, rows, strict=True)
        for file in relation.files
    )


def _absent(file: str, column: str) -> Caveat:
    text = f"{file}: column '{column}': optional and not in the file; every cell counts as blank."
    return Caveat(code="column_absent", text=text)
