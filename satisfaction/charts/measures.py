"""The measures side by side: satisfied and dissatisfied, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import (
    caption,
    flag_note,
    interval_note,
    period_of,
    spoken,
    subtitle,
)
from satisfaction.charts.findings import measures_finding
from satisfaction.charts.labels import statistic_label
from satisfaction.charts.marks import statistic_column, statistic_marks
from satisfaction.charts.readings import of_statistic, readings
from satisfaction.charts.rows import Row, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from satisfaction.charts.readings import Reading
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

_DRAWN = ("satisfied", "dissatisfied")


def draw_measures(
    result: Estimates, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a measure, in the order of the survey, with dots and intervals."""
    every = readings(result.table, survey)
    sets = {s: of_statistic(every, s) for s in _DRAWN if of_statistic(every, s)}
    rows = [Row(label=reading.label) for reading in next(iter(sets.values()))]
    columns = [statistic_column(s, statistic_label(s), found) for s, found in sets.items()]
    scale = share_scale("Share of answers", narrow=narrow)
    laid = row_figure(rows, columns, scale, narrow=narrow)
    for statistic, found in sets.items():
        laid.figure.add_trace(
            statistic_marks(statistic, statistic_label(statistic), found, laid.centres)
        )
    drawn = [reading for found in sets.values() for reading in found]
    text = _text(result, drawn, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _text(result: Estimates, found: list[Reading], survey: Survey | None) -> FigureText:
    title = measures_finding(result, survey=survey)
    satisfied = [reading for reading in found if reading.statistic == "satisfied"]
    return FigureText(
        title=title,
        subtitle=subtitle("Share of valid answers, per cent", found, period_of(result)),
        caption=caption(
            result.provenance, survey, interval_note(result.confidence), flag_note(found)
        ),
        alt=(
            f"Dot plot with intervals, one row a measure. {title}. Satisfied: "
            f"{spoken([r.label for r in satisfied], [r.text() for r in satisfied])}"
        ),
    )
