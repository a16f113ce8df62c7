"""One figure of a page with everything that stands round it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.reports.page import csv_link, figure_json
from satisfaction.reports.suppression import protected, suppression_note
from satisfaction.reports.tabulation import DataTable, csv_text, data_table, published

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from satisfaction.reports.exhibits import DrawnExhibit
    from satisfaction.results import Caveat


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Section:
    """A figure, its words, its data, and what to be careful about."""

    anchor: str
    heading: str
    words: Mapping[str, str]
    wide: Markup
    narrow: Markup
    height: int
    table: DataTable
    note: str
    csv: str
    csv_name: str
    caveats: tuple[Caveat, ...]
    commentary: tuple[str, ...]


def section_of(drawn: DrawnExhibit, number: int, smallest: float) -> Section:
    """Return figure ``number`` of a page; counts of people below ``smallest`` are taken out."""
    exhibit, view = drawn.exhibit, drawn.view
    shown = published(view.table)
    frame = protected(shown, view.cells, smallest=smallest)
    anchor = f"figure-{number}"
    return Section(
        anchor=anchor,
        heading=drawn.heading,
        words=drawn.words,
        wide=figure_json(drawn.wide),
        narrow=figure_json(drawn.narrow),
        height=int(drawn.wide.layout.meta["bare"]["height"]),
        table=data_table(frame, view.headings),
        note=suppression_note(shown, view.cells, smallest=smallest),
        csv=csv_link(csv_text(frame)),
        csv_name=f"{anchor}.csv",
        caveats=exhibit.result.caveats if drawn.is_first else (),
        commentary=tuple(filter(None, map(str.strip, exhibit.commentary.split("\n\n")))),
    )
