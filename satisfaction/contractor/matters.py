"""Matters for attention: one row each, in one shape, whatever part of the log they come from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

OVERDUE, BELOW, INCOMPLETE = "overdue", "below the floor", "not documented"
SOON, LOOK, LISTEN = "due soon", "to be looked into", "to be listened to"
STATUSES = (OVERDUE, BELOW, INCOMPLETE, LOOK, LISTEN, SOON)
URGENT = (OVERDUE, BELOW, INCOMPLETE)
_COLUMNS = ("topic", "subject", "status", "due", "days", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that somebody has to do something about.

    ``days`` is how long it is overdue, negative while it is not; NaN where it has no date.
    """

    topic: str
    subject: str
    status: str
    text: str
    due: pd.Timestamp | None = None
    days: float = float("nan")


def dated(
    topic: str, subject: str, due: pd.Timestamp, on: pd.Timestamp, *, text: str, warn_days: int
) -> Matter | None:
    """Return a matter if ``due`` is before ``on``, or so few days after; else None."""
    days = (on - due).days
    if days > 0:
        said = f"{text} since {due:%Y-%m-%d} ({days} {'day' if days == 1 else 'days'})"
        return Matter(topic=topic, subject=subject, status=OVERDUE, text=said, due=due, days=days)
    if -days <= warn_days:
        said = f"due on {due:%Y-%m-%d}: {text} after that"
        return Matter(topic=topic, subject=subject, status=SOON, text=said, due=due, days=days)
    return None


def matters_table(matters: Iterable[Matter | None]) -> pd.DataFrame:
    """Return the matters, the most pressing first."""
    rows = [asdict(matter) for matter in matters if matter is not None]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame["due"] = pd.to_datetime(frame["due"])
    frame["days"] = frame["days"].astype(float)
    rank = frame["status"].map({name: k for k, name in enumerate(STATUSES)})
    order = pd.DataFrame({"rank": rank, "days": -frame["days"]})
    return frame.loc[order.sort_values(["rank", "days"], kind="stable").index].reset_index(
        drop=True
    )
