"""What an exclusion audit reads from the crime records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from satisfaction.definitions.fields import Category, Count, Date, Reference
from satisfaction.errors import DefinitionError
from satisfaction.intake.profiles.plan import plan_profile
from satisfaction.intake.profiles.reason_masks import reasons_of
from satisfaction.tables.exclusions import MOST_REASONS

if TYPE_CHECKING:
    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.intake.profiles.plan import ProfilePlan

# Fields of the contract by name, as `reported_on` is for the profile.
AGE, CRIME, REPORTED_ON = "age", "crime", "reported_on"
APPROVED_BY, APPROVED_ON = "exclusion_by", "exclusion_on"

_COMPARED = (AGE, "gender", "ethnicity", "user_group", "area")


def plan_exclusions(survey: Survey, contract: TableContract, *, dated: bool) -> ProfilePlan:
    """Return what an audit needs: the profile's dimensions, every reason, age and approval.

    Raises
    ------
    DefinitionError
        If the contract names no reasons for exclusion, or too many.
    """
    if not contract.excluded:
        raise DefinitionError(
            f"The contract '{contract.table}' names no reasons for exclusion, so there is nothing "
            "to audit. Name their field in `excluded`.",
            file=contract.table,
            key="excluded",
        )
    plan = plan_profile(survey, contract, dated=dated)
    fields = contract.fields
    keys = {name: field for name in _COMPARED if _is_key(field := fields.get(name))}
    also = (*contract.also_excluded, AGE, APPROVED_BY, APPROVED_ON, REPORTED_ON, CRIME)
    full = replace(
        plan,
        keys={**keys, **plan.keys},
        more=tuple(name for name in also if name in fields),
    )
    if len(reasons_of(full)) > MOST_REASONS:
        raise DefinitionError(
            f"There are more than {MOST_REASONS - 1} reasons for exclusion. Join some of them.",
            file=contract.table,
            key=f"fields.{contract.excluded}",
        )
    return full


def reads_date(plan: ProfilePlan, name: str) -> bool:
    """Return whether the records give days under ``name``, not months or years."""
    field = plan.contract.fields.get(name)
    return isinstance(field, Date) and field.span == "day"


def reads_reference(plan: ProfilePlan) -> bool:
    """Return whether the records give the reference of the crime."""
    return isinstance(plan.contract.fields.get(CRIME), Reference)


def _is_key(field: Field | None) -> TypeGuard[Category | Count]:
    return isinstance(field, Category) or (isinstance(field, Count) and bool(field.classify))
