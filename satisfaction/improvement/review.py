"""Whether a measure moved by its review, and what change the comparison could have shown."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import UsageError
from satisfaction.improvement.baseline import one_row, refuse_aimless
from satisfaction.improvement.plan import plan_of, statistic_of
from satisfaction.improvement.versions import amended, current, rows_of
from satisfaction.numerics.detection import detectable_difference
from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from satisfaction.improvement.protocols import ChangeLike
    from satisfaction.improvement.result import ActionPlan

    Row = Mapping[str, object]

POWER = 0.8


def review_actions(
    plan: ActionPlan,
    changes: Mapping[str, ChangeLike],
    *,
    on: date,
    by: str = "",
    power: float = POWER,
) -> ActionPlan:
    """Record whether the measure of each action moved from its baseline to its review.

    Parameters
    ----------
    plan : ActionPlan
    changes : mapping of str to Change
        By the number of the action: the tested change of its measure between the period of the
        baseline and the period of the review.
    on : datetime.date
        Day of the review.
    by : str
        Who reviewed, by role.
    power : float
        Probability with which a change of ``detectable`` would have been found.

    Returns
    -------
    ActionPlan
        As at ``on``, with a further version of each action reviewed: ``after`` and ``change`` with
        their intervals, ``detectable``, ``moved`` (``moved as intended``, ``moved the other way``,
        ``no change shown``, ``too few answers``) and ``against_target``.

    Raises
    ------
    UsageError
        If an action is not in the plan, names no measure, or has a baseline of another period.

    Notes
    -----
    Several measures reviewed on one day are one family: verdicts go by q-values (Benjamini and
    Hochberg 1995). ``detectable`` is the minimum detectable effect of Bloom (1995) at the precision
    of the comparison. No verdict says that the action moved the measure.
    """
    actions = {str(row["action"]): row for row in rows_of(current(plan.history))}
    _refuse(actions, changes)
    rows = {name: _row_of(actions[name], change) for name, change in changes.items()}
    clear = _clear(rows, actions, changes)
    fields = {
        name: _fields(actions[name], row, changes[name], on, is_clear=clear[name], power=power)
        for name, row in rows.items()
    }
    added = amended(plan.history, fields, on=on, by=by)
    found = plan_of(
        added.history, as_at=max(on, plan.as_at), due_within=plan.due_within, series={},
        sources=plan.provenance.sources,
    )  # fmt: skip
    return replace(found, series=plan.series, caveats=(*found.caveats, *_caveats(rows, changes)))


def _refuse(actions: Mapping[str, Row], changes: Mapping[str, ChangeLike]) -> None:
    refuse_aimless(actions, changes)
    for name, change in changes.items():
        planned = str(actions[name]["baseline_period"])
        if planned and change.periods[0] != planned:
            raise UsageError(
                f"The change of action '{name}' starts from {change.periods[0]}; its baseline is "
                f"that of {planned}. Compare with the period of the baseline."
            )


def _row_of(action: Row, change: ChangeLike) -> Row:
    return one_row(change.table, statistic_of(action), str(action["level"]))


def _clear(
    rows: Mapping[str, Row], actions: Mapping[str, Row], changes: Mapping[str, ChangeLike]
) -> dict[str, bool]:
    """Return which changes are clear; two actions on one measure are one comparison."""
    keys = {name: _comparison(actions[name], changes[name]) for name in rows}
    first = {key: name for name, key in reversed(keys.items())}
    p_values = [_number(rows[name], "p_value") for name in first.values()]
    q_values = dict(zip(first, false_discovery_q_values(p_values), strict=True))
    clear = {}
    for name, row in rows.items():
        lower, upper = _number(row, "change_lower"), _number(row, "change_upper")
        apart = lower > 0 or upper < 0
        q_value = q_values[keys[name]]
        several = len(first) > 1 and math.isfinite(q_value)
        clear[name] = bool(q_value < 1 - changes[name].confidence) if several else apart
    return clear


def _comparison(action: Row, change: ChangeLike) -> tuple[str, ...]:
    names = ("measure", "statistic", "group", "level")
    return (*(str(action[name]) for name in names), *change.periods)


def _fields(
    action: Row, row: Row, change: ChangeLike, on: date, *, is_clear: bool, power: float
) -> dict[str, object]:
    hidden = "hidden" in (row["flag_before"], row["flag_after"])
    about = {"reviewed_on": pd.Timestamp(on), "review_period": change.periods[1]}
    if hidden or not math.isfinite(_number(row, "change")):
        return {**about, "moved": "too few answers", "against_target": "cannot be told"}
    figures = {
        name: _number(row, name)
        for name in (
            "after", "after_lower", "after_upper", "change", "change_lower", "change_upper",
        )
    }  # fmt: skip
    return {
        **about,
        **figures,
        "after_base": int(_number(row, "base_after")),
        "detectable": _detectable(row, change.confidence, power),
        "moved": _moved(action, figures["change"], is_clear=is_clear),
        "against_target": _against(action, figures),
    }


def _detectable(row: Row, confidence: float, power: float) -> float:
    error, df = _number(row, "change_standard_error"), _number(row, "df")
    if not error > 0:
        return math.nan
    freedom = df if df > 0 else math.inf
    return detectable_difference(error, freedom, confidence=confidence, power=power)


def _moved(action: Row, change: float, *, is_clear: bool) -> str:
    if not is_clear:
        return "no change shown"
    wanted = -1 if statistic_of(action) == "dissatisfied" else 1
    return "moved as intended" if np.sign(change) == wanted else "moved the other way"


def _against(action: Row, figures: Mapping[str, float]) -> str:
    target = _number(action, "target")
    if math.isnan(target):
        return "not compared"
    low, high = figures["after_lower"], figures["after_upper"]
    if statistic_of(action) == "dissatisfied":
        target, low, high = -target, -high, -low
    if low >= target:
        return "target reached"
    return "target not reached" if high < target else "cannot be told"


def _number(row: Row, name: str) -> float:
    value = row[name]
    return float(str(value)) if not pd.isna(value) else math.nan  # type: ignore[call-overload]


def _caveats(rows: Mapping[str, Row], changes: Mapping[str, ChangeLike]) -> tuple[Caveat, ...]:
    given = [c for change in changes.values() for c in change.caveats]
    if len(rows) > 1:
        text = (
            f"{len(rows)} actions were reviewed together: verdicts go by q-values, so an interval "
            "may leave out zero by chance."
        )
        given.append(Caveat(code="several-reviews", text=text))
    return tuple(dict.fromkeys(given))
