"""The action plan as it stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.improvement.sentences import plan_findings
from satisfaction.results import Result

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

_FORM = (
    "action", "recommendation", "priority", "responsibility", "agreed", "comments", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActionPlan(Result):
    """Improvement actions in the force's own form, with what they should move.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an action, its last version by ``as_at``: the fields of ``schemas/tables/
        action_plan.yaml``, then ``status`` (``overdue``, ``due soon``, ``open``, ``no date``,
        ``done``, ``not agreed``), ``days_left`` (below zero: days overdue) and ``review``
        (``overdue``, ``due soon``, ``later``, ``done`` or empty).
    history : pandas.DataFrame
        Every version of every action, in the order in which they were recorded.
    series : pandas.DataFrame
        The measure of each action over time: ``action``, ``period``, ``estimate``, ``lower``,
        ``upper``, ``base``, ``flag``; empty where none was given.
    as_at : datetime.date
    due_within : int
        Days ahead that count as soon.
    """

    history: pd.DataFrame
    series: pd.DataFrame
    as_at: date
    due_within: int

    @property
    def needs_attention(self) -> bool:
        """Whether an action or a review is overdue."""
        late = self.table["status"].eq("overdue") | self.table["review"].eq("overdue")
        return bool(late.any())

    @property
    def form(self) -> pd.DataFrame:
        """The force's own table, with the status."""
        return self.table[[*_FORM, "status", "days_left"]]

    @property
    def findings(self) -> tuple[str, ...]:
        """What is overdue and what reviews found, one sentence each."""
        return plan_findings(self.table)

    def having(self, status: str) -> pd.DataFrame:
        """Return the actions of one status."""
        return self.table[self.table["status"] == status].reset_index(drop=True)

    def versions_of(self, action: str) -> pd.DataFrame:
        """Return every version of an action."""
        return self.history[self.history["action"] == action].reset_index(drop=True)
