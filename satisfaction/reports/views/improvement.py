"""Figures of the improvement plan and of what focus groups said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.reports.tables.improvement import ACTIONS, SATURATION, THEMES
from satisfaction.reports.views.view import View

if TYPE_CHECKING:
    from satisfaction.improvement.notes import GroupFindings
    from satisfaction.improvement.result import ActionPlan
    from satisfaction.reports.views.view import Choice


def action_views(result: ActionPlan, choice: Choice) -> tuple[View, ...]:
    """Return the timeline with the force's own table; dates are written as days."""
    del choice
    form = result.form
    days = form["date"].dt.strftime("%Y-%m-%d").fillna("")
    return (
        View(
            heading="Improvement actions",
            draw=partial(chart, result),
            table=form.assign(date=days),
            headings=ACTIONS,
        ),
    )


def notes_views(result: GroupFindings, choice: Choice) -> tuple[View, ...]:
    """Return themes by group, and whether further groups still bring new ones."""
    del choice
    return (
        View(
            heading="What the focus groups said",
            draw=partial(chart, result, kind="themes"),
            table=result.table,
            headings=THEMES,
        ),
        View(
            heading="Do further groups bring new themes?",
            draw=partial(chart, result, kind="saturation"),
            table=result.saturation,
            headings=SATURATION,
        ),
    )
