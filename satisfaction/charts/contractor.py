"""The contractor's figures: monitoring, findings, interviewers, papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from satisfaction.charts.contractor_words import (
    calendar_finding,
    contractor_text,
    findings_finding,
    monitoring_finding,
)
from satisfaction.charts.palette import BAND_EDGE, DISSATISFIED, GRID, INK, MUTED, SATISFIED
from satisfaction.charts.theme import SMALL_SIZE, finished, literal
from satisfaction.charts.wording import counted, percent
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from satisfaction.contractor.result import ContractorReview
    from satisfaction.definitions.survey import Survey

_HEIGHT = 320
_ROW = 26
# A month of bars: where its middle is, and how wide it is drawn, in milliseconds.
_MID_MONTH = pd.Timedelta(days=15)
_BAR = 25 * 86_400_000
_STATES = {
    "closed": (SATISFIED, "circle"),
    "closed late": (SATISFIED, "circle-open"),
    "open": (MUTED, "square"),
    "overdue": (DISSATISFIED, "diamond"),
}
_SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross")
_COLOURS = ("#00756b", "#6f4a8e", "#8a6100", "#2b3f52", "#a3195b")


def draw_monitoring(
    review: ContractorReview, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw the share validated by week, a line a site, against the floor."""
    weekly = review.weekly
    if weekly.empty:
        raise UsageError("The log has no week of monitoring to draw.")
    figure = go.Figure()
    for place, (site, part) in enumerate(weekly.groupby("site", sort=True)):
        colour = _COLOURS[place % len(_COLOURS)]
        _add_site(figure, str(site), part, colour, _SYMBOLS[place % len(_SYMBOLS)])
    floors = weekly.groupby("week")["floor"].max()
    figure.add_trace(
        go.Scatter(
            x=list(floors.index), y=floors.tolist(), mode="lines", name="Floor",
            line={"color": INK, "width": 2, "dash": "dash"}, hoverinfo="skip",
        )
    )  # fmt: skip
    most = float(np.nanquantile(weekly["share"], 0.99))
    top = max(most, float(floors.max())) * 1.25
    figure.update_yaxes(range=[0, top], tickformat=".0%", gridcolor=GRID)
    figure.update_xaxes(showgrid=False, nticks=4 if narrow else 8)
    _add_legend(figure, narrow=narrow)
    title = monitoring_finding(review)
    rows = int((weekly["share"] > top).sum())
    note = f"{counted(rows, 'week')} above the axis." if rows else ""
    text = contractor_text(
        review, survey, title=title,
        needs_attention=bool((review.monitoring["shortfall"] > 0).any()),
        subtitle="Share of interviews validated by week; "
        f"{weekly['completed'].sum():,.0f} interviews",
        note=f"The dashed line is the floor; filled marks are weeks below it. {note}".strip(),
        method="Monitoring, recordings and back-checks over interviews, against rule 25.",
        alt="Lines of the share of interviews validated by week, one a site, against the floor.",
    )  # fmt: skip
    return finished(figure, text, height=_HEIGHT, narrow=narrow)


