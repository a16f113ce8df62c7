"""The figure of the contractor: monitoring against the floor, with what is overdue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.contractor.matters import LISTEN
from satisfaction.reports.tables.contractor import MATTERS
from satisfaction.reports.views.view import View

if TYPE_CHECKING:
    from satisfaction.contractor.result import ContractorReview
    from satisfaction.reports.views.view import Choice


def contractor_views(result: ContractorReview, choice: Choice) -> tuple[View, ...]:
    """Return monitoring by week, and what is overdue, below the floor or not documented.

    Whom to listen to is for those who visit, not for a Board.
    """
    del choice
    matters = result.table[result.table["status"] != LISTEN]
    days = matters["due"].astype("datetime64[ns]").dt.strftime("%Y-%m-%d").fillna("")
    return (
        View(
            heading="The contractor",
            draw=partial(chart, result, kind="monitoring"),
            table=matters.assign(due=days).drop(columns="subject"),
            headings=MATTERS,
        ),
    )
