"""Which figure suits a table of estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from satisfaction.charts.labels import EVERYONE
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from satisfaction.estimates.result import Estimates

EstimatesKind = Literal["headline", "measures", "grades", "groups", "series"]
DriversKind = Literal["shares", "map", "ranks", "scale", "journey"]

SHARES = ("satisfied", "top", "neither", "dissatisfied")


def kind_of(result: Estimates) -> EstimatesKind:
    """Return the figure that shows what the table varies: grades, periods, groups or questions.

    Raises
    ------
    UsageError
        If the table holds means, which have no figure of shares.
    """
    table = result.table
    if "mean" in set(table["statistic"]):
        raise UsageError(
            "Means have no figure: they are no shares of a hundred. Draw the shares "
            "(statistics='shares') or every grade (statistics='grades')."
        )
    if not set(table["statistic"]) <= set(SHARES):
        return "grades"
    if table["period"].nunique() > 1:
        return "series"
    if set(table["level"]) != {EVERYONE}:
        return "groups"
    return "measures" if table["question"].nunique() > 1 else "headline"
