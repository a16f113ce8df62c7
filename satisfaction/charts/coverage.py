"""How complete the victim profile is: the share of victims unknown on each dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, period_words
from satisfaction.charts.palette import NEITHER
from satisfaction.charts.result_findings import coverage_finding
from satisfaction.charts.rows import Cell, Column, Row, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import percent

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.profile import Profile

_BAR = 18


def draw_coverage(
    result: Profile, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw bars from zero, one a dimension."""
    coverage = result.coverage
    names = [category_label(str(name)) for name in coverage["dimension"]]
    texts = [percent(float(share), 1) for share in coverage["unknown"]]
    column = Column(header="Unknown", cells=tuple(Cell(value=text) for text in texts))
    scale = share_scale("Share of recorded victims", narrow=narrow)
    laid = row_figure([Row(label=name) for name in names], [column], scale, narrow=narrow)
    laid.figure.add_trace(
        go.Bar(
            x=[float(share) for share in coverage["unknown"]],
            y=list(laid.centres),
            width=[_BAR] * len(names),
            orientation="h",
            name="Unknown",
            marker={"color": NEITHER},
            hoverinfo="x",
        )
    )
    title = coverage_finding(result)
    text = FigureText(
        title=title,
        subtitle=f"Share unknown, per cent; {result.victims:,} victims; "
        f"{period_words(result.provenance.period)}",
        caption=caption(
            result.provenance, survey, f"One count is {result.unit}; a count has no interval."
        ),
        alt=f"Bar chart, one row a dimension. {title}. Unknown: {spoken(names, texts)}",
    )
    return finished(laid.figure, text, height=laid.height, narrow=narrow)
