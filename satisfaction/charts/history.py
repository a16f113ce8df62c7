"""Quarters side by side: each level's difference from the profile, with its tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.history_panels import Panel, add_panel, placed
from satisfaction.charts.labels import category_label, period_words
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import counted, listed, points

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.history import History

_ACROSS, _ACROSS_NARROW = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """Levels that last: outside for several quarters, or on one side of the profile."""

    outside: list[str]
    one_side: list[str]


def draw_history(
    result: History, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one small panel a level: the difference by quarter, the tolerance as a band."""
    panels = _panels(result)
    figure = go.Figure()
    grid = placed(panels, across=_ACROSS_NARROW if narrow else _ACROSS)
    for place in grid.places:
        add_panel(figure, place, result.periods, grid)
    figure.update_layout(margin={"l": 44, "r": 14, "t": 44})
    text = _text(result, survey)
    return finished(figure, text, height=grid.height, narrow=narrow, foot=40)


def _panels(result: History) -> list[Panel]:
    named = _runs(result)
    panels = []
    for key, level in result.table.groupby(["dimension", "level"], sort=False):
        rows = {str(r["period"]): r for r in records_of(level)}
        dimension, name = map(str, key)
        panels.append(
            Panel(
                dimension=category_label(dimension),
                level=name,
                records=[rows.get(period) for period in result.periods],
                is_named=f"{dimension} {name}" in [*named.outside, *named.one_side],
            )
        )
    return panels


def _runs(result: History) -> _Named:
    runs = result.runs
    names = [f"{d} {level}" for d, level in zip(runs["dimension"], runs["level"], strict=True)]
    kinds = list(zip(names, runs["kind"], strict=True))
    outside = [name for name, kind in kinds if kind == "outside"]
    return _Named(
        outside=outside,
        one_side=[name for name, kind in kinds if kind != "outside" and name not in outside],
    )


def _finding(result: History) -> str:
    named = _runs(result)
    parts = [
        f"{listed(named.outside)} outside for two quarters or more" if named.outside else "",
        f"{listed(named.one_side)} on one side of the profile for four or more, beyond chance"
        if named.one_side
        else "",
    ]
    said = [part for part in parts if part]
    if said:
        return f"It lasts: {'; '.join(said)}"
    over = counted(len(result.periods), "quarter")
    return f"Nothing lasts: no level stays off the profile over {over}"


def _text(result: History, survey: Survey | None) -> FigureText:
    title = _finding(result)
    newest = [r for r in records_of(result.table) if r["period"] == result.periods[-1]]
    names = [f"{r['dimension']} {r['level']}" for r in newest]
    texts = [f"{points(amount(r, 'difference'))}, {r['verdict']}" for r in newest]
    drift = [f"{category_label(str(name)).lower()}" for name in result.drifting["dimension"]]
    first, last = period_words(result.periods[0]), period_words(result.periods[-1])
    return FigureText(
        title=title,
        subtitle=f"Sample minus profile, percentage points, with simultaneous intervals; {first} "
        f"to {last}",
        caption=caption(
            result.provenance,
            survey,
            "The band is the tolerance; diamonds are outside it, hollow marks undecided; ◀ and a "
            "bold name: it lasts.",
            f"The unknown share of {listed(drift)} moved by more than 5 points." if drift else "",
        ),
        alt=f"Small multiples of the difference from the victim profile by quarter. {title}. "
        f"{period_words(result.periods[-1])}: {spoken(names, texts)}",
        needs_attention=not result.runs.empty,
    )
