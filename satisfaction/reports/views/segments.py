"""The figure of who is dissatisfied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.reports.headings import headings_of
from satisfaction.reports.suppression import Cells
from satisfaction.reports.views.view import View

if TYPE_CHECKING:
    from satisfaction.drivers.segments.result import Segments
    from satisfaction.reports.views.view import Choice


def segments_views(result: Segments, choice: Choice) -> tuple[View, ...]:
    """Return the tree; a small count of dissatisfied takes its shares with it."""
    del choice
    return (
        View(
            heading="Who is dissatisfied",
            draw=partial(chart, result),
            table=result.table,
            headings=headings_of(result),
            cells=(
                Cells(
                    counts=("dissatisfied",),
                    told_by=(
                        "estimate",
                        "lower",
                        "upper",
                        "share_of_dissatisfied",
                        "share_of_dissatisfied_lower",
                        "share_of_dissatisfied_upper",
                    ),
                ),
            ),
        ),
    )
