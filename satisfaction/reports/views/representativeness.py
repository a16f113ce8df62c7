"""Figures of the profile check and of what stands beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.charts.labels import category_label, period_words, statistic_label
from satisfaction.reports.headings import headings_of
from satisfaction.reports.suppression import Cells
from satisfaction.reports.tables.representativeness import (
    CASCADE,
    impact_headings,
    propensity_headings,
    quarters_headings,
    runs_headings,
)
from satisfaction.reports.views.view import View, plain_view

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.reports.views.view import Choice
    from satisfaction.representativeness.cascade_result import Cascade
    from satisfaction.representativeness.history import History
    from satisfaction.representativeness.impact import Impact
    from satisfaction.representativeness.propensity_result import ResponsePropensity
    from satisfaction.representativeness.result import ProfileCheck
    from satisfaction.tables.profile import Profile
    from satisfaction.weighting.result import Weighted

_DIFFERENCE = ("difference", "standard_error", "lower", "upper")
_VICTIMS = Cells(
    counts=("victims",),
    told_by=("profile_share", "profile_share_lower", "profile_share_upper", *_DIFFERENCE),
)
_RESPONDENTS = Cells(
    counts=("respondents",),
    told_by=("unweighted_share", "sample_share", "design_effect", *_DIFFERENCE),
)
_LEVEL_COUNTS = ("recorded", "answers")
_LEVEL_SHARES = ("share_first", "share_last", "difference", "cost", "gain")


def check_views(result: ProfileCheck, choice: Choice) -> tuple[View, ...]:
    """Return the quarter and, if it was checked, the rolling twelve months."""
    every = [str(period) for period in result.table["period"].unique()]
    return tuple(_check_view(result, p) for p in ([choice.period] if choice.period else every))


def _check_view(result: ProfileCheck, period: str) -> View:
    return View(
        heading=f"Profile check, {period_words(period)}",
        draw=partial(chart, result, period=period),
        table=result.table[result.table["period"] == period],
        headings=headings_of(result),
        cells=(_VICTIMS, _RESPONDENTS),
        period=period,
    )


def history_views(result: History, choice: Choice) -> tuple[View, ...]:
    """Return the quarters side by side; the table is of what lasts, if anything does."""
    del choice
    lasts = not result.runs.empty
    view = View(
        heading="Quarters side by side",
        draw=partial(chart, result),
        table=result.runs if lasts else result.table,
        headings=runs_headings(result) if lasts else quarters_headings(result),
        cells=() if lasts else (_VICTIMS, _RESPONDENTS),
    )
    return (view,)


def impact_views(result: Impact, choice: Choice) -> tuple[View, ...]:
    """Return what weighting to the profile changes."""
    del choice
    view = View(
        heading="Does it matter?",
        draw=partial(chart, result),
        table=result.table.assign(figure=result.table["statistic"].map(statistic_label)),
        headings=impact_headings(result),
    )
    return (view,)


def cascade_views(result: Cascade, choice: Choice) -> tuple[View, ...]:
    """Return the cascade of the dimensions chosen; the table has every level."""
    dimensions = choice.dimensions or None
    table = _with_counts(result)
    named = f", {', '.join(category_label(d).lower() for d in dimensions)}" if dimensions else ""
    view = View(
        heading=f"From recorded victims to valid answers{named}",
        draw=partial(chart, result, dimensions=dimensions),
        table=table[table["dimension"].isin(dimensions)] if dimensions else table,
        headings=CASCADE,
        cells=(Cells(counts=_LEVEL_COUNTS, told_by=_LEVEL_SHARES),),
    )
    return (view,)


def _with_counts(result: Cascade) -> pd.DataFrame:
    """Return the summary with the victims of each level at the first and the last step."""
    steps = result.table.sort_values("step").groupby(["dimension", "level"], sort=False)
    counts = steps.agg(recorded=("count_before", "first"), answers=("count_after", "last"))
    return result.summary.merge(counts.reset_index(), on=["dimension", "level"], how="left")


def propensity_views(result: ResponsePropensity, choice: Choice) -> tuple[View, ...]:
    """Return the partial indicators of one part: by default of the whole response."""
    part = choice.part or "response"
    view = View(
        heading=_PARTS.get(part, f"Who of those issued responded: {part}"),
        draw=partial(chart, result, part=part),
        table=result.levels[result.levels["part"] == part],
        headings=propensity_headings(result),
        cells=(
            Cells(
                counts=("issued", "responded"),
                told_by=("rate", "unconditional", "lower", "upper", "conditional"),
            ),
        ),
    )
    return (view,)


_PARTS = {
    "response": "Who of those issued was interviewed",
    "contact": "Who of those issued was reached",
    "cooperation": "Who of those reached was interviewed",
}


def weights_views(result: Weighted, choice: Choice) -> tuple[View, ...]:
    """Return what the weights did, over all periods together."""
    del choice
    cells = Cells(counts=("respondents",), told_by=("base_share", "share"))
    return (plain_view(result, "Weights", cells, table=result.over_periods()),)


def coverage_views(result: Profile, choice: Choice) -> tuple[View, ...]:
    """Return how complete the victim profile is: no cell of it."""
    del choice
    cells = Cells(counts=("victims",), told_by=("unknown",))
    heading = "Completeness of the victim profile"
    return (plain_view(result, heading, cells, table=result.coverage),)
