"""The level from which a measure is to move, taken from an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.errors import EstimationError, UsageError, did_you_mean
from satisfaction.improvement.plan import plan_of, statistic_of
from satisfaction.improvement.versions import amended, current, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pandas as pd

    from satisfaction.improvement.protocols import EstimatesLike
    from satisfaction.improvement.result import ActionPlan

_HIDDEN = "hidden"


def baseline_fields(
    estimates: EstimatesLike, *, statistic: str, level: str = ""
) -> dict[str, object]:
    """Return the baseline of an action: share, interval, base, period.

    Parameters
    ----------
    estimates : Estimates
        Of one measure and one period.
    statistic : str
        ``satisfied``, ``top`` or ``dissatisfied``.
    level : str
        Level of the estimates' category; empty for everyone.

    Raises
    ------
    EstimationError
        If the base is too small to be published: such a level cannot serve as a baseline.
    """
    row = one_row(estimates.table, statistic, level)
    if row["flag"] == _HIDDEN:
        raise EstimationError(
            "The baseline rests on too few answers to be published. Take a longer period or a "
            "larger group."
        )
    return {
        "baseline_period": str(row["period"]),
        "baseline": float(str(row["estimate"])),
        "baseline_lower": float(str(row["lower"])),
        "baseline_upper": float(str(row["upper"])),
        "baseline_base": int(str(row["base"])),
    }


def one_row(table: pd.DataFrame, statistic: str, level: str) -> Mapping[str, object]:
    """Return the row of a statistic, and of a level where the table has several.

    Raises
    ------
    EstimationError
        If there is no such row, or more than one.
    """
    rows = table[table["statistic"] == statistic]
    if level and (rows["level"] == level).any():
        rows = rows[rows["level"] == level]
    if len(rows) != 1:
        raise EstimationError(
            f"{len(rows)} figures are of the share {statistic} that the action should move; "
            "expected one: of one measure, one level and one period."
        )
    return {str(name): value for name, value in rows.iloc[0].items()}


def set_baselines(
    plan: ActionPlan, estimates: Mapping[str, EstimatesLike], *, on: date, by: str = ""
) -> ActionPlan:
    """Record the baseline of actions, by their number: a further version of each.

    Raises
    ------
    UsageError
        If an action is not in the plan or names no measure.
    EstimationError
        If the base is too small to be published.
    """
    actions = {str(row["action"]): row for row in rows_of(current(plan.history))}
    refuse_aimless(actions, estimates)
    fields = {
        name: baseline_fields(
            found, statistic=statistic_of(actions[name]), level=str(actions[name]["level"])
        )
        for name, found in estimates.items()
    }
    added = amended(plan.history, fields, on=on, by=by)
    return plan_of(
        added.history, as_at=max(on, plan.as_at), due_within=plan.due_within, series={},
        sources=plan.provenance.sources,
    )  # fmt: skip


def refuse_aimless(actions: Mapping[str, object], named: Iterable[str]) -> None:
    """Refuse actions that the plan does not have, or that name no measure."""
    for name in named:
        row = actions.get(name)
        if row is None:
            raise UsageError(f"The plan has no action '{name}'.{did_you_mean(name, actions)}")
        if isinstance(row, dict) and not row["measure"]:
            raise UsageError(
                f"Action '{name}' names no measure that it should move. Fill in MEASURE first."
            )
