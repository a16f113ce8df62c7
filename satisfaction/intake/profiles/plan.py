"""What a victim profile counts by: fields of the record contract, and the report dates to count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Category, Count, Date, Reference
from satisfaction.definitions.levels import dimension_of
from satisfaction.errors import DefinitionError, UsageError, did_you_mean, name_list
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.survey import PeriodBasis, Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.periods import Period

ELIGIBLE = "eligible"

_REPORTED = "reported_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWindow:
    """The report dates that a profile counts.

    Attributes
    ----------
    period : Period
    basis : {"interview", "report"}
        Whether they are the dates that interviews of the period imply, or the period's own.
    first, last : datetime.date
        Both inside.
    days : (int, int)
        Days from report to interview, as the survey states them.
    """

    period: Period
    basis: PeriodBasis
    first: date
    last: date
    days: tuple[int, int]

    @property
    def says(self) -> str:
        """Both date ranges in one sentence."""
        span = f"{self.period} ({self.period.start} to {self.period.end})"
        if self.basis == "report":
            return f"reported in {span}"
        return (
            f"reported {self.first} to {self.last}: the reports whose interviews, "
            f"{self.days[0]} to {self.days[1]} days on, fall in {span}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePlan:
    """Fields of the contract that a profile needs.

    Attributes
    ----------
    keys : mapping of str to (Category or Count)
        What to count by, in the order of the profile's columns.
    exclusion : Category or None
        The reason for exclusion, a blank of which is ``eligible``.
    victims : str
        Field with the number of victims of a row, empty if each row is one.
    reported : str
        Field of the report date, empty if it is not needed.
    unique : tuple of str
        Reference that the contract declares unique, if it does.
    more : tuple of str
        Further fields to read.
    """

    contract: TableContract
    keys: Mapping[str, Category | Count]
    exclusion: Category | None
    victims: str
    reported: str
    unique: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def reasons(self) -> Mapping[str, Category]:
        """Fields with a victim's reasons, the first one first; a blank of each is ``eligible``."""
        if not self.exclusion:
            return {}
        names = self.contract.also_excluded
        further = {name: self.contract.fields[name] for name in names}
        return {
            self.contract.excluded: self.exclusion,
            **{n: _blank_is_eligible(f) for n, f in further.items() if isinstance(f, Category)},
        }

    @property
    def columns(self) -> Mapping[str, str]:
        """Field to column of every field that is read."""
        always = (self.contract.excluded, self.victims, self.reported)
        names = [*self.keys, *always, *self.unique, *self.more]
        return {n: self.contract.fields[n].column for n in dict.fromkeys(names) if n}

    @property
    def dimensions(self) -> Mapping[str, Dimension]:
        """Levels of every key, as the contract has them."""
        return {name: dimension_of(name, field) for name, field in self.keys.items()}


def plan_profile(survey: Survey, contract: TableContract, *, dated: bool) -> ProfilePlan:
    """Return what a profile of ``survey`` needs from records under ``contract``.

    Raises
    ------
    DefinitionError
        If the contract lacks a dimension or stratum of the survey, or a report date that is needed.
    """
    plan = survey.weights
    names = dict.fromkeys((*plan.strata, *survey.dimensions, *plan.margins))
    return ProfilePlan(
        contract=contract,
        keys={name: _key(name, survey, contract) for name in names},
        exclusion=_exclusion(survey, contract),
        victims=contract.victims,
        reported=_report_date(contract, dated=dated),
        unique=tuple(
            name
            for name, field in contract.fields.items()
            if isinstance(field, Reference) and field.unique
        ),
    )


def report_window(
    survey: Survey, period: str | Period | None, basis: PeriodBasis | None
) -> ReportWindow | None:
    """Return the report dates that a profile for ``period`` counts; None for no period."""
    chosen = basis or survey.period_basis
    if chosen not in ("interview", "report"):
        raise UsageError(f"period_basis is 'interview' or 'report', not '{chosen}'.")
    if period is None:
        return None
    span = parse_period(period)
    first, last = span.start, span.end
    if chosen == "interview":
        first, last = span.report_window(*survey.interview_window)
    return ReportWindow(
        period=span, basis=chosen, first=first, last=last, days=survey.interview_window
    )


def _key(name: str, survey: Survey, contract: TableContract) -> Category | Count:
    field = contract.fields.get(name)
    if isinstance(field, Category) or (isinstance(field, Count) and field.classify):
        return field
    if field is None:
        raise DefinitionError(
            f"The profile of '{survey.survey}' needs '{name}', which the contract "
            f"'{contract.table}' does not have.{did_you_mean(name, contract.fields)} Add the field "
            "to the contract, or take it out of the survey's `dimensions` and `weights`.",
            file=contract.table,
        )
    raise DefinitionError(
        f"'{name}' must be a category, or a count with `classify`, to be counted by.",
        file=contract.table,
        key=f"fields.{name}",
    )


def _exclusion(survey: Survey, contract: TableContract) -> Category | None:
    if not contract.excluded:
        return None
    field = _key(contract.excluded, survey, contract)
    if not isinstance(field, Category):
        raise DefinitionError(
            f"`excluded` names '{contract.excluded}', which must be a category of reasons.",
            file=contract.table,
            key="excluded",
        )
    return _blank_is_eligible(field)


def _blank_is_eligible(field: Category) -> Category:
    return field.model_copy(update={"blank": ELIGIBLE})


def _report_date(contract: TableContract, *, dated: bool) -> str:
    dates = [name for name, field in contract.fields.items() if isinstance(field, Date)]
    if not dated:
        return ""
    if _REPORTED in dates:
        return _REPORTED
    if len(dates) == 1:
        return dates[0]
    has = f"its dates are {name_list(dates)}" if dates else "it has no date"
    raise DefinitionError(
        f"A profile of a period needs the date of the report, and {has}. Name it '{_REPORTED}' in "
        "the contract, or leave out the period.",
        file=contract.table,
    )
