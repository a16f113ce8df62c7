"""What the cascade and the response propensities say, in one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import category_label
from satisfaction.charts.wording import listed, points
from satisfaction.representativeness.cascade_result import NO_STEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.representativeness.cascade_result import Cascade
    from satisfaction.representativeness.propensity_result import ResponsePropensity

_LOSSES: Mapping[str, str] = {
    "recorded to eligible": "excluded",
    "eligible to issued": "not drawn",
    "issued to interviewed": "not interviewed",
    "interviewed to valid answer": "no valid answer",
    "eligible to interviewed": "not drawn or not interviewed",
    "recorded to interviewed": "excluded, not drawn or not interviewed",
}
_WHEN: Mapping[str, str] = {
    "recorded to eligible": "when victims are excluded",
    "eligible to issued": "when the sample is drawn",
    "issued to interviewed": "when the contractor calls",
    "interviewed to valid answer": "when the question is not answered",
    "eligible to interviewed": "between the frame and the interview",
    "recorded to interviewed": "between the record and the interview",
}
_NAMED = 3


def loss_words(step: str) -> str:
    """Return what happened to the victims whom a step lost."""
    return _LOSSES.get(step, step)


def cascade_finding(result: Cascade) -> str:
    """Return who is lost where: levels that fall short beyond tolerance, by their costliest step.

    Boroughs and user groups are named only where no other level is.
    """
    short = result.summary[
        (result.summary["costs_at"] != NO_STEP)
        & result.summary["beyond_tolerance"]
        & (result.summary["difference"] < 0)
    ]
    if short.empty:
        return _nothing_lost(result)
    parts = [
        f"{_levels(lost)} {_WHEN.get(str(step), f'from {step}')}"
        for step, lost in short.groupby("costs_at", sort=False)
    ]
    return f"Lost most: {'; '.join(parts)}"


def propensity_finding(result: ResponsePropensity) -> str:
    """Return who of those issued was interviewed less often than others."""
    levels = result.levels[result.levels["part"] == "response"]
    fewer = levels[levels["stands_out"] & (levels["unconditional"] < 0)]
    r = result.table.iloc[0]
    stated = f"R {r['r']:.2f} ({r['r_lower']:.2f} to {r['r_upper']:.2f})"
    if fewer.empty:
        return f"No level of those issued stands out as interviewed less often: {stated}"
    named = fewer.sort_values("unconditional")
    names = [
        f"{category_label(str(v)).lower()} {level}"
        for v, level in zip(named["variable"], named["level"], strict=True)
    ]
    return f"Interviewed less often than others issued: {listed(names, at_most=_NAMED)}; {stated}"


def _nothing_lost(result: Cascade) -> str:
    beyond = int(result.summary["beyond_tolerance"].sum())
    if beyond:
        return f"{beyond} levels end beyond tolerance; no step that costs them stands out"
    return "No level is lost beyond tolerance between recorded victims and valid answers"


def _levels(lost: pd.DataFrame) -> str:
    ordered = lost.sort_values("cost")
    names = [
        f"{category_label(str(d)).lower()} {level} ({points(float(cost))} points)"
        for d, level, cost in zip(
            ordered["dimension"], ordered["level"], ordered["cost"], strict=True
        )
    ]
    return listed(names, at_most=2)