def draw_findings(
    review: ContractorReview, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a finding: from the visit to the day it closed, or today; its due date."""
    found = review.findings[review.findings["found_on"].notna()]
    if found.empty:
        raise UsageError("The log has no finding to draw.")
    ordered = found.sort_values(["found_on", "finding"], kind="stable").iloc[::-1]
    figure = go.Figure()
    for state, (colour, symbol) in _STATES.items():
        _add_findings(figure, review, ordered[ordered["state"] == state], colour, symbol)
    dated = ordered[ordered["due"].notna()]
    figure.add_trace(
        go.Scatter(
            x=dated["due"].tolist(), y=dated["finding"].tolist(), mode="markers", name="Due",
            marker={"symbol": "line-ns-open", "size": 14, "color": INK}, hoverinfo="skip",
        )
    )  # fmt: skip
    figure.update_yaxes(
        type="category", categoryarray=ordered["finding"].tolist(), showgrid=False,
        tickvals=ordered["finding"].tolist(),
        ticktext=[
            literal(_finding_label(row, narrow=narrow)) for row in ordered.to_dict("records")
        ],
    )  # fmt: skip
    figure.update_xaxes(gridcolor=GRID, nticks=4 if narrow else 8)
    _add_legend(figure, narrow=narrow)
    text = contractor_text(
        review, survey, title=findings_finding(review),
        needs_attention=bool((found["state"] == "overdue").any()),
        subtitle=f"{counted(len(found), 'finding')} from the visit to the day it closed",
        note="Upright strokes are due dates; the mark ends the time it was open.",
        method="Dates of the inspection log.",
        alt="Timeline of findings, one row each, from the visit to closing, with due dates.",
    )  # fmt: skip
    return finished(figure, text, height=60 + _ROW * len(found), narrow=narrow)


def draw_calendar(
    review: ContractorReview, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw how many papers run out each month, past ones apart; names are not needed."""
    ends = review.calendar[review.calendar["ends"].notna()]
    if ends.empty:
        raise UsageError("The log has no paper with an end to draw.")
    month = ends["ends"].dt.to_period("M").dt.to_timestamp()
    figure = go.Figure()
    for paper, colour, pattern in (("vetting", _COLOURS[1], ""), ("appraisal", _COLOURS[0], "/")):
        counts = month[ends["paper"] == paper].value_counts().sort_index()
        figure.add_trace(
            go.Bar(
                x=[day + _MID_MONTH for day in counts.index], y=counts.tolist(),
                width=_BAR, name=paper.capitalize(),
                marker={"color": colour, "pattern": {"shape": pattern}},
                hovertext=[f"{day:%B %Y}: {n} {paper}" for day, n in counts.items()],
                hoverinfo="text",
            )
        )  # fmt: skip
    figure.add_vline(x=review.on, line={"color": DISSATISFIED, "width": 2, "dash": "dash"})
    figure.add_annotation(
        x=review.on, y=1, yref="paper", text="review", showarrow=False, xanchor="left", xshift=4,
        yanchor="top", font={"size": SMALL_SIZE, "color": DISSATISFIED},
    )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.15)
    figure.update_yaxes(gridcolor=GRID, rangemode="tozero", title="Interviewers")
    figure.update_xaxes(showgrid=False, nticks=4 if narrow else 8)
    _add_legend(figure, narrow=narrow)
    text = contractor_text(
        review, survey, title=calendar_finding(review),
        needs_attention=bool((review.calendar["days"] < 0).any()),
        subtitle="Vetting and appraisals by the month in which they run out",
        note="What lies left of the dashed line has run out.",
        method=f"Dates of the inspection log; an appraisal holds "
        f"{review.settings.appraisal_every_days} days.",
        alt="Bars of the number of papers that run out each month, with the day of the review.",
    )  # fmt: skip
    return finished(figure, text, height=_HEIGHT - 40, narrow=narrow)


def _add_site(figure: go.Figure, site: str, part: pd.DataFrame, colour: str, symbol: str) -> None:
    below = part["shortfall"] > 0
    figure.add_trace(
        go.Scatter(
            x=part["week"].tolist(), y=part["share"].tolist(), mode="lines+markers",
            name=literal(site), line={"color": colour, "width": 1.2},
            marker={"symbol": [symbol if b else f"{symbol}-open" for b in below], "size": 6,
                    "color": colour},
            hovertext=[
                literal(f"{site}, {row['week']:%Y-%m-%d}: {percent(row['share'], 1)}, "
                        f"{row['shortfall']:.0f} short")
                for row in part.to_dict("records")
            ],
            hoverinfo="text",
        )
    )  # fmt: skip


def _add_findings(
    figure: go.Figure, review: ContractorReview, part: pd.DataFrame, colour: str, symbol: str
) -> None:
    for number, row in enumerate(part.to_dict("records")):
        end = row["closed"] if pd.notna(row["closed"]) else pd.Timestamp(review.on)
        figure.add_trace(
            go.Scatter(
                x=[row["found_on"], end], y=[row["finding"]] * 2, mode="lines+markers",
                name=str(row["state"]).capitalize(), legendgroup=str(row["state"]),
                showlegend=number == 0, line={"color": colour, "width": 4},
                marker={"symbol": ["line-ns", symbol], "size": [1, 11], "color": colour},
                hovertext=literal(_finding_label(row, narrow=False)), hoverinfo="text",
            )
        )  # fmt: skip


def _finding_label(row: Mapping[Hashable, object], *, narrow: bool) -> str:
    name = str(row["finding"])
    return name if narrow else f"{name} {row['area']}, {row['severity']}"


def _add_legend(figure: go.Figure, *, narrow: bool) -> None:
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom",
            "font": {"size": SMALL_SIZE}, "bordercolor": BAND_EDGE,
        },
        margin={"l": 12, "r": 16, "t": 64 if narrow else 40},
    )  # fmt: skip
