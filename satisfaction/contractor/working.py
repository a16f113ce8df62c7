"""How the sample was worked, by visit and batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.contractor.matters import LOOK, Matter

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from satisfaction.contractor.log import InspectionLog

_CALLS = ("calls_day", "calls_evening", "calls_weekend")


def sampling_table(log: InspectionLog) -> pd.DataFrame:
    """Return the sheet with shares: of calls by time, not accounted for, closed early."""
    sheet = log["sampling"].drop(columns=["file", "row"], errors="ignore")
    calls = sheet[list(_CALLS)].astype(float)
    total = calls.sum(axis=1)
    shares = {f"{name}_share": calls[name] / total.where(total > 0) for name in _CALLS}
    issued = sheet["issued"].astype(float)
    return sheet.assign(
        **shares,
        unaccounted=issued - sheet["accounted_for"].astype(float),
        closed_early_share=sheet["closed_early"].astype(float) / issued.where(issued > 0),
    ).reset_index(drop=True)


def sampling_matters(working: pd.DataFrame) -> Iterator[Matter | None]:
    """Yield batches whose dispositions do not add up, with no calls outside office hours."""
    for row in working.to_dict("records"):
        subject = f"{row['batch']} ({row['visit']})"
        if row["unaccounted"] > 0:
            yield Matter(
                topic="sampling", subject=subject, status=LOOK,
                text=f"{row['unaccounted']:.0f} of {row['issued']} victims without a disposition",
            )  # fmt: skip
        if row["calls_evening"] + row["calls_weekend"] == 0 < row["calls_day"]:
            yield Matter(
                topic="sampling", subject=subject, status=LOOK,
                text="no call in the evening or at the weekend",
            )  # fmt: skip
        if row["language_provision"] == "not provided":
            yield Matter(
                topic="sampling", subject=subject, status=LOOK,
                text="no interviews in other languages",
            )  # fmt: skip
