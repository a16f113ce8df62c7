"""The action plan of a day, from its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import UsageError, did_you_mean
from satisfaction.improvement.plan_table import CONTRACT, read_plan
from satisfaction.improvement.result import ActionPlan
from satisfaction.improvement.status import with_status
from satisfaction.improvement.versions import current, rows_of
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from satisfaction.definitions.table import TableContract
    from satisfaction.improvement.protocols import EstimatesLike
    from satisfaction.intake.loading import TableSource
    from satisfaction.results import SourceFile

_SERIES = ("period", "estimate", "lower", "upper", "base", "flag")
_STATISTICS = {
    "share satisfied": "satisfied",
    "share completely or very satisfied": "top",
    "share dissatisfied": "dissatisfied",
}
_NOT_AN_EFFECT = (
    "A measure that moved after an action need not have moved through it: other things changed in "
    "the same months, and a level that was picked for being low tends to be higher next time by "
    "itself."
)


def action_plan(
    source: TableSource,
    *,
    as_at: date,
    due_within: int = 30,
    series: Mapping[str, EstimatesLike] | None = None,
    contract: TableContract | str | Path = CONTRACT,
) -> ActionPlan:
    """Say which actions are overdue, due soon, open and done on a day.

    Parameters
    ----------
    source : str, pathlib.Path or pandas.DataFrame
        The plan by ``schemas/tables/action_plan.yaml``: the force's own table, or a history with
        all versions.
    as_at : datetime.date
        The day; versions recorded later are left out, so that an earlier board's plan can be had
        again.
    due_within : int
        Days ahead that count as soon.
    series : mapping of str to Estimates, optional
        The measure of an action over time, by the action's number.
    contract : TableContract, str or pathlib.Path

    Returns
    -------
    ActionPlan

    Raises
    ------
    ContractError
        If a row does not fit the contract: all faults at once, nothing is taken in.
    UsageError
        If ``due_within`` is negative, or a series is of no action of the plan.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame(
    ...     {
    ...         "ACTION": ["10c"],
    ...         "RECOMMENDATION": ["Call back within five days"],
    ...         "PRIORITY": ["1"],
    ...         "RESPONSIBILITY": ["Head of contact"],
    ...         "AGREED": ["Y"],
    ...         "COMMENTS": [""],
    ...         "DATE": ["2008-01-31"],
    ...     }
    ... )
    >>> action_plan(table, as_at=date(2008, 2, 10)).form[["action", "status", "days_left"]]
      action   status  days_left
    0    10c  overdue        -10
    """
    if due_within < 0:
        raise UsageError(f"due_within={due_within} is negative; expected days from 0 up.")
    plan = read_plan(source, contract)
    return plan_of(
        plan.history, as_at=as_at, due_within=due_within, series=series or {}, sources=plan.sources
    )


def plan_of(
    history: pd.DataFrame,
    *,
    as_at: date,
    due_within: int = 30,
    series: Mapping[str, EstimatesLike],
    sources: Sequence[SourceFile] = (),
) -> ActionPlan:
    """Return the plan of a day from a trusted history."""
    table = with_status(current(history, as_at), as_at, due_within)
    return ActionPlan(
        table=table,
        history=history,
        series=_series(table, series),
        as_at=as_at,
        due_within=due_within,
        provenance=Provenance(
            survey="",
            period=str(as_at),
            method=(
                f"Actions as recorded by {as_at}. Overdue from the day after the date agreed; due "
                f"soon within {due_within} days; done from the day on which it was done."
            ),
            sources=tuple(sources),
        ),
        caveats=_caveats(table, history, as_at),
    )


def statistic_of(action: Mapping[str, object]) -> str:
    """Return the statistic of estimates that an action should move."""
    return _STATISTICS.get(str(action["statistic"]), "satisfied")


def _series(table: pd.DataFrame, series: Mapping[str, EstimatesLike]) -> pd.DataFrame:
    known = {str(row["action"]): row for row in rows_of(table)}
    parts = []
    for action, estimates in series.items():
        if action not in known:
            raise UsageError(
                f"The plan has no action '{action}'.{did_you_mean(action, known)} Give the number "
                "of an action for each series."
            )
        rows = estimates.table
        kept = rows[rows["statistic"] == statistic_of(known[action])]
        level = str(known[action]["level"])
        if level and (kept["level"] == level).any():
            kept = kept[kept["level"] == level]
        parts.append(kept[list(_SERIES)].assign(action=action))
    if not parts:
        return pd.DataFrame(columns=["action", *_SERIES])
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)[["action", *_SERIES]]
    return found


def _caveats(table: pd.DataFrame, history: pd.DataFrame, as_at: date) -> tuple[Caveat, ...]:
    found = []
    if (table["reviewed_on"].notna()).any():
        found.append(Caveat(code="not-an-effect", text=_NOT_AN_EFFECT))
    undated = int((table["status"] == "no date").sum())
    if undated:
        text = f"{undated} action(s) have no date and can never be overdue."
        found.append(Caveat(code="no-date", text=text))
    aimless = int(((table["measure"] == "") & (table["status"] != "not agreed")).sum())
    if aimless:
        text = f"{aimless} action(s) name no measure that they should move."
        found.append(Caveat(code="no-measure", text=text))
    later = int((history["recorded_on"] > pd.Timestamp(as_at)).sum())
    if later:
        text = f"{later} version(s) were recorded after {as_at} and are left out."
        found.append(Caveat(code="recorded-later", text=text))
    return tuple(found)
