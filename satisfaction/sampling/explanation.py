"""What cannot be reached, in words: wanted, available, and what would relax it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.results import Caveat
from satisfaction.sampling.boosts import is_reachable

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import TypeAlias

    import pandas as pd

    Record: TypeAlias = Mapping[Hashable, object]

    from satisfaction.sampling.boosts import BoostProblem, Boosts
    from satisfaction.sampling.settings import PlanSettings
    from satisfaction.sampling.targets import Targets

_MANY = 1e6


def explain_levels(
    problem: BoostProblem, solved: Boosts, levels: pd.DataFrame
) -> tuple[Caveat, ...]:
    """Return a sentence for each level that cannot be brought to its aim, and what would help."""
    if not solved.missed.any():
        return ()
    found = [
        _level_caveat(levels.iloc[k].to_dict(), solved, int(k), problem.limits.aim)
        for k in np.flatnonzero(solved.missed)
    ]
    return (*found, Caveat(code="relax", text=_remedy(problem)))


def explain_groups(groups: pd.DataFrame, settings: PlanSettings) -> tuple[Caveat, ...]:
    """Return a sentence for each user group that cannot have its interviews or its precision."""
    return tuple(
        Caveat(code="group-not-reached", text=_group_text(row, settings))
        for row in groups[~groups["reached"]].to_dict("records")
    )


def explain_fewest(wanted: Targets, settings: PlanSettings) -> tuple[Caveat, ...]:
    """Return a sentence for each user group too small for the fewest interviews of its strata."""
    return tuple(
        Caveat(
            code="stratum-minimum",
            text=(
                f"{name}: {settings.limits.fewest:g} interviews from each of its strata take "
                f"{least:,.0f}; {total:,.0f} are asked for. Each stratum's minimum was lowered by "
                "the same part, and strata of one interview have no variance of their own. Ask for "
                f"{np.ceil(least):,.0f} or more of this group, or plan by larger areas."
            ),
        )
        for name, least, total in zip(
            wanted.groups, wanted.minimum, wanted.wanted_interviews, strict=True
        )
        if least > total
    )


def explain_areas(areas: pd.Series, settings: PlanSettings) -> tuple[Caveat, ...]:
    """Return a sentence for each area whose minimum is beyond what it has."""
    short = areas[areas < settings.area_minimum - 0.5]
    return tuple(
        Caveat(
            code="area-not-reached",
            text=(
                f"{area}: {settings.area_minimum:,.0f} interviews wanted, {number:,.0f} to be had "
                f"with at most {settings.limits.max_fraction:.0%} of its frame issued and the "
                "interviews asked for. A lower minimum, more interviews, or several quarters "
                "together would do."
            ),
        )
        for area, number in short.items()
    )


def explain_budget(needed: float, budget: int) -> tuple[Caveat, ...]:
    """Return what the targets would take, where it is more than may be issued."""
    return (
        Caveat(
            code="budget",
            text=f"The targets take {needed:,.0f} victims issued; the budget is {budget:,}. All "
            "interviews were cut in proportion; the margins below are those of the budget.",
        ),
    )


def _level_caveat(row: Record, solved: Boosts, k: int, aim: float) -> Caveat:
    side, miss = ("over", solved.over[k]) if solved.over[k] > 0 else ("under", solved.short[k])
    limit = "tolerance_lower" if side == "under" else "tolerance_upper"
    share, reach = _number(row, "profile_share"), _number(row, limit)
    return Caveat(
        code="level-not-reached",
        text=(
            f"{row['dimension']} {row['level']} would stay {side}-represented: share "
            f"{_number(row, 'expected_share'):.1%} expected, {share + aim * reach:.1%} wanted "
            f"({share:.1%} of victims, tolerance {abs(reach) * 100:.1f} points, of which "
            f"{aim:.0%} is aimed at). {_available(row)} An aim wider by {miss * 100:.2f} points "
            "would be met."
        ),
    )


def _available(row: Record) -> str:
    if _number(row, "frame") == 0:
        return "The frame has nobody of this level."
    return (
        f"The frame has {_number(row, 'frame'):,.0f} of them, with a response rate of "
        f"{_number(row, 'response_rate'):.0%}."
    )


def _remedy(problem: BoostProblem) -> str:
    """Try each limit on its own, then both, and name what would be enough."""
    limits = problem.limits
    tries = (
        (f"a boost above {limits.max_boost:g}", replace(limits, max_boost=_MANY)),
        (f"issuing more than {limits.max_fraction:.0%}", replace(limits, max_fraction=1.0)),
        ("both together", replace(limits, max_boost=_MANY, max_fraction=1.0)),
    )
    enough = [says for says, tried in tries if tried != limits and is_reachable(problem, tried)]
    if enough:
        return f"This would be enough: {enough[0]}."
    whole = replace(problem, interviews=problem.interviews * 0.5)
    if is_reachable(whole, replace(limits, max_boost=_MANY)):
        return "Half the interviews, with any boost, would be enough: the frame is too small."
    return (
        "No boost would be enough: the level is missing from strata of the frame, or its victims "
        "do not answer. Widen the frame or the tolerance, or weight the returns to the profile."
    )


def _group_text(row: Record, settings: PlanSettings) -> str:
    wanted = _number(row, "wanted_interviews")
    goal = (
        f"{wanted:,.0f} interviews wanted"
        if np.isnan(_number(row, "wanted_margin"))
        else f"a margin of {_number(row, 'wanted_margin') * 100:.1f} points wanted"
    )
    return (
        f"{row['group']}: {goal}; at most {_number(row, 'expected_interviews'):,.0f} interviews "
        f"can be expected from the {_number(row, 'frame'):,.0f} victims in the frame with at most "
        f"{settings.limits.max_fraction:.0%} issued and a response rate of "
        f"{_number(row, 'response_rate'):.0%}, which gives {_number(row, 'margin') * 100:.1f} "
        "points. A wider margin, a higher largest fraction, a longer window of reports or several "
        "quarters together would relax it."
    )


def _number(row: Record, name: str) -> float:
    return float(str(row[name]))
