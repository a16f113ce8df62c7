"""Figures of focus groups: who is missing, and quotas against what was had."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.reports.suppression import Cells
from satisfaction.reports.tables.focus_groups import QUOTAS, missing_headings
from satisfaction.reports.views.view import View

if TYPE_CHECKING:
    from satisfaction.focus_groups.result import FocusGroups
    from satisfaction.reports.views.view import Choice


def focus_views(result: FocusGroups, choice: Choice) -> tuple[View, ...]:
    """Return who is missing, and the quotas only where they are asked for (``kind="groups"``).

    Whoever plans the groups needs the quotas; a Board needs to know who will not be heard, and
    counts of one or two people would tell it more than that.
    """
    if choice.kind == "groups":
        return (_quotas(result),)
    return (_missing(result),)


def _missing(result: FocusGroups) -> View:
    return View(
        heading="Who can be asked into focus groups",
        draw=partial(chart, result, kind="missing"),
        table=result.missing,
        headings=missing_headings(result),
        cells=(
            Cells(counts=("dissatisfied",), told_by=("share",)),
            Cells(
                counts=("can_be_asked",),
                told_by=("asked_share", "difference", "standard_error", "lower", "upper"),
            ),
            Cells(counts=("chosen",), told_by=("chosen_share",)),
        ),
    )


def _quotas(result: FocusGroups) -> View:
    return View(
        heading="Focus groups against their quotas",
        draw=partial(chart, result),
        table=result.table,
        headings=QUOTAS,
    )
