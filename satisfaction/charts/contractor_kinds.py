"""Which of the contractor's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from satisfaction.charts.contractor import draw_calendar, draw_findings, draw_monitoring
from satisfaction.charts.interviewers import draw_interviewers
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from satisfaction.contractor.result import ContractorReview
    from satisfaction.definitions.survey import Survey

ContractorKind = Literal["monitoring", "findings", "interviewers", "calendar"]


def draw_contractor(
    result: ContractorReview,
    *,
    kind: ContractorKind = "monitoring",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw monitoring against the floor, the findings, the interviewers, or what runs out when."""
    draws = {
        "monitoring": draw_monitoring,
        "findings": draw_findings,
        "interviewers": draw_interviewers,
        "calendar": draw_calendar,
    }
    if kind not in draws:
        raise UsageError(f"A review has no figure '{kind}'. Choose one of: {', '.join(draws)}.")
    return draws[kind](result, survey=survey, narrow=narrow)
