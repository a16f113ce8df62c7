"""Groups side by side: satisfied and dissatisfied, in the order of the definition, never ranked."""

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
from satisfaction.charts.findings import groups_finding
from satisfaction.charts.labels import category_label, statistic_label
from satisfaction.charts.marks import statistic_column, statistic_marks
from satisfaction.charts.readings import of_statistic, readings
from satisfaction.charts.rows import Row, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import inside_sentence
from satisfaction.definitions.levels import dimensions_of

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from satisfaction.charts.readings import Reading
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

_DRAWN = ("satisfied", "dissatisfied")


def draw_groups(
    result: Estimates, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a group, under a heading for each question if there are several."""
    every = readings(_without_absent(result, survey), survey)
    sets = {s: of_statistic(every, s) for s in _DRAWN if of_statistic(every, s)}
    rows = _rows(next(iter(sets.values())))
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


def _without_absent(result: Estimates, survey: Survey | None) -> pd.DataFrame:
    """Leave out unknown levels, and those outside the survey, that nobody has."""
    table = result.table
    known = dimensions_of(survey.fields) if survey else {}
    group = str(table["group"].iloc[0])
    if group not in known:
        return table
    aside = (*known[group].outside, *known[group].unknown)
    return table[(table["base"] > 0) | ~table["level"].isin(aside)]


def _rows(found: tuple[Reading, ...]) -> list[Row]:
    several = len({reading.question for reading in found}) > 1
    rows: list[Row] = []
    heading = ""
    for reading in found:
        if several and reading.label != heading:
            heading = reading.label
            rows.append(Row(label=heading, is_heading=True))
        rows.append(Row(label=reading.level or "Everyone"))
    return rows


def _text(result: Estimates, found: list[Reading], survey: Survey | None) -> FigureText:
    title = groups_finding(result, survey=survey)
    satisfied = [reading for reading in found if reading.statistic == "satisfied"]
    labels = sorted({reading.label for reading in found})
    about = f"{labels[0]} by" if len(labels) == 1 else "By"
    grouping = inside_sentence(category_label(found[0].group)) if found else "group"
    names = [
        r.level or "Everyone" if len(labels) == 1 else f"{r.label}, {r.level}" for r in satisfied
    ]
    return FigureText(
        title=title,
        subtitle=subtitle(
            f"{about} {grouping}; share of valid answers, per cent", found, period_of(result)
        ),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "Groups stand in their usual order, not in that of their shares.",
            flag_note(found),
        ),
        alt=(
            f"Dot plot with intervals, one row a group. {title}. Satisfied: "
            f"{spoken(names, [r.text() for r in satisfied])}"
        ),
    )
