"""Who is dissatisfied: a tree of groups, each below the one that it is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.interval_dots import Dot, interval_dots
from satisfaction.charts.labels import category_label
from satisfaction.charts.palette import DISSATISFIED, INK, NEITHER
from satisfaction.charts.records import Record, amount, records_of, told_count
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, row_figure
from satisfaction.charts.segments_words import rate_of, segments_text, shortened
from satisfaction.charts.theme import SMALL_SIZE, finished, lines, literal, muted
from satisfaction.charts.wording import percent, sentence_case, span

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.segments.result import Segments

_STEP = 0.1
_LEVEL = "\N{EM SPACE}"
_BRANCH = "└\N{NO-BREAK SPACE}"
_HALF = 15.0
# Room for the names, how far each level is set in, and how far its line starts below the name.
_ROOM, _INDENT, _BELOW = 240, 22, 22
_WIDTH = 32


def draw_segments(
    result: Segments, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a group, indented below the group it divides; filled marks divide no further."""
    records = records_of(result.table)
    rows = [Row(label=_label(record, narrow=narrow), note=_note(record)) for record in records]
    columns = [
        Column(header="Dissatisfied", cells=tuple(_cell(r, "estimate") for r in records)),
        Column(
            header="Of all dissatisfied",
            name="of all dissatisfied",
            cells=tuple(_cell(r, "share_of_dissatisfied") for r in records),
        ),
    ]
    laid = row_figure(rows, columns, _scale(records), narrow=narrow)
    if not narrow:
        _add_tree(laid, records, rows)
    _add_everyone(laid, amount(records[0], "estimate"))
    laid.figure.add_trace(
        interval_dots(
            list(map(_dot, records)),
            laid.centres,
            name="Share dissatisfied",
            colour=DISSATISFIED,
            symbol="diamond",
        )
    )
    text = segments_text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _label(record: Record, *, narrow: bool) -> str:
    """Return what tells a group from its sibling; on a phone with a branch for each level."""
    depth = int(amount(record, "depth"))
    if not depth:
        return "Everyone"
    branch = f"{_LEVEL * (depth - 1)}{_BRANCH}" if narrow else ""
    name = category_label(str(record["category"]))
    return f"{branch}{name}: {shortened(str(record['levels']))}"


def _note(record: Record) -> str:
    share = percent(amount(record, "share_of_respondents"))
    return f"{share} of victims, base {told_count(record, 'base')}"


def _add_tree(laid: RowFigure, records: list[Record], rows: list[Row]) -> None:
    """Write the names from the left, each group below and to the right of what it is part of."""
    figure = laid.figure
    places = {str(r["group"]): y for r, y in zip(records, laid.centres, strict=True)}
    for record, row in zip(records, rows, strict=True):
        depth, y = int(amount(record, "depth")), places[str(record["group"])]
        note = f'<br><span style="font-size:12px">{muted(literal(row.note))}</span>'
        figure.add_annotation(
            text=lines(row.label, _WIDTH - 3 * depth) + note, xref="paper", x=0, xanchor="left",
            xshift=_INDENT * depth - _ROOM, y=y, yanchor="middle", align="left", showarrow=False,
            font={"size": SMALL_SIZE + 1, "color": INK},
        )  # fmt: skip
        if depth:
            _add_branch(figure, depth, places[str(record["parent"])], y)
    figure.update_yaxes(showticklabels=False)
    figure.update_layout(margin={"l": _ROOM + 12})


def _add_branch(figure: go.Figure, depth: int, above: float, here: float) -> None:
    """Draw the line down from a group and across to one that it divides into."""
    start = _INDENT * (depth - 1) + 8 - _ROOM
    end = _INDENT * depth - 4 - _ROOM
    line = {"color": NEITHER, "width": 1}
    for x0, x1, y0, y1 in ((start, start, above - _BELOW, here), (start, end, here, here)):
        figure.add_shape(
            type="line",
            xref="paper",
            xsizemode="pixel",
            xanchor=0,
            x0=x0,
            x1=x1,
            y0=y0,
            y1=y1,
            line=line,
        )


def _cell(record: Record, name: str) -> Cell:
    ends = ("lower", "upper") if name == "estimate" else (f"{name}_lower", f"{name}_upper")
    if not int(amount(record, "depth")) and name != "estimate":
        return Cell(value=percent(amount(record, name)))
    low, high = (amount(record, end) for end in ends)
    return Cell(value=percent(amount(record, name)), aside=span(low, high))


def _scale(records: list[Record]) -> Scale:
    """Return an axis from zero that holds every interval."""
    highest = max(amount(record, "upper") for record in records)
    ticks = tuple(k * _STEP for k in range(int(highest / _STEP + 0.999) + 1))
    return Scale(
        title="Share dissatisfied overall",
        lowest=0.0,
        highest=min(max(highest, ticks[-1]) + 0.01, 1.0),
        ticks=ticks,
        labels=tuple(percent(tick) for tick in ticks),
    )


def _add_everyone(laid: RowFigure, share: float) -> None:
    """Draw the share of everyone at every row, clear of the texts between rows."""
    for centre in laid.centres:
        laid.figure.add_shape(
            type="line", x0=share, x1=share, y0=centre - _HALF, y1=centre + _HALF, layer="below",
            line={"color": INK, "width": 1, "dash": "dot"},
        )  # fmt: skip


def _dot(record: Record) -> Dot:
    said = f"{sentence_case(str(record['segment']))}: {rate_of(record)} dissatisfied"
    return Dot(
        value=amount(record, "estimate"),
        lower=amount(record, "lower"),
        upper=amount(record, "upper"),
        said=said,
        is_hollow=not record["is_final"],
    )
