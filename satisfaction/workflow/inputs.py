"""What a quarter is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import DataRefusedError, SatisfactionError
from satisfaction.periods import Period
from satisfaction.representativeness.figures import published_groups
from satisfaction.tables.profile import Profile
from satisfaction.weighting import weight
from satisfaction.workflow.fieldwork import Fieldwork
from satisfaction.workflow.finished import FinishedSteps

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.contractor import InspectionLog
    from satisfaction.definitions.rules import Rules
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting import Weighted
    from satisfaction.workflow.config import FocusGroupWishes, Settings

Step = Callable[[str], AbstractContextManager[None]]
ProfileOf = Callable[[Period], Profile]

_QUARTERS_A_YEAR = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class QuarterInputs:
    """What a quarter is made from.

    Each quarter's interviews are weighted to its own victims, once; every month, quarter, year and
    rolling twelve months is then a part of the same weighted sample.

    Attributes
    ----------
    returns : Returns
        The quarter's interviews and those before it.
    period : Period or None
        The quarter; None for a survey without interview dates, whose returns are all one period.
    profile_of : callable or None
        Gives the victim profile of a period; None where there are no crime records.
    audit : callable or None
        Audits the exclusions of the quarter; None where there are no crime records.
    fieldwork : Fieldwork
        Frame, issued sample and contact outcomes of the quarter, as far as they were given.
    focus_groups : FocusGroupWishes or None
        Focus groups to choose.
    notes, actions : Path or None
        Coded notes of focus groups; the improvement plan.
    inspections : InspectionLog or None
    finished : FinishedSteps
        What an interrupted run of the same quarter had finished.
    """

    returns: Returns
    period: Period | None
    profile_of: ProfileOf | None
    settings: Settings
    rules: Rules
    audit: Callable[[], ExclusionAudit] | None = None
    fieldwork: Fieldwork = field(default_factory=Fieldwork)
    focus_groups: FocusGroupWishes | None = None
    notes: Path | None = None
    actions: Path | None = None
    inspections: InspectionLog | None = None
    finished: FinishedSteps = field(default_factory=FinishedSteps)

    @property
    def year(self) -> Period | None:
        """The rolling twelve months that end with the quarter."""
        return self.period.rolling_year if self.period else None

    @cached_property
    def published_groups(self) -> Mapping[str, tuple[str, ...]] | None:
        """User groups of the published figure: those that the rulebook does not report apart."""
        return published_groups(self.returns, self.rules)

    @cached_property
    def weighted(self) -> Weighted | None:
        """The quarter's interviews, weighted, with the record of how."""
        return self._weigh(self.period) if self.period else None

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters of the history, oldest first, back to the first that cannot be used."""
        return self._usable[0]

    @property
    def weights_note(self) -> tuple[str, ...]:
        """Why the history starts where it does, where it could have been longer."""
        return self._usable[1]

    @cached_property
    def history(self) -> Returns:
        """All interviews of :attr:`quarters`, each quarter weighted to its own victims."""
        if self.period is None:
            return self.returns
        held = _between(self.returns, self.quarters[0], self.quarters[-1])
        if self.profile_of is None:
            return held
        profiles: dict[str | Period, Profile] = {q: self.profile_of(q) for q in self.quarters}
        return self._weighted(held, profiles).returns

    def best(self, period: Period | None) -> Returns:
        """Return the interviews of ``period``, weighted if they can be."""
        return self.history.during(period) if period else self.history

    def interviews(self, period: Period | None) -> Returns:
        """Return the interviews of ``period``, or an error if there is none."""
        found = self.returns.during(period) if period else self.returns
        if not len(found):
            raise DataRefusedError(
                f"There is no interview in {period} among the {len(self.returns):,} accepted "
                "returns. Check the period and the files."
            )
        return found

    @cached_property
    def _usable(self) -> tuple[tuple[Period, ...], tuple[str, ...]]:
        """Go back from the quarter to the first that has no interviews or cannot be weighted."""
        if self.period is None:
            return (), ()
        self._check_quarter(self.period)
        found, quarter, note = [self.period], self.period.previous, ""
        while len(found) < max(self.settings.history, _QUARTERS_A_YEAR) and not note:
            try:
                self._check_quarter(quarter)
            except SatisfactionError as error:
                note = f"The history starts with {found[-1]}: {self._why_not(quarter, error)}"
            else:
                found.append(quarter)
                quarter = quarter.previous
        notes = [note, self._short_year(len(found))]
        return tuple(reversed(found)), tuple(filter(None, notes))

    def _why_not(self, quarter: Period, error: SatisfactionError) -> str:
        if len(self.returns.during(quarter)):
            return str(error)
        return f"no interview of {quarter} or before was given."

    def _check_quarter(self, quarter: Period) -> None:
        if self.profile_of is None or quarter == self.period:
            self.interviews(quarter)
        else:
            self._weigh(quarter)

    def _weigh(self, quarter: Period) -> Weighted | None:
        if self.profile_of is None:
            return None
        return self._weighted(self.interviews(quarter), self.profile_of(quarter))

    def _weighted(
        self, returns: Returns, profile: Profile | Mapping[str | Period, Profile]
    ) -> Weighted:
        return weight(
            returns,
            profile,
            method=self.settings.method,
            population=self.settings.population,
            unreachable=self.settings.unreachable,
        )

    def _short_year(self, held: int) -> str:
        """Say that the rolling twelve months are not whole."""
        if self.period is None or self.period.kind != "quarter" or held >= _QUARTERS_A_YEAR:
            return ""
        return (
            f"The rolling twelve months to {self.period} hold interviews of {held} of "
            f"{_QUARTERS_A_YEAR} quarters."
        )


def _between(returns: Returns, first: Period, last: Period) -> Returns:
    """Return the interviews from the first day of one period to the last day of another."""
    days = returns.frame["interviewed_on"]
    inside = days.between(pd.Timestamp(first.start), pd.Timestamp(last.end))
    return replace(returns, frame=returns.frame[inside].reset_index(drop=True))
