"""What a plan says, in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    Row = Mapping[str, object]


def plan_findings(table: pd.DataFrame) -> tuple[str, ...]:
    """Return one sentence for each action or review that is overdue, then for each review made."""
    rows = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
    late = [_overdue(row) for row in rows if row["status"] == "overdue"]
    waiting = [
        f"The review of action {row['action']} is overdue." for row in rows
        if row["review"] == "overdue"
    ]  # fmt: skip
    return (*late, *waiting, *(_reviewed(row) for row in rows if row["review"] == "done"))


def _overdue(row: Row) -> str:
    days = -int(str(row["days_left"]))
    unit = "day" if days == 1 else "days"
    who = f" ({row['responsibility']})" if row["responsibility"] else ""
    return f"Action {row['action']}{who} is {days} {unit} overdue."


def _reviewed(row: Row) -> str:
    after, change = _number(row["after"]), _number(row["change"])
    what = f"Action {row['action']}: {row['measure']}, {row['statistic']}"
    if math.isnan(after):
        return f"{what}: {row['moved']} to tell."
    low, high = _number(row["change_lower"]), _number(row["change_upper"])
    size = f"{100 * change:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"
    could = _number(row["detectable"])
    shown = (
        ""
        if math.isnan(could)
        else f" A change of {100 * could:.1f} points or more would have been found in 4 of 5 such "
        "comparisons."
    )
    target = "" if row["against_target"] == "not compared" else f"; {row['against_target']}"
    return f"{what}: {row['moved']}, {size} to {100 * after:.1f}%{target}.{shown}"


def _number(value: object) -> float:
    return float(str(value))
