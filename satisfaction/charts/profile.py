"""The profile check: each level's difference from the victim profile against its tolerance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import PAPER, VERDICT_COLOURS
from satisfaction.charts.records import Record, amount, records_of, told_count
from satisfaction.charts.result_findings import profile_finding
from satisfaction.charts.rows import (
    Cell,
    Column,
    Row,
    RowFigure,
    Scale,
    add_bands,
    add_origin,
    row_figure,
    symmetric_scale,
)
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import percent, points, points_span, sentence_case
from satisfaction.errors import UsageError, name_list
from satisfaction.representativeness.coverage import observed_dimensions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.result import ProfileCheck

CheckedPeriod = Literal["quarter", "rolling"]

_SYMBOLS: Mapping[str, str] = {
    "within": "circle",
    "outside": "diamond",
    "too few to tell": "circle",
    "profile too incomplete": "x",
}
_GLYPHS: Mapping[str, str] = {
    "within": "●",
    "outside": "◆",
    "too few to tell": "○",
    "profile too incomplete": "✕",
}
_HALF_BAND = 10


def draw_profile(
    result: ProfileCheck,
    *,
    period: CheckedPeriod | str = "quarter",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw one row a level under its dimension; the band is what the tolerance allows.

    ``period`` is ``"quarter"`` (the first period of the table), ``"rolling"`` (the twelve months),
    or a period's own label.
    """
    label = _period_label(result, period)
    table = result.table[result.table["period"] == label]
    records = records_of(table)
    laid = row_figure(_rows(records), _columns(records), _scale(records), narrow=narrow)
    _add_bands(laid, records)
    for verdict in VERDICT_COLOURS:
        _add_marks(laid, records, verdict)
    text = _text(result, records, label, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _period_label(result: ProfileCheck, period: str) -> str:
    labels = [str(label) for label in result.table["period"].unique()]
    rolling = [label for label in labels if label.startswith("12m")]
    quarters = [label for label in labels if label not in rolling]
    wanted = {"quarter": (quarters or labels)[:1], "rolling": rolling[:1]}.get(period, [period])
    if not wanted or wanted[0] not in labels:
        raise UsageError(f"The check has no period '{period}'. It has {name_list(labels)}.")
    return wanted[0]


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["dimension"] != heading:
            heading = str(record["dimension"])
            rows.append(Row(label=category_label(heading), is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _columns(records: list[Record]) -> list[Column]:
    differences = Column(
        header="Points from profile", name="Points", cells=tuple(map(_difference_cell, records))
    )
    verdicts = Column(header="Verdict", name="", cells=tuple(map(_verdict_cell, records)))
    return [differences, verdicts]


def _difference_cell(record: Record) -> Cell:
    if math.isnan(amount(record, "difference")):
        return Cell(value="no interviews")
    return Cell(
        value=points(amount(record, "difference")),
        aside=points_span(amount(record, "lower"), amount(record, "upper")),
    )


def _verdict_cell(record: Record) -> Cell:
    verdict, direction = str(record["verdict"]), str(record["direction"])
    words = {"too few to tell": "too few to tell", "profile too incomplete": "profile incomplete"}
    return Cell(
        value=f"{_GLYPHS[verdict]} {sentence_case(words.get(verdict, verdict))}"
        + (f", {direction}" if direction else ""),
        colour=VERDICT_COLOURS[verdict],
    )


def _scale(records: list[Record]) -> Scale:
    names = ("lower", "upper", "tolerance_lower", "tolerance_upper")
    limits = [amount(r, n) for r in records for n in names]
    told = [limit for limit in limits if not math.isnan(limit)]
    return symmetric_scale("Sample minus profile, percentage points", told)


def _add_bands(laid: RowFigure, records: list[Record]) -> None:
    limits = [(amount(r, "tolerance_lower"), amount(r, "tolerance_upper")) for r in records]
    add_bands(laid, limits, half=_HALF_BAND)
    add_origin(laid, half=_HALF_BAND)


def _add_marks(laid: RowFigure, records: list[Record], verdict: str) -> None:
    """Colour and shape say the verdict together; hollow is undecided."""
    pairs = zip(laid.centres, records, strict=True)
    chosen = [(c, r) for c, r in pairs if r["verdict"] == verdict and r["respondents"] != 0]
    if not chosen:
        return
    colour = VERDICT_COLOURS[verdict]
    here = [amount(record, "difference") for _, record in chosen]
    laid.figure.add_trace(
        go.Scatter(
            x=here,
            y=[centre for centre, _ in chosen],
            mode="markers",
            name=sentence_case(verdict),
            marker={
                "symbol": _SYMBOLS[verdict],
                "size": 12,
                "color": PAPER if verdict == "too few to tell" else colour,
                "line": {"color": colour, "width": 2.5},
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [amount(r, "upper") - x for x, (_, r) in zip(here, chosen, strict=True)],
                "arrayminus": [
                    x - amount(r, "lower") for x, (_, r) in zip(here, chosen, strict=True)
                ],
                "color": colour,
                "thickness": 2.5,
                "width": 4,
            },
            hovertext=[literal(_hover(record)) for _, record in chosen],
            hoverinfo="text",
        )
    )


def _hover(record: Record) -> str:
    return (
        f"{record['level']}: sample {percent(amount(record, 'sample_share'), 1)}, "
        f"profile {percent(amount(record, 'profile_share'), 1)}, "
        f"{told_count(record, 'respondents')} interviewed, {record['verdict']}"
    )


def _source_notes(result: ProfileCheck) -> list[str]:
    """Say who described the respondents, and where two different variables are compared."""
    notes = [
        f"{category_label(name)} was observed by officers (IC codes) on one side only: two "
        "different variables."
        for name in observed_dimensions(result.coverage)
    ]
    if result.basis == "as recorded":
        notes.insert(0, "Respondents are described as on the crime record, like the victims.")
    return notes


def _text(
    result: ProfileCheck, records: list[Record], period: str, survey: Survey | None
) -> FigureText:
    title = profile_finding(result, period=period)
    first = records[0]["dimension"] if records else ""
    counted = sum(amount(r, "respondents") for r in records if r["dimension"] == first)
    base = "withheld" if math.isnan(counted) else f"{counted:,.0f}"
    limits = result.tolerance
    outside = [r for r in records if r["verdict"] == "outside"] or records
    names = [f"{category_label(str(r['dimension'])).lower()} {r['level']}" for r in outside]
    texts = [f"{_difference_cell(r).one_line} points, {r['verdict']}" for r in outside]
    return FigureText(
        title=title,
        subtitle=f"Share of respondents minus share of victims, percentage points; base {base} "
        f"with known {category_label(str(first)).lower()}; {period_words(period)}",
        caption=caption(
            result.provenance,
            survey,
            f"The band is the tolerance: {limits.points * 100:.0f} points, or "
            f"{limits.ratio_low:.2f} to {limits.ratio_high:.2f} of the profile share if tighter.",
            "Hollow marks: too few interviews to tell.",
            *_source_notes(result),
        ),
        alt=f"Dot plot of the difference from the victim profile with simultaneous intervals, one "
        f"row a level. {title}. {spoken(names, texts)}",
        needs_attention=any(r["verdict"] == "outside" for r in records),
    )
