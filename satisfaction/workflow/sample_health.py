"""Beside the verdicts: where in the chain, whom, whether it matters, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

from satisfaction.errors import SatisfactionError
from satisfaction.representativeness import (
    cascade,
    compare_recorded,
    impact,
    response_propensity,
)
from satisfaction.sampling import plan_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from satisfaction.definitions.rules import Rules
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.representativeness import (
        Cascade,
        Impact,
        RecordedComparison,
        ResponsePropensity,
    )
    from satisfaction.results import Result
    from satisfaction.sampling import SamplePlan
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.fieldwork import Fieldwork

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleTables:
    """The trusted tables of one period's sample.

    Attributes
    ----------
    returns : Returns
        The period's interviews as they came.
    weighted : callable
        Gives them weighted to the profile.
    audit : callable or None
        Counts the exclusions in the crime records; None without records.
    """

    returns: Returns
    weighted: Callable[[], Returns]
    profile: Profile
    fieldwork: Fieldwork
    period: str
    rules: Rules
    audit: Callable[[], ExclusionAudit] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleHealth:
    """What the files given tell about a sample; a part is None where its input is not there.

    Attributes
    ----------
    exclusions : ExclusionAudit or None
    cascade : Cascade or None
    response : ResponsePropensity or None
    recorded : RecordedComparison or None
    impact : Impact or None
    plan : SamplePlan or None
        For the next quarter, as many interviews as in this one.
    not_done : tuple of str
        What could not be done, and why.
    """

    exclusions: ExclusionAudit | None = None
    cascade: Cascade | None = None
    response: ResponsePropensity | None = None
    recorded: RecordedComparison | None = None
    impact: Impact | None = None
    plan: SamplePlan | None = None
    not_done: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[tuple[str, Result], ...]:
        """Every result that there is, with its name in a record.

        Of the plan its levels, not its thousands of cells: `sample-plan` writes those for the draw.
        """
        slim = replace(self, plan=replace(self.plan, table=self.plan.levels)) if self.plan else self
        found = ((NAMES[f.name], getattr(slim, f.name)) for f in fields(self) if f.name in NAMES)
        return tuple((name, result) for name, result in found if result is not None)


NAMES: Mapping[str, str] = {
    "exclusions": "exclusion audit",
    "cascade": "cascade",
    "response": "response propensity",
    "recorded": "recorded against self-defined",
    "impact": "impact",
    "plan": "sample plan",
}


def examine_sample(tables: SampleTables) -> SampleHealth:
    """Return everything that the tables tell; what cannot be made is said and is not fatal."""
    notes: list[str] = []
    response = _attempt("response", lambda: _response(tables), notes)
    return SampleHealth(
        exclusions=_attempt("exclusions", tables.audit, notes) if tables.audit else None,
        cascade=_attempt("cascade", lambda: _cascade(tables), notes),
        response=response,
        recorded=_attempt("recorded", lambda: _recorded(tables), notes),
        impact=_attempt("impact", lambda: _impact(tables, response), notes),
        plan=_attempt("plan", lambda: _plan(tables), notes),
        not_done=tuple(notes),
    )


def _attempt(name: str, make: Callable[[], _T], notes: list[str]) -> _T | None:
    try:
        return make()
    except SatisfactionError as error:
        notes.append(f"{NAMES[name].capitalize()}: {error}")
    return None


def _cascade(tables: SampleTables) -> Cascade:
    work = tables.fieldwork
    return cascade(
        tables.returns,
        tables.profile,
        frame=work.frame,
        issued=work.issued,
        outcomes=work.outcomes,
        records=work.records,
        rules=tables.rules,
    )


def _response(tables: SampleTables) -> ResponsePropensity | None:
    work = tables.fieldwork
    if work.issued is None or work.frame is None:
        return None
    return response_propensity(
        work.issued,
        work.frame,
        returns=tables.returns,
        outcomes=work.outcomes,
        profile=tables.profile,
        rules=tables.rules,
    )


def _recorded(tables: SampleTables) -> RecordedComparison | None:
    if tables.fieldwork.frame is None:
        return None
    return compare_recorded(tables.returns, frame=tables.fieldwork.frame, period=tables.period)


def _impact(tables: SampleTables, response: ResponsePropensity | None) -> Impact:
    weighted, indicators = tables.weighted(), _indicators(response)
    return impact(
        weighted,
        period=tables.period,
        r_indicator=indicators.get("r"),
        mean_propensity=indicators.get("mean"),
        rules=tables.rules,
    )


def _indicators(response: ResponsePropensity | None) -> dict[str, float]:
    """Return R and the mean propensity of the response; empty without them."""
    if response is None:
        return {}
    row = response.table[response.table["part"] == "response"].iloc[0]
    return {name: float(row[name]) for name in ("r", "mean")}


def _plan(tables: SampleTables) -> SamplePlan | None:
    """Plan as many interviews again; the next frame is taken to be like this period's."""
    work = tables.fieldwork
    if work.issued is None or work.frame is None:
        return None
    return plan_sample(
        tables.profile,
        survey=tables.returns.survey,
        last_frame=work.frame,
        issued=work.issued,
        outcomes=work.outcomes,
        returns=tables.returns,
        interviews=float(len(tables.returns)),
        rules=tables.rules,
    )
