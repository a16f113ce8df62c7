"""Check crime records against their contract where they are: every field of every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_survey
from satisfaction.definitions.survey import Survey
from satisfaction.definitions.table import TableContract
from satisfaction.errors import UsageError
from satisfaction.intake.columns.dates import swapped_format
from satisfaction.intake.contents import table_contents
from satisfaction.intake.profiles.checks.columns import judge_columns
from satisfaction.intake.profiles.checks.fields import MOST_TEXTS, is_judged_by_text, judge_field
from satisfaction.intake.profiles.checks.period import choose_rows
from satisfaction.intake.profiles.checks.queries import count_distinct, texts_of
from satisfaction.intake.profiles.checks.rows import judge_rows, judge_uniqueness
from satisfaction.intake.profiles.checks.samples import sample_references
from satisfaction.intake.profiles.plan import ProfilePlan, plan_profile, report_window
from satisfaction.intake.profiles.record_tables import align_records
from satisfaction.intake.profiles.records import contract_of
from satisfaction.intake.profiles.relations import open_records
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.record_checks import RecordChecks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.intake.contents import Contents
    from satisfaction.intake.profiles.checks.faults import RowFault
    from satisfaction.intake.profiles.checks.fields import JudgedField
    from satisfaction.intake.profiles.checks.queries import Table
    from satisfaction.intake.profiles.plan import ReportWindow
    from satisfaction.intake.profiles.relations import RecordSource
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period

_REFERENCES = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class _Judged:
    """Everything that was found."""

    fields: list[JudgedField]
    faults: list[RowFault]
    caveats: list[Caveat]


def check_records(
    records: RecordSource | Sequence[RecordSource],
    survey: Survey | TableContract | str | Path,
    *,
    period: str | Period | None = None,
    contract: TableContract | str | Path | None = None,
    key: PseudonymKey | None = None,
    references: int = _REFERENCES,
) -> RecordChecks:
    """Hold every field of every crime record against the contract, where the records are.

    What a delivery is tested for when it is read, records are tested for by the engine that holds
    them: codes, numbers and dates are grouped by their text, and each different text is judged by
    the very converters of a delivery; references and people's own words stay where they are, and so
    does any field with more than 100,000 different texts, which patterns test instead.

    Parameters
    ----------
    records : path, glob pattern, folder, table, or a list or tuple of these
        As for :func:`satisfaction.victim_profile`.
    survey : Survey, TableContract, str or pathlib.Path
        The definition, its name, or the path of its file; or the contract itself.
    period : str or Period, optional
        Only records whose report dates belong to interviews of this period, as for the profile, and
        records of which nobody can tell. Without it every record is checked.
    contract : TableContract, str or pathlib.Path, optional
        Contract of the records; the one that the survey names by default.
    key : PseudonymKey, optional
        Gives, for each fault, crimes at fault by pseudonyms made with this key: to that end the one
        column of the references is asked for. Without it nothing but counts is kept.
    references : int, optional
        At most so many of them a fault.

    Returns
    -------
    RecordChecks
        ``.table`` has a row for each rule that is broken; none if all is well.

    Raises
    ------
    DefinitionError
        If there is no contract of the records, or a rule does not fit its fields.
    ContractError
        If a file is given twice, or required columns are missing.
    DataRefusedError
        If a file cannot be read, or there is no record of the period.

    Notes
    -----
    Rows of a table have no order. A delivery keeps the first good row of those with the same
    reference; here every row beyond the first counts, whether its other fields are in order or not.
    """
    definition, agreed = _agreed(survey, contract)
    window = report_window(definition, period, None) if definition else None
    if definition is None and period is not None:
        raise UsageError("A period needs the survey, which says when interviews follow a report.")
    contents = table_contents(agreed)
    dated = plan_profile(definition, agreed, dated=True).reported if definition and window else ""
    relations = open_records(records, list(contents.columns))
    found = align_records(relations, _every_field(agreed, contents))
    chosen = choose_rows(texts_of(found.table), contents, dated, window, found)
    judged = _judge(contents, chosen.table, typed=found.typed)
    columns = judge_columns(relations, contents, found.seen.rows)
    faults = [*columns[0], *judged.faults]
    caveats = (*found.caveats, *chosen.caveats, *columns[1], *judged.caveats)
    return RecordChecks(
        table=_table(faults, chosen.rows),
        provenance=Provenance(
            survey=definition.survey if definition else "",
            period=str(window.period) if window else "",
            method=_method(agreed, window),
            sources=found.sources,
        ),
        caveats=caveats,
        rows=chosen.rows,
        fields=_field_table(judged.fields),
        references=sample_references(
            judged.faults, contents, chosen.table, key=key, most=references
        ),
    )


def _agreed(
    survey: Survey | TableContract | str | Path, contract: TableContract | str | Path | None
) -> tuple[Survey | None, TableContract]:
    if isinstance(survey, TableContract):
        if contract is not None:
            raise UsageError("Two contracts were given. Give the survey first, or one contract.")
        return None, survey
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    return definition, contract_of(definition, contract)


def _every_field(contract: TableContract, contents: Contents) -> ProfilePlan:
    """Return a plan that reads all the contract's fields and counts by none."""
    return ProfilePlan(
        contract=contract.model_copy(update={"fields": contents.fields}),
        keys={},
        exclusion=None,
        victims="",
        reported="",
        unique=(),
        more=tuple(contents.fields),
    )


