"""What is wrong with a plan beyond single cells: versions, days, levels without a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_SHOWN = 5


def plan_faults(history: pd.DataFrame, rows: pd.Series) -> tuple[str, ...]:
    """Return one sentence a fault, with the numbers of the rows that have it.

    Parameters
    ----------
    history : pandas.DataFrame
        One row a version, as the contract has it.
    rows : pandas.Series
        Row of the file of each.
    """
    numbers = rows.reset_index(drop=True)
    return tuple(
        f"Row {_listed(numbers[wrong])}: {says}" for wrong, says in _checks(history) if wrong.any()
    )


def _checks(history: pd.DataFrame) -> Iterator[tuple[pd.Series, str]]:
    yield from _texts(history)
    yield from _versions(history)
    yield from _levels(history)
    yield from _days(history)


def _texts(history: pd.DataFrame) -> Iterator[tuple[pd.Series, str]]:
    yield history["recommendation"] == "", "the recommendation is blank."
    yield (
        (history["group"] != "") != (history["level"] != ""),
        "a category without its level, or a level without its category.",
    )


def _versions(history: pd.DataFrame) -> Iterator[tuple[pd.Series, str]]:
    number = history["version"].fillna(1).astype(int)
    seen = history.groupby("action").cumcount() + 1
    twice = history.assign(number=number).duplicated(["action", "number"])
    yield (
        twice,
        (
            "the action stands on an earlier row with the same version. Give it another number, or "
            "add your table with `satisfaction actions add`, which counts versions."
        ),
    )
    yield (
        (number != seen) & ~twice,
        "the versions of an action do not run 1, 2, 3 down the file: a row is missing or moved.",
    )
    before = history.groupby("action")["recorded_on"].transform(lambda days: days.ffill().shift())
    yield history["recorded_on"] < before, "the version was recorded before the one it follows."


def _levels(history: pd.DataFrame) -> Iterator[tuple[pd.Series, str]]:
    figures = history[["baseline", "target"]].notna().any(axis="columns")
    yield figures & (history["measure"] == ""), "a baseline or target without its measure."
    low, level, high = (history[f"baseline{end}"] for end in ("_lower", "", "_upper"))
    yield (low > level) | (high < level), "the baseline lies outside its own interval."
    yield (
        level.notna() & (low.isna() | high.isna()),
        "a baseline without both ends of its interval.",
    )
    wanted = history["target"] - level
    down = history["statistic"] == "share dissatisfied"
    yield (
        (wanted.where(~down, -wanted)) < 0,
        "the target is worse than the baseline.",
    )


def _days(history: pd.DataFrame) -> Iterator[tuple[pd.Series, str]]:
    yield (
        history["review_on"].notna() & (history["measure"] == ""),
        "a review without a measure to look at.",
    )
    yield history["review_on"] < history["date"], "the review is due before the action is."
    yield (
        (history["done_on"] > history["recorded_on"]),
        "done after the day on which that was recorded.",
    )


def _listed(rows: pd.Series) -> str:
    shown = ", ".join(str(int(row)) for row in rows.iloc[:_SHOWN])
    return f"{shown} and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else shown
