"""Means with their intervals, one row a group, period or question."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from satisfaction.charts.describe import (
    caption,
    flag_note,
    incomplete_note,
    interval_note,
    period_of,
    spoken,
    subtitle,
)
from satisfaction.charts.interval_dots import Dot, interval_dots
from satisfaction.charts.labels import category_label
from satisfaction.charts.means_words import mean_text, means_finding
from satisfaction.charts.palette import NEITHER
from satisfaction.charts.readings import NOT_SHOWN, SMALL, readings
from satisfaction.charts.rows import Cell, Column, Row, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import inside_sentence, number
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.charts.readings import Reading
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_TICKS = 6
_LEAST_REACH = 0.5


def draw_means(
    result: Estimates, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a mean, in the order of the table, under a heading for each question."""
    found = readings(result.table, survey)
    _refuse_scales(found, survey)
    column = Column(
        header=f"Mean ({result.confidence:.0%} interval)",
        cells=tuple(_cell(reading) for reading in found),
        name="",
    )
    laid = row_figure(_rows(found), [column], _scale(found), narrow=narrow)
    laid.figure.add_trace(
        interval_dots([_dot(r) for r in found], laid.centres, name="Mean", colour=NEITHER)
    )
    return finished(laid.figure, _text(result, found, survey), height=laid.height, narrow=narrow)


def _refuse_scales(found: Sequence[Reading], survey: Survey | None) -> None:
    """Stop before grades of different scales, or grades and minutes, stand on one axis."""
    questions = {reading.question for reading in found}
    known = survey.questions if survey else {}
    scales = {known[name].scale if name in known else name for name in questions}
    if len(questions) > 1 and len(scales) > 1:
        raise UsageError(
            f"The means are of {len(questions)} questions whose scales are not known to be the "
            "same. Draw one measure at a time, or give the survey."
        )


def _rows(found: Sequence[Reading]) -> list[Row]:
    several = len({reading.question for reading in found}) > 1
    grouped = any(reading.level for reading in found)
    dated = len({reading.period for reading in found}) > 1
    rows: list[Row] = []
    heading = ""
    for reading in found:
        if several and (grouped or dated) and reading.label != heading:
            heading = reading.label
            rows.append(Row(label=heading, is_heading=True))
        parts = (
            reading.level or ("" if dated or several else "Everyone"),
            reading.when if dated else "",
            reading.label if several and not (grouped or dated) else "",
        )
        note = f"base {reading.base:,}" if reading.is_shown else ""
        rows.append(Row(label=", ".join(part for part in parts if part), note=note))
    return rows


def _cell(reading: Reading) -> Cell:
    if not reading.is_shown:
        return Cell(value=NOT_SHOWN)
    value, aside = mean_text(reading)
    return Cell(value=value, aside=aside)


def _dot(reading: Reading) -> Dot:
    value, aside = mean_text(reading)
    where = ", ".join(p for p in (reading.level, reading.when, reading.label) if p)
    return Dot(
        value=reading.share if reading.is_shown else math.nan,
        lower=reading.lower,
        upper=reading.upper,
        said=f"{where}: {value} ({aside}), base {reading.base:,}",
        is_hollow=reading.flag == SMALL or not reading.is_complete,
    )


def _scale(found: Sequence[Reading]) -> Scale:
    """Return an axis round the intervals: a mean has no natural zero."""
    ends = [v for r in found if r.is_shown for v in (r.share, r.lower, r.upper) if v == v]  # noqa: PLR0124 - not NaN
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    middle, reach = (low + high) / 2, max(high - low, _LEAST_REACH) / 2 * 1.1
    step = next((s for s in _STEPS if 2 * reach / s < _MOST_TICKS), _STEPS[-1])
    first, last = math.floor((middle - reach) / step), math.ceil((middle + reach) / step)
    ticks = tuple(step * k for k in range(first, last + 1))
    return Scale(
        title="Mean; the axis does not begin at zero", lowest=ticks[0], highest=ticks[-1],
        ticks=ticks, labels=tuple(number(tick, 1 if step < 1 else 0) for tick in ticks),
    )  # fmt: skip


def _text(result: Estimates, found: Sequence[Reading], survey: Survey | None) -> FigureText:
    title = means_finding(result, survey=survey)
    grouping = found[0].group
    labels = dict.fromkeys(reading.label for reading in found)
    by = f" by {inside_sentence(category_label(grouping))}" if grouping else ""
    names = [_name(reading) for reading in found]
    texts = [NOT_SHOWN if not r.is_shown else "{} ({})".format(*mean_text(r)) for r in found]
    return FigureText(
        title=title,
        subtitle=subtitle(f"{', '.join(labels)}{by}; mean", found, period_of(result)),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            flag_note(found),
            incomplete_note(found).replace("Crosses", "Hollow marks also"),
            *(caveat.text for caveat in result.caveats if caveat.code == "margins-missed"),
        ),
        alt=f"Dot plot of means with intervals. {title}. {spoken(names, texts)}",
    )


def _name(reading: Reading) -> str:
    return ", ".join(part for part in (reading.level, reading.when) if part) or reading.label