def _judge(contents: Contents, table: Table, *, typed: bool) -> _Judged:
    names = [name for name, field in contents.fields.items() if is_judged_by_text(field)]
    distinct = count_distinct(table, names)
    fields = [
        judge_field(name, contents, table, distinct=distinct.get(name), typed=typed)
        for name in contents.fields
    ]
    between, untested = judge_rows(contents, table, distinct, typed=typed)
    repeated = judge_uniqueness(contents, table, typed=typed)
    of_fields = [fault for one in fields for fault in one.faults]
    notes = [note for one in fields for note in _notes(one, contents)]
    return _Judged(
        fields=fields, faults=[*of_fields, *between, *repeated], caveats=[*notes, *untested]
    )


def _notes(one: JudgedField, contents: Contents) -> list[Caveat]:
    notes = []
    column = one.field.column
    if one.tested == "patterns in the engine":
        text = (
            f"`{column}` has {one.distinct:,} different texts, more than {MOST_TEXTS:,}: they were "
            "tested by patterns where they are. Of dates these test the form, not the calendar."
        )
        notes.append(Caveat(code="tested_by_pattern", text=text))
    if one.unread > contents.refuse_above * one.filled:
        text = (
            f"`{column}`: {one.unread:,} of {one.filled:,} cells cannot be read: a profile or a "
            f"delivery with so many is refused.{_swapped(one)}"
        )
        notes.append(Caveat(code="column_refused", text=text))
    return notes


def _swapped(one: JudgedField) -> str:
    if not one.swapped:
        return ""
    written = swapped_format(getattr(one.field, "format", ""))
    return f" The order of day and month looks wrong: written {written}, every date can be read."


def _table(faults: Sequence[RowFault], rows: int) -> pd.DataFrame:
    columns = ["field", "column", "fault", "expected", "outcome", "rows", "share"]
    listed = [
        (f.field, f.column, f.fault, f.expected, f.outcome, f.rows, f.rows / rows) for f in faults
    ]
    kinds = {"rows": "int64", "share": "float64"}
    return pd.DataFrame(listed, columns=columns).astype(
        {name: kinds.get(name, "str") for name in columns}
    )


def _field_table(fields: Sequence[JudgedField]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "field": [one.name for one in fields],
            "column": [one.field.column for one in fields],
            "kind": [one.field.kind for one in fields],
            "tested": [one.tested for one in fields],
            "distinct": pd.array([one.distinct for one in fields], dtype="Int64"),
        }
    )


def _method(contract: TableContract, window: ReportWindow | None) -> str:
    when = f", {window.says}, and those without a readable report date" if window else ""
    return (
        f"Every field and rule of the contract '{contract.table}' on every crime record{when}, "
        "tested in the engine that holds the records."
    )
