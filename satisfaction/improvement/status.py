"""Where each action stands on a given day: never by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

Status = Literal["overdue", "due soon", "open", "no date", "done", "not agreed"]

STATUSES: tuple[Status, ...] = ("overdue", "due soon", "open", "no date", "done", "not agreed")
"""From what needs attention to what does not."""


def with_status(actions: pd.DataFrame, as_at: date, due_within: int) -> pd.DataFrame:
    """Return the actions with ``status``, ``days_left`` and ``review``.

    An action is done from the day in ``done_on``; due on its date, overdue from the day after.
    ``review`` is ``overdue``, ``due soon``, ``later`` or ``done``, empty where none is planned.
    """
    day, soon = pd.Timestamp(as_at), pd.Timestamp(as_at) + pd.Timedelta(days=due_within)
    status = np.select(
        [
            actions["agreed"] == "not agreed",
            actions["done_on"] <= day,
            actions["date"].isna(),
            actions["date"] < day,
            actions["date"] <= soon,
        ],
        ["not agreed", "done", "no date", "overdue", "due soon"],
        default="open",
    )
    review = np.select(
        [
            actions["review_on"].isna() | (actions["agreed"] == "not agreed"),
            actions["reviewed_on"] <= day,
            actions["review_on"] < day,
            actions["review_on"] <= soon,
        ],
        ["", "done", "overdue", "due soon"],
        default="later",
    )
    is_open = pd.Series(status).isin(["overdue", "due soon", "open"]).to_numpy()
    left = (actions["date"] - day).dt.days.astype("Int64")
    return actions.assign(status=status, days_left=left.where(is_open), review=review)
