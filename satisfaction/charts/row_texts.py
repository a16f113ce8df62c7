"""Labels, headings and numbers of a row figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.palette import INK, MUTED
from satisfaction.charts.theme import SMALL_SIZE, lines, literal, muted
from satisfaction.charts.wording import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

_LABEL_WIDTH, _DENSE_LABEL_WIDTH, _NARROW_WIDTH = 26, 36, 46
_LINE = 16
_HEADING = 34
_PLAIN_ROW, _STACKED_ROW, _DENSE_ROW = 34, 42, 23
_MOST_STACKED = 14
_CHARACTER = 6.9


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
class Place:
    """Where a row stands, in pixels from the top, and where its marks are centred."""

    row: Row
    top: float
    height: float
    centre: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How much room a row takes: above its marks on a phone, beside them otherwise.

    Many rows have their numbers on one line, so that the figure fits a printed page.
    """

    narrow: bool
    stacked: bool
    least: float
    label_width: int


def density_of(rows: Sequence[Row], columns: Sequence[Column], *, narrow: bool) -> Density:
    """Return how densely ``rows`` are set."""
    is_long = sum(not row.is_heading for row in rows) > _MOST_STACKED
    is_dense = is_long and not any(row.note for row in rows)
    stacked = len(columns) > 1 and not is_dense
    return Density(
        narrow=narrow,
        stacked=stacked,
        least=_DENSE_ROW if is_dense else _STACKED_ROW if stacked else _PLAIN_ROW,
        label_width=_DENSE_LABEL_WIDTH if is_dense else _LABEL_WIDTH,
    )


def row_height(row: Row, details: Sequence[str], density: Density) -> float:
    """Return the pixels that a row needs for its text and its marks."""
    if row.is_heading:
        return _HEADING
    if density.narrow:
        return _LINE * (len(wrapped(_with_note(row), _NARROW_WIDTH)) + len(details)) + 36
    text = len(wrapped(row.label, density.label_width)) + (1 if row.note else 0)
    return max(_LINE * text + 7, density.least)


def side_label(row: Row, density: Density) -> str:
    """Return a label as it stands to the left of the marks."""
    note = f'<br><span style="font-size:12px">{muted(literal(row.note))}</span>' if row.note else ""
    return lines(row.label, density.label_width) + note


def _with_note(row: Row) -> str:
    return f"{row.label} ({row.note})" if row.note else row.label


def add_headings(figure: go.Figure, places: Sequence[Place]) -> None:
    """Write each heading in bold above its rows."""
    headings = [
        {
            "text": f"<b>{literal(place.row.label)}</b>", "showarrow": False, "align": "left",
            "xref": "paper", "x": 0, "xanchor": "left",
            "yref": "y", "y": -(place.top + place.height - 5), "yanchor": "bottom",
        }
        for place in places
        if place.row.is_heading
    ]  # fmt: skip
    _add(figure, headings)


def add_columns(
    figure: go.Figure, places: Sequence[Place], columns: Sequence[Column], *, stacked: bool
) -> None:
    """Write the columns to the right of the marks, each under its header."""
    marked = [place for place in places if not place.row.is_heading]
    shift = 14.0
    head = 0
    texts: list[dict[str, object]] = []
    for column in columns:
        header = wrapped(column.header, 15 if stacked else 26)
        head = max(head, len(header))
        bold = "<br>".join(f"<b>{literal(h)}</b>" for h in header)
        texts.append(_beside(bold, column.colour, shift))
        for place, cell in zip(marked, column.cells, strict=True):
            text = _stacked(cell) if stacked else _plain(cell)
            texts.append(_beside(text, cell.colour or column.colour, shift, y=-place.centre))
        shift += _column_width(column, header, stacked=stacked)
    _add(figure, texts)
    figure.update_layout(margin={"r": shift, "t": 12 + _LINE * head})


def _add(figure: go.Figure, texts: Sequence[dict[str, object]]) -> None:
    """Add all texts at once: one by one each addition checks all those before it."""
    figure.layout.annotations += tuple(go.layout.Annotation(text) for text in texts)


def _beside(text: str, colour: str, shift: float, y: float | None = None) -> dict[str, object]:
    """Return a text in the right margin: a header above the axes, or beside a row."""
    return {
        "text": text, "showarrow": False, "align": "left",
        "font": {"size": SMALL_SIZE, "color": colour},
        "xref": "paper", "x": 1, "xanchor": "left", "xshift": shift,
        "yref": "y domain" if y is None else "y", "y": 1 if y is None else y,
        "yanchor": "bottom" if y is None else "middle", "yshift": 4 if y is None else 0,
    }  # fmt: skip


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


def details_of(rows: Sequence[Row], columns: Sequence[Column]) -> dict[int, list[str]]:
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


def add_labels_above(
    figure: go.Figure, places: Sequence[Place], details: dict[int, list[str]]
) -> None:
    """Write label and numbers above each row's marks."""
    texts = [
        {
            "text": "<br>".join([lines(_with_note(place.row), _NARROW_WIDTH), *details[number]]),
            "showarrow": False, "align": "left", "font": {"size": SMALL_SIZE},
            "xref": "paper", "x": 0, "xanchor": "left",
            "yref": "y", "y": -place.top - 2, "yanchor": "top",
        }
        for number, place in enumerate(places)
        if not place.row.is_heading
    ]  # fmt: skip
    _add(figure, texts)
