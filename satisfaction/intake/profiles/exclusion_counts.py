"""Count who was excluded, and why, where the records are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Count
from satisfaction.definitions.library import load_survey
from satisfaction.definitions.survey import Survey
from satisfaction.intake.profiles.approvals import count_approvals, list_unapproved
from satisfaction.intake.profiles.days import choose_days
from satisfaction.intake.profiles.excluded_levels import count_ages, count_levels
from satisfaction.intake.profiles.exclusion_plan import (
    AGE,
    APPROVED_BY,
    APPROVED_ON,
    plan_exclusions,
)
from satisfaction.intake.profiles.plan import report_window
from satisfaction.intake.profiles.reason_masks import reasons_of
from satisfaction.intake.profiles.record_tables import align_records
from satisfaction.intake.profiles.records import (
    basis_caveat,
    contract_of,
    no_victims,
    provenance_of,
)
from satisfaction.intake.profiles.relations import open_records
from satisfaction.tables.exclusions import ExclusionCounts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.survey import PeriodBasis
    from satisfaction.definitions.table import TableContract
    from satisfaction.intake.profiles.excluded_levels import LevelCounts
    from satisfaction.intake.profiles.plan import ProfilePlan
    from satisfaction.intake.profiles.record_tables import Records
    from satisfaction.intake.profiles.relations import RecordSource
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.results import Caveat


def count_exclusions(
    records: RecordSource | Sequence[RecordSource],
    survey: Survey | str | Path,
    *,
    period: str | Period | None = None,
    period_basis: PeriodBasis | None = None,
    contract: TableContract | str | Path | None = None,
    key: PseudonymKey | None = None,
) -> ExclusionCounts:
    """Count the excluded by their reasons, as :func:`satisfaction.victim_profile` counts victims.

    Only counts leave the engine, except for the references that ``key`` asks for.

    Raises
    ------
    DefinitionError
        If the contract names no field of reasons for exclusion.
    ContractError, DataRefusedError
        As for the profile.
    """
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    agreed = contract_of(definition, contract)
    window = report_window(definition, period, period_basis)
    plan = plan_exclusions(definition, agreed, dated=window is not None)
    tables = open_records(records, list(plan.columns.values()))
    found = align_records(tables, plan)
    days = choose_days(found, plan, window)
    levels = count_levels(found, plan, days)
    if levels.table.empty:
        raise no_victims(window, found.rows)
    latest = definition.interview_window[1]
    return ExclusionCounts(
        reasons=reasons_of(plan),
        levels=levels.table,
        dimensions=levels.dimensions,
        victims=_victims(levels),
        ages=count_ages(found, plan, days),
        approvals=count_approvals(found, plan, days, latest=latest),
        references=list_unapproved(found, plan, days, latest=latest, key=key),
        latest_days=latest,
        tells_overlap=_has_all(agreed.also_excluded, found, plan),
        tells_age=isinstance(agreed.fields.get(AGE), Count) and AGE not in found.absent,
        tells_approver=_has_all((APPROVED_BY,), found, plan),
        tells_date=_has_all((APPROVED_ON,), found, plan),
        unit=agreed.unit,
        provenance=provenance_of(definition, agreed, window, found),
        caveats=(
            *_of_files(found, plan),
            *days.caveats,
            *levels.caveats,
            *basis_caveat(window),
        ),
    )


def _victims(levels: LevelCounts) -> int:
    first = levels.table["dimension"] == levels.table["dimension"].iloc[0]
    return int(levels.table.loc[first, "victims"].sum())


def _has_all(names: Sequence[str], records: Records, plan: ProfilePlan) -> bool:
    """Return whether every file has all of these fields, and there is one."""
    fields = plan.contract.fields
    return bool(names) and all(name in fields and name not in records.absent for name in names)


def _of_files(records: Records, plan: ProfilePlan) -> list[Caveat]:
    """Return what is said of the files; a missing second reason is said by the audit itself."""
    columns = [plan.contract.fields[name].column for name in plan.contract.also_excluded]
    return [c for c in records.caveats if not any(f"'{column}'" in c.text for column in columns)]
