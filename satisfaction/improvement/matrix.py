"""Themes by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence


def theme_matrix(notes: pd.DataFrame, groups: Sequence[int]) -> pd.DataFrame:
    """Return one row a theme and group, the themes of most groups first.

    The counts are of coded passages, not of people.
    """
    frame = with_sides(notes).assign(theme=notes["theme"].astype("str"))
    frame = frame.assign(group=frame["group"].astype(int))
    order = (
        frame.groupby("theme")
        .agg(groups=("group", "nunique"), passages=("group", "size"))
        .sort_values(["groups", "passages"], ascending=False, kind="stable")
    )
    every = pd.MultiIndex.from_product([order.index, list(groups)], names=["theme", "group"])
    counts = (
        frame.groupby(["theme", "group"])
        .agg(passages=("quote", "size"), negative=("negative", "sum"), positive=("positive", "sum"))
        .reindex(every, fill_value=0)
        .reset_index()
    )
    driver = frame.groupby("theme")["driver"].first()
    return counts.assign(driver=counts["theme"].map(driver).astype("str"), mood=moods(counts))[
        ["theme", "driver", "group", "passages", "negative", "positive", "mood"]
    ]


def with_sides(notes: pd.DataFrame) -> pd.DataFrame:
    """Return the notes with ``negative`` and ``positive``, 0 or 1."""
    said = notes["sentiment"].astype("str")
    return notes.assign(
        negative=(said == "negative").astype(int), positive=(said == "positive").astype(int)
    )


def moods(counts: pd.DataFrame) -> np.ndarray:
    """Return the majority of the passages that take a side; empty where there is no passage."""
    return np.select(
        [
            counts["passages"] == 0,
            counts["negative"] > counts["positive"],
            counts["positive"] > counts["negative"],
        ],
        ["", "negative", "positive"],
        default="mixed",
    )
