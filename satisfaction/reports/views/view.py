"""One figure of a result with its table, and the choice among several."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from satisfaction.charts import chart
from satisfaction.reports.headings import headings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    import plotly.graph_objects as go

    from satisfaction.reports.suppression import Cells
    from satisfaction.reports.tabulation import Heading
    from satisfaction.results import Result

FigureKind = Literal[
    "headline", "measures", "grades", "groups", "series", "reasons", "levels", "shares", "map",
    "journey", "ranks", "scale", "means",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which figure of a result is wanted; empty where the result itself decides."""

    kind: FigureKind | None = None
    period: str = ""
    target: float | None = None
    dimensions: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """One figure of a result, and the table behind it.

    Attributes
    ----------
    heading : str
        Its name in the contents.
    draw : callable
        ``draw(survey=..., narrow=...)`` gives the figure.
    table : pandas.DataFrame
    headings : tuple of Heading
        Which columns the page shows; the download has them all.
    cells : tuple of Cells
        Counts of people that are taken out where they are small.
    period : str
        Of a profile check.
    """

    heading: str
    draw: Callable[..., go.Figure]
    table: pd.DataFrame
    headings: tuple[Heading, ...]
    cells: tuple[Cells, ...] = ()
    period: str = ""


def plain_view(
    result: Result, heading: str, *cells: Cells, table: pd.DataFrame | None = None
) -> View:
    """Return the only figure of a result, with its main table or the one given."""
    return View(
        heading=heading,
        draw=partial(chart, result),
        table=result.table if table is None else table,
        headings=headings_of(result),
        cells=cells,
    )
