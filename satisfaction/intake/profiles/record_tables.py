"""Crime records under the names of their contract, from however many files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import ContractError, name_list
from satisfaction.intake.layout import match_columns
from satisfaction.intake.profiles.counting import as_text, count_files, stacked
from satisfaction.results import Caveat, SourceFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.intake.layout import Layout
    from satisfaction.intake.profiles.counting import RecordTable
    from satisfaction.intake.profiles.plan import ProfilePlan
    from satisfaction.intake.profiles.relations import Relation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """All records as one table of text, not yet read.

    Attributes
    ----------
    table : RecordTable
    sources : tuple of SourceFile
    typed : bool
        Whether some of the tables have types of their own, such as days.
    caveats : tuple of Caveat
    absent : frozenset of str
        Optional fields that at least one of the files does not have.
    """

    table: RecordTable
    sources: tuple[SourceFile, ...]
    typed: bool
    caveats: tuple[Caveat, ...]
    absent: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(source.rows for source in self.sources)


def align_records(
    relations: Sequence[Relation], plan: ProfilePlan, *, trim: bool = True
) -> Records:
    """Return the columns that the profile needs, trimmed or as they are; no other is read.

    Raises
    ------
    ContractError
        If a file is given twice, or required columns are missing: all of them at once.
    """
    _refuse_twice(relations)
    layouts = [_layout(relation, plan) for relation in relations]
    _refuse_faulty(relations, layouts, plan)
    tables = [
        as_text(
            relation.table,
            _found(layout, plan),
            file=place,
            absent=[n for n in plan.columns if n not in _found(layout, plan)],
            trim=trim,
        )
        for place, (relation, layout) in enumerate(zip(relations, layouts, strict=True))
    ]
    table = stacked(tables, tuple(plan.columns))
    return Records(
        table=table,
        sources=_sources(relations, count_files(table, len(relations))),
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


def _refuse_twice(relations: Sequence[Relation]) -> None:
    """Refuse the same content twice: every victim in it would count twice."""
    marks = [relation.sha256 for relation in relations if relation.sha256]
    twice = [relation.name for relation in relations if marks.count(relation.sha256) > 1]
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
        SourceFile(name=relation.name, sha256=relation.sha256, rows=number)
        for relation, number in zip(relations, rows, strict=True)
    )


def _absent(file: str, column: str) -> Caveat:
    text = f"{file}: column '{column}': optional and not in the file; every cell counts as blank."
    return Caveat(code="column_absent", text=text)
