"""Odds ratios with their intervals on a scale of doublings, one row a level of a category."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from satisfaction.charts.association import p_words
from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.interval_dots import Dot, interval_dots
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import INK
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, Scale, add_origin, row_figure
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import bases, inside_sentence, listed, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.association_result import OddsRatios

_LEVEL = 0.05
_NAMED = 3
_WIDEST = 7  # doublings either side: beyond them an interval tells nothing more


def draw_odds(
    result: OddsRatios, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a level against its reference, under a heading for each category."""
    records = _terms(result)
    column = Column(
        header=f"Odds ratio ({result.confidence:.0%} interval)",
        cells=tuple(_cell(record) for record in records),
        name="",
    )
    laid = row_figure(_rows(result, records), [column], _scale(records), narrow=narrow)
    add_origin(laid)
    dots = [_dot(record) for record in records]
    laid.figure.add_trace(interval_dots(dots, laid.centres, name="Odds ratio", colour=INK))
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def odds_finding(result: OddsRatios) -> str:
    """Return whose odds are clearly higher or lower than those of their reference.

    A level is named where its own interval leaves out 1 and its category's test is clear too.
    """
    tests = dict(zip(result.tests["term"], result.tests["p_value"], strict=True))
    clear = [
        r for r in _terms(result)
        if tests[str(r["term"])] < _LEVEL and amount(r, "lower") * amount(r, "upper") > 0
    ]  # fmt: skip
    parts = []
    for side, sign in (("higher", 1), ("lower", -1)):
        names = _named([r for r in clear if sign * amount(r, "coefficient") > 0])
        if names:
            parts.append(f"{side} for {' and for '.join(names)}")
    what = f"Odds of being {result.outcome}"
    if result.model == "ordinal":
        what = f"Odds of a more {result.outcome} answer"
    if not parts:
        return f"{what}: no level differs clearly from its reference"
    return f"{what} are {'; '.join(parts)}"


def _named(records: Sequence[Record]) -> list[str]:
    """Return the levels of each category together, against its reference."""
    found = []
    for term in dict.fromkeys(r["term"] for r in records):
        own = [r for r in records if r["term"] == term]
        if not own[0]["level"]:
            found.append(_against(own[0]))
            continue
        levels = [inside_sentence(level_label(str(r["level"]))) for r in own]
        reference = inside_sentence(level_label(str(own[0]["reference"])))
        found.append(f"{listed(levels, at_most=_NAMED)} than {reference}")
    return found


def _against(record: Record) -> str:
    if not record["level"]:
        return f"more {inside_sentence(category_label(str(record['term'])))}"
    level = inside_sentence(level_label(str(record["level"])))
    return f"{level} than {inside_sentence(level_label(str(record['reference'])))}"


def _terms(result: OddsRatios) -> list[Record]:
    """Return the rows of categories and numbers, without intercept and thresholds."""
    return [r for r in records_of(result.table) if not math.isnan(amount(r, "odds_ratio"))]


def _rows(result: OddsRatios, records: Sequence[Record]) -> list[Row]:
    tests = dict(zip(result.tests["term"], result.tests["p_value"], strict=True))
    rows: list[Row] = []
    heading = ""
    for record in records:
        term = str(record["term"])
        if term != heading:
            heading = term
            against = f", against {record['reference']}" if record["reference"] else ""
            label = f"{category_label(term)}{against} ({p_words(tests[term])})"
            rows.append(Row(label=label, is_heading=True))
        rows.append(Row(label=level_label(str(record["level"])) or "For each unit more"))
    return rows


def _cell(record: Record) -> Cell:
    value, low, high = (amount(record, f"odds_{end}") for end in ("ratio", "lower", "upper"))
    return Cell(value=number(value, 2), aside=f"{number(low, 2)} to {number(high, 2)}")


def _dot(record: Record) -> Dot:
    value, low, high = (
        max(-_WIDEST, min(_WIDEST, amount(record, end) / math.log(2)))
        for end in ("coefficient", "lower", "upper")
    )
    return Dot(
        value=value, lower=low, upper=high, said=f"{_against(record)}: {_cell(record).one_line}"
    )


def _scale(records: Sequence[Record]) -> Scale:
    """Return an axis of doublings, 1 in the middle."""
    ends = [abs(amount(r, end)) / math.log(2) for r in records for end in ("lower", "upper")]
    reach = min(max([1, *(math.ceil(e) for e in ends if math.isfinite(e))]), _WIDEST)
    step = 1 if reach <= 3 else 2  # noqa: PLR2004 - seven ticks at most
    places = [k for k in range(-reach, reach + 1) if k % step == 0]
    return Scale(
        title="Odds ratio, each step the same factor",
        lowest=-reach * 1.04,
        highest=reach * 1.04,
        ticks=tuple(float(k) for k in places),
        labels=tuple(f"{2**k}" if k >= 0 else f"1/{2**-k}" for k in places),
    )


def _text(result: OddsRatios, records: Sequence[Record], survey: Survey | None) -> FigureText:
    title = odds_finding(result)
    kind = "ordinal logit of all grades" if result.model == "ordinal" else "logit"
    parts = (
        f"Odds ratios of {result.outcome}, {kind}, the other categories held the same",
        bases([result.base]),
        period_words(result.provenance.period) if result.provenance.period else "",
    )
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            f"Lines are {result.confidence:.0%} intervals; p is of the category as a whole. An "
            "odds ratio of 2 does not mean twice the share.",
            *(caveat.text for caveat in result.caveats),
        ),
        alt=(
            f"Dot plot of odds ratios with intervals. {title}. "
            + spoken([_against(r) for r in records], [_cell(r).one_line for r in records])
        ),
    )
