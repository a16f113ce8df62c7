"""A reviewed contractor: what needs attention, and everything that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.contractor.matters import LISTEN, STATUSES, URGENT
from satisfaction.results import Result

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from satisfaction.contractor.fieldwork import Fieldwork
    from satisfaction.contractor.settings import ContractorSettings


# Caveats that hold for the log by itself.
_OF_THE_LOG = ("sheets-absent", "checks-added-up")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContractorReview(Result):
    """The contractor on one day.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a matter for attention, the most pressing first: ``topic``, ``subject``,
        ``status`` (``overdue``, ``below the floor``, ``not documented``, ``to be looked into``,
        ``to be listened to``, ``due soon``), ``due``, ``days`` (overdue), ``text``. Interviewers
        are pseudonyms.
    on : datetime.date
        The day of the review: an argument, never the clock's.
    visits : pandas.DataFrame
        ``visit``, ``visited_on``, ``site``, ``announced``, ``next_due``, ``findings``,
        ``documented``, ``missing``.
    weekly, monitoring : pandas.DataFrame
        Interviews validated against the floor, by week and site, and by site over all weeks with
        the failure rate of back-checks and its interval.
    listening : pandas.DataFrame
        One row an item: severities, serious share with interval, agreement of listeners.
    never_reviewed : pandas.DataFrame
        ``interviewer``, ``interviews``: who held interviews and was, by the log, never heard.
    findings, finding_counts : pandas.DataFrame
        Every finding with its state on the day; counts by area and severity.
    calendar : pandas.DataFrame
        ``interviewer``, ``paper``, ``ends``, ``days``: what runs out when.
    sampling : pandas.DataFrame
        How the sample was worked, by visit and batch, with shares.
    actions : pandas.DataFrame
        Findings under the columns of the contract ``action-plan``, for
        ``satisfaction.improvement.add_actions``.
    fieldwork : Fieldwork or None
        What the returns say; None without returns.
    absent : tuple of str
        Sheets that the log does not have.
    settings : ContractorSettings
    """

    on: date
    visits: pd.DataFrame
    weekly: pd.DataFrame
    monitoring: pd.DataFrame
    listening: pd.DataFrame
    never_reviewed: pd.DataFrame
    findings: pd.DataFrame
    finding_counts: pd.DataFrame
    calendar: pd.DataFrame
    sampling: pd.DataFrame
    actions: pd.DataFrame
    fieldwork: Fieldwork | None
    absent: tuple[str, ...]
    settings: ContractorSettings

    @property
    def needs_attention(self) -> bool:
        """Whether anything is overdue, below the floor or not documented.

        Who is to be listened to is where a visit goes, no fault: it does not count here.
        """
        return bool(self.table["status"].isin(URGENT).any())

    @property
    def to_be_listened_to(self) -> pd.DataFrame:
        """The matters of interviewers who stand out from their peers."""
        return self.table[self.table["status"] == LISTEN].reset_index(drop=True)

    def without_interviewers(self) -> ContractorReview:
        """Return the review without anything about single interviewers, for a pack or a record.

        How many papers of interviewers are overdue stays; whose they are does not.
        """
        people = {*self.calendar["interviewer"], *self.never_reviewed["interviewer"]}
        subject = self.table["subject"].mask(self.table["subject"].isin(people), "an interviewer")
        told = self.table["status"] != LISTEN
        return replace(
            self,
            table=self.table.assign(subject=subject)[told].reset_index(drop=True),
            never_reviewed=self.never_reviewed.iloc[:0],
            calendar=self.calendar.iloc[:0],
            fieldwork=None,
            caveats=tuple(c for c in self.caveats if c.code in _OF_THE_LOG),
        )

    def explain(self) -> str:
        """Return the review in words, by status."""
        lines = [self._headline]
        for status in STATUSES:
            rows = self.table[self.table["status"] == status]
            if rows.empty:
                continue
            lines.append(f"{status.capitalize()} ({len(rows)}):")
            lines += [f"- {r.topic} {r.subject}: {r.text}." for r in rows.itertuples()]
        return "\n".join(lines)

    def __str__(self) -> str:
        notes = [f"Note: {caveat.text}" for caveat in self.caveats]
        return "\n".join([self.explain(), *notes])

    @property
    def _headline(self) -> str:
        counts = self.table["status"].value_counts()
        said = [f"{counts[name]} {name}" for name in STATUSES if name in counts]
        return f"Contractor on {self.on:%Y-%m-%d}: {', '.join(said) or 'nothing to be done'}."
