"""A table of actions added to a plan: new actions, and new versions of those that changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import ContractError
from satisfaction.improvement.plan import plan_of
from satisfaction.improvement.plan_table import CONTRACT, read_plan
from satisfaction.improvement.versions import recorded
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from satisfaction.definitions.table import TableContract
    from satisfaction.improvement.result import ActionPlan
    from satisfaction.intake.loading import TableSource


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Added:
    """A plan with what was added.

    Attributes
    ----------
    plan : ActionPlan
    added, changed, unchanged, not_named : int
        Actions that are new, have a further version, are as they were, or are not in the table.
    """

    plan: ActionPlan
    added: int
    changed: int
    unchanged: int
    not_named: int

    def __str__(self) -> str:
        return (
            f"{self.added} new, {self.changed} changed, {self.unchanged} unchanged; "
            f"{self.not_named} of the plan not in the table and kept."
        )


def add_actions(
    plan: ActionPlan,
    source: TableSource,
    *,
    on: date,
    by: str = "",
    contract: TableContract | str | Path = CONTRACT,
) -> Added:
    """Add a table of actions, such as the force's own, to a plan.

    An action that changed gets a further version and keeps the earlier ones; columns that the table
    does not have keep what they say; an action that is not in the table stays. Adding the same
    table twice adds nothing the second time.

    Parameters
    ----------
    plan : ActionPlan
    source : str, pathlib.Path or pandas.DataFrame
    on : datetime.date
        Day on which the versions are recorded.
    by : str
        Who recorded them, by role.
    contract : TableContract, str or pathlib.Path

    Returns
    -------
    Added

    Raises
    ------
    ContractError
        If a row of the table does not fit: all faults at once, nothing is added.
    UsageError
        If an action that changed was recorded later than ``on``.
    """
    table = read_plan(source, contract)
    done_later = table.history["done_on"] > pd.Timestamp(on)
    if done_later.any():
        raise ContractError(
            f"{int(done_later.sum())} action(s) of the table are done after {on}, the day on which "
            "they would be recorded. Correct the day, or record them later."
        )
    found = recorded(plan.history, table.history, on=on, by=by, absent=table.absent)
    after = plan_of(
        found.history, as_at=max(on, plan.as_at), due_within=plan.due_within, series={},
        sources=(*plan.provenance.sources, *table.sources),
    )  # fmt: skip
    kept = Caveat(
        code="not-in-the-table",
        text=f"{found.not_named} action(s) of the plan are not in the table added; they stay.",
    )
    caveats = (*after.caveats, *((kept,) if found.not_named else ()))
    return Added(
        plan=replace(after, series=plan.series, caveats=caveats),
        added=found.added,
        changed=found.changed,
        unchanged=found.unchanged,
        not_named=found.not_named,
    )
