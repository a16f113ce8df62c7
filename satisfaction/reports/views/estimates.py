"""Figures of shares, gaps and areas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart, kind_of
from satisfaction.charts.labels import category_label
from satisfaction.charts.wording import inside_sentence
from satisfaction.reports.headings import headings_of
from satisfaction.reports.suppression import Cells
from satisfaction.reports.tables.estimates import against
from satisfaction.reports.views.view import View, plain_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.estimates.funnel_result import Funnel
    from satisfaction.estimates.result import Estimates, Gap
    from satisfaction.reports.views.view import Choice

_HEADINGS: Mapping[str, str] = {
    "headline": "Headline",
    "measures": "Measures side by side",
    "grades": "Every grade",
    "series": "Over time",
}


def estimates_views(result: Estimates, choice: Choice) -> tuple[View, ...]:
    """Return the figure that was asked for, or that suits what the table varies."""
    kind = choice.kind or kind_of(result)
    view = View(
        heading=_HEADINGS.get(kind) or f"By {_grouping(result)}",
        draw=partial(chart, result, kind=choice.kind, target=choice.target),
        table=result.table,
        headings=headings_of(result),
        cells=(Cells(counts=("not_answered",)),),
    )
    return (view,)


def gap_views(result: Gap, choice: Choice) -> tuple[View, ...]:
    """Return the gap of two groups, or each level against everyone or the others."""
    del choice
    first = result.table.iloc[0]
    if len(result.table[["level", "other_level"]].drop_duplicates()) == 1:
        return (plain_view(result, f"Gap: {first['level']} and {first['other_level']}"),)
    heading = f"Each {_grouping(result)} against {inside_sentence(against(result))}"
    return (plain_view(result, heading),)


def funnel_views(result: Funnel, choice: Choice) -> tuple[View, ...]:
    """Return the funnel, each area with where it lies in words."""
    del choice
    table = result.table.assign(where=_where(result))
    heading = f"Each {_grouping(result)} against the overall rate"
    return (plain_view(result, heading, Cells(counts=("not_answered",)), table=table),)


def _where(result: Funnel) -> pd.Series:
    """Return ``above the 95% limit``; empty for a hidden area."""
    table = result.table
    side = table["side"].map({1: "above", -1: "below"}).astype("str")
    limit = table["beyond"].map(lambda level: f" the {100 * level:g}% limit").astype("str")
    placed = (side + limit).where(table["beyond"] > 0, "within")
    return placed.where(table["beyond"].notna(), "")


def _grouping(result: Estimates | Gap | Funnel) -> str:
    return inside_sentence(category_label(str(result.table["group"].iloc[0])))
