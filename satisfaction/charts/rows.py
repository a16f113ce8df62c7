"""Rows of labels, marks and numbers: the scaffold of most figures.

On a wide page labels stand to the left of the marks and numbers to the right, as in a table; on a
phone both stand above them. The vertical axis counts pixels from the top, so that every row is as
high as its text needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.palette import INK, MUTED
from satisfaction.charts.theme import SMALL_SIZE, lines, literal, muted
from satisfaction.charts.wording import points, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

_LABEL_WIDTH, _NARROW_WIDTH = 26, 46
_LINE = 16
_HEADING = 34
_PLAIN_ROW, _STACKED_ROW, _DENSE_ROW = 34, 42, 25
# Above this many rows numbers stand on one line, so that the figure fits a printed page.
_MOST_STACKED = 14
_CHARACTER = 6.9
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its label, or a heading above rows."""

    label: str
    note: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number as text, with its interval or a remark."""

    value: str
    aside: str = ""
    colour: str = ""

    @property
    def one_line(self) -> str:
        """The number with its aside in brackets."""
        return f"{self.value} ({self.aside})" if self.aside else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Texts beside the rows that are not headings, in their order."""

    header: str
    cells: tuple[Cell, ...]
    colour: str = INK
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The horizontal axis: its title, its ends and its ticks."""

    title: str
    lowest: float
    highest: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFigure:
    """A figure with its rows laid out; ``centres`` are the places of marks, headings left out."""

    figure: go.Figure
    centres: tuple[float, ...]
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    row: Row
    top: float
    height: float
    centre: float


def share_scale(title: str, *, narrow: bool) -> Scale:
    """Return the axis of shares: always from 0 to 100 per cent."""
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0) if narrow else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    labels = tuple(f"{tick:.0%}" for tick in ticks)
    return Scale(title=title, lowest=0.0, highest=1.0, ticks=ticks, labels=labels)


def symmetric_scale(title: str, limits: Sequence[float]) -> Scale:
    """Return an axis of differences in points, zero in the middle, wide enough for all limits."""
    reach = max([0.02, *(abs(limit) for limit in limits)]) * 1.08
    step = next(step for step in _STEPS if reach / step < _MOST_TICKS)
    count = int(reach / step)
    ticks = tuple(step * k for k in range(-count, count + 1))
    labels = tuple(points(tick, 0) for tick in ticks)
    return Scale(title=title, lowest=-reach, highest=reach, ticks=ticks, labels=labels)


def row_figure(
    rows: Sequence[Row], columns: Sequence[Column], scale: Scale, *, narrow: bool
) -> RowFigure:
    """Return an empty figure with labels, texts and axes in place."""
    details = _details(rows, columns) if narrow else {}
    marked = sum(not row.is_heading for row in rows)
    is_dense = marked > _MOST_STACKED
    stacked = len(columns) > 1 and not is_dense
    least = _DENSE_ROW if is_dense else _STACKED_ROW if stacked else _PLAIN_ROW
    places = _placed(rows, details, least=least, narrow=narrow)
    height = places[-1].top + places[-1].height if places else 0.0
    figure = go.Figure()
    _set_axes(figure, places, scale, height, narrow=narrow)
    _add_headings(figure, places)
    if narrow:
        _add_labels_above(figure, places, details)
    else:
        _add_columns(figure, places, columns, stacked=stacked)
    centres = tuple(-place.centre for place in places if not place.row.is_heading)
    return RowFigure(figure=figure, centres=centres, height=height)


def add_origin(laid: RowFigure, *, half: float = 15) -> None:
    """Draw the line of zero at every row, clear of the texts between rows."""
    for centre in laid.centres:
        laid.figure.add_shape(
            type="line", x0=0, x1=0, y0=centre - half, y1=centre + half, layer="below",
            line={"color": INK, "width": 1.5},
        )  # fmt: skip


def _placed(
    rows: Sequence[Row], details: dict[int, list[str]], *, least: float, narrow: bool
) -> list[_Place]:
    places: list[_Place] = []
    top = 0.0
    for number, row in enumerate(rows):
        height = _height(row, details.get(number, []), least=least, narrow=narrow)
        centre = top + (height - 16 if narrow and not row.is_heading else height / 2)
        places.append(_Place(row=row, top=top, height=height, centre=centre))
        top += height
    return places


def _height(row: Row, details: list[str], *, least: float, narrow: bool) -> float:
    if row.is_heading:
        return _HEADING
    if narrow:
        return _LINE * (len(wrapped(_with_note(row), _NARROW_WIDTH)) + len(details)) + 36
    text = len(wrapped(row.label, _LABEL_WIDTH)) + (1 if row.note else 0)
    return max(_LINE * text + 9, least)


def _with_note(row: Row) -> str:
    return f"{row.label} ({row.note})" if row.note else row.label


def _set_axes(
    figure: go.Figure, places: Sequence[_Place], scale: Scale, height: float, *, narrow: bool
) -> None:
    marked = [place for place in places if not place.row.is_heading]
    figure.update_xaxes(
        range=[scale.lowest, scale.highest],
        tickvals=scale.ticks,
        ticktext=[literal(label) for label in scale.labels],
        title={"text": literal(scale.title), "standoff": 6},
        showline=True,
        ticks="outside",
        ticklen=4,
        showgrid=not narrow,
    )
    figure.update_yaxes(
        range=[-height, 0],
        tickvals=[-place.centre for place in marked],
        ticktext=[_side_label(place.row) for place in marked],
        showticklabels=not narrow,
        tickfont={"size": SMALL_SIZE + 1, "color": INK},
        ticklabelstandoff=8,
    )
    figure.update_layout(margin={"l": 12, "r": 16, "t": 8})


def _side_label(row: Row) -> str:
    note = f'<br><span style="font-size:12px">{muted(literal(row.note))}</span>' if row.note else ""
    return lines(row.label, _LABEL_WIDTH) + note


def _add_headings(figure: go.Figure, places: Sequence[_Place]) -> None:
    for place in places:
        if place.row.is_heading:
            figure.add_annotation(
                text=f"<b>{literal(place.row.label)}</b>", showarrow=False, align="left",
                xref="paper", x=0, xanchor="left", yref="y", y=-(place.top + place.height - 5),
                yanchor="bottom",
            )  # fmt: skip


def _add_columns(
    figure: go.Figure, places: Sequence[_Place], columns: Sequence[Column], *, stacked: bool
) -> None:
    marked = [place for place in places if not place.row.is_heading]
    shift = 14.0
    head = 0
    for column in columns:
        header = wrapped(column.header, 15 if stacked else 26)
        head = max(head, len(header))
        _add_text(figure, "<br>".join(f"<b>{literal(h)}</b>" for h in header), column.colour, shift)
        for place, cell in zip(marked, column.cells, strict=True):
            text = _stacked(cell) if stacked else _plain(cell)
            _add_text(figure, text, cell.colour or column.colour, shift, y=-place.centre)
        shift += _column_width(column, header, stacked=stacked)
    figure.update_layout(margin={"r": shift, "t": 12 + _LINE * head})


def _add_text(
    figure: go.Figure, text: str, colour: str, shift: float, y: float | None = None
) -> None:
    """Write in the right margin: a header above the axes, or beside a row."""
    figure.add_annotation(
        text=text, showarrow=False, align="left", font={"size": SMALL_SIZE, "color": colour},
        xref="paper", x=1, xanchor="left", xshift=shift,
        yref="y domain" if y is None else "y", y=1 if y is None else y,
        yanchor="bottom" if y is None else "middle", yshift=4 if y is None else 0,
    )  # fmt: skip


def _stacked(cell: Cell) -> str:
    value = f"<b>{literal(cell.value)}</b>"
    return f"{value}<br>{muted(literal(cell.aside))}" if cell.aside else value


def _plain(cell: Cell) -> str:
    value = f"<b>{literal(cell.value)}</b>"
    return f"{value} {muted(f'({literal(cell.aside)})')}" if cell.aside else value


def _column_width(column: Column, header: list[str], *, stacked: bool) -> float:
    texts = [
        part for c in column.cells for part in ((c.value, c.aside) if stacked else [c.one_line])
    ]
    return 14 + _CHARACTER * max(len(text) for text in (*header, *texts))


def _details(rows: Sequence[Row], columns: Sequence[Column]) -> dict[int, list[str]]:
    """Return the lines of numbers under each label on a phone, by row number."""
    numbers = [k for k, row in enumerate(rows) if not row.is_heading]
    named = len(columns) > 1
    return {
        row: _filled([_phrase(c, c.cells[place], named=named) for c in columns])
        for place, row in enumerate(numbers)
    }


def _phrase(column: Column, cell: Cell, *, named: bool) -> tuple[str, str]:
    """Return a column's text for one row: plain, for its length, and as Plotly shows it."""
    given = column.header if column.name is None else column.name
    name = f"{given} " if named and given else ""
    plain = f"{name}{cell.one_line}"
    aside = f" ({literal(cell.aside)})" if cell.aside else ""
    shown = f"{literal(name)}<b>{literal(cell.value)}</b>{aside}"
    own = cell.colour or column.colour
    colour = MUTED if own == INK else own
    return plain, f'<span style="color:{colour}">{shown}</span>'


def _filled(phrases: Sequence[tuple[str, str]]) -> list[str]:
    """Put as many phrases on a line as fit."""
    found: list[str] = []
    length = 0
    for plain, shown in phrases:
        if found and length + len(plain) + 3 <= _NARROW_WIDTH:
            found[-1] += f"   {shown}"
            length += len(plain) + 3
        else:
            found.append(shown)
            length = len(plain)
    return found


def _add_labels_above(
    figure: go.Figure, places: Sequence[_Place], details: dict[int, list[str]]
) -> None:
    for number, place in enumerate(places):
        if place.row.is_heading:
            continue
        label = lines(_with_note(place.row), _NARROW_WIDTH)
        figure.add_annotation(
            text="<br>".join([label, *details[number]]), showarrow=False, align="left",
            font={"size": SMALL_SIZE}, xref="paper", x=0, xanchor="left",
            yref="y", y=-place.top - 2, yanchor="top",
        )  # fmt: skip
