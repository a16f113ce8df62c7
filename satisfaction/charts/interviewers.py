"""The interviewer funnel: satisfied against expected, by number of interviews; no names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from scipy.special import ndtri

from satisfaction.charts.contractor_words import contractor_text, interviewers_finding
from satisfaction.charts.palette import DISSATISFIED, GRID, INK, MUTED, PAPER
from satisfaction.charts.theme import finished, literal
from satisfaction.charts.wording import percent, points
from satisfaction.contractor.marks import SATISFIED
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.contractor.result import ContractorReview
    from satisfaction.definitions.survey import Survey

_HEIGHT = 360
_CURVE = 60
_NARROW_REACH = 1.1


def draw_interviewers(
    review: ContractorReview, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw each interviewer's share satisfied minus what is expected of the same victims."""
    peers = review.fieldwork.peers if review.fieldwork else None
    if peers is None:
        raise UsageError("The review has no interviewers: give returns that name them.")
    satisfied = peers.marks[(peers.marks["mark"] == SATISFIED) & (peers.marks["base"] > 0)]
    shown = satisfied.merge(peers.interviewers, on="interviewer", suffixes=("", "_all"))
    shown = shown[shown["flag"] != "too few"]
    if shown.empty:
        raise UsageError("No interviewer has enough interviews to be compared.")
    figure = go.Figure()
    _add_limits(figure, shown)
    _add_people(figure, shown[~shown["listen"]], "Like peers", MUTED, "circle-open")
    _add_people(figure, shown[shown["listen"]], "To be listened to", DISSATISFIED, "diamond")
    figure.add_hline(y=0, line={"color": INK, "width": 1.5})
    reach = _reach(shown)
    figure.update_yaxes(
        range=[-reach, reach], gridcolor=GRID, tickformat="+.0%",
        title="" if narrow else "Share satisfied, from expected",
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": "Interviews", "standoff": 8}, showgrid=False, rangemode="tozero"
    )
    figure.update_layout(
        showlegend=True, margin={"l": 12, "r": 16, "t": 44 if narrow else 36},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    )  # fmt: skip
    text = contractor_text(
        review, survey, title=interviewers_finding(review), needs_attention=False,
        subtitle="Share satisfied minus what is expected of the same sort of victims; "
        f"{int(shown['base'].sum()):,} answers",
        note="Curves are the limits of chance and ordinary variation (95% and 99.8%). Diamonds "
        "stand out on some mark, not always this one: listening tells why. Interviewers with "
        f"fewer than {review.settings.fewest_interviews} interviews are not shown.",
        alt=f"Funnel plot of {len(shown)} interviewers against peers.",
    )  # fmt: skip
    return finished(figure, text, height=_HEIGHT, narrow=narrow, foot=58)


def _add_limits(figure: go.Figure, shown: pd.DataFrame) -> None:
    share = float(shown["expected"].sum() / shown["base"].sum())
    most = float(shown["base"].max()) * 1.05
    bases = np.linspace(max(float(shown["base"].min()) * 0.8, 1.0), most, _CURVE)
    spread = np.sqrt(share * (1 - share) / bases + float(shown["tau"].iloc[0]) ** 2)
    for level, dash in ((0.95, "solid"), (0.998, "dash")):
        width = float(ndtri((1 + level) / 2)) * spread
        for side in (-1, 1):
            figure.add_trace(
                go.Scatter(
                    x=bases.tolist(), y=(side * width).tolist(), mode="lines", hoverinfo="skip",
                    showlegend=False, line={"color": MUTED, "width": 1.2, "dash": dash},
                )
            )  # fmt: skip


def _add_people(
    figure: go.Figure, people: pd.DataFrame, name: str, colour: str, symbol: str
) -> None:
    if people.empty:
        return
    gap = people["share"] - people["expected_share"]
    figure.add_trace(
        go.Scatter(
            x=people["base"].tolist(), y=gap.tolist(), mode="markers", name=name,
            marker={"symbol": symbol, "size": 10, "color": colour,
                    "line": {"color": colour if "open" in symbol else PAPER, "width": 1.5}},
            hovertext=[
                literal(f"{r['interviewer']}: {percent(r['share'])} satisfied, "
                        f"{points(r['share'] - r['expected_share'])} points from expected, "
                        f"base {r['base']}")
                for r in people.to_dict("records")
            ],
            hoverinfo="text",
        )
    )  # fmt: skip


def _reach(shown: pd.DataFrame) -> float:
    gap = (shown["share"] - shown["expected_share"]).abs().max()
    return float(max(gap * _NARROW_REACH, 0.1))
