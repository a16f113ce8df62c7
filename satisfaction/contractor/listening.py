"""Interviews listened to: what was heard, and whether listeners agree."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.contractor.matters import LOOK, Matter
from satisfaction.numerics.binomial import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from satisfaction.contractor.log import InspectionLog
    from satisfaction.contractor.settings import ContractorSettings

ITEMS = (
    "introduction", "wording", "probing", "neutrality", "coding", "distress", "consent",
)  # fmt: skip
GRADES = ("none", "minor", "major", "critical")
_SERIOUS = ("major", "critical")
_FEWEST_PAIRS = 10


def listening_scores(log: InspectionLog, on: pd.Timestamp, confidence: float) -> pd.DataFrame:
    """Return one row an item: judgements by severity, share serious with interval, agreement.

    Agreement is over pairs of listeners of one recording: ``agreed`` is the share that gave the
    same severity; ``chance_corrected`` is Brennan and Prediger's kappa (1981), which takes a
    quarter as what guessing among four grades gives. NaN below ten pairs.
    """
    sheet = log["listening"]
    heard = sheet[sheet["listened_on"] <= on]
    return pd.DataFrame([_item(heard, item, confidence) for item in ITEMS])


def listening_matters(
    scores: pd.DataFrame, log: InspectionLog, on: pd.Timestamp, settings: ContractorSettings
) -> Iterator[Matter | None]:
    """Yield items that are often seriously wrong, and serious judgements without feedback."""
    for row in scores[scores["serious_lower"] > settings.serious_share].to_dict("records"):
        yield Matter(
            topic="listening", subject=str(row["item"]), status=LOOK,
            text=f"{row['serious']:.0f} of {row['heard']:.0f} judgements major or critical "
            f"({row['serious_lower']:.0%} to {row['serious_upper']:.0%})",
        )  # fmt: skip
    sheet = log["listening"][log["listening"]["listened_on"] <= on]
    serious = sheet[list(ITEMS)].isin(_SERIOUS).any(axis=1)
    waiting = sheet[serious & ~(sheet["feedback_on"] <= on)]
    for row in waiting.to_dict("records"):
        yield Matter(
            topic="listening", subject=str(row["interviewer"]), status=LOOK,
            text=f"no feedback yet on recording {row['recording']}",
        )  # fmt: skip


def _item(sheet: pd.DataFrame, item: str, confidence: float) -> dict[str, object]:
    marks = sheet[item].astype("str")
    heard = marks.isin(GRADES)
    serious, base = int(marks.isin(_SERIOUS).sum()), int(heard.sum())
    rate = serious / base if base else float("nan")
    ends = wilson_interval(np.array([rate]), np.array([float(base)]), confidence=confidence)
    pairs, same = _agreement(sheet[heard], item)
    agreed = same / pairs if pairs >= _FEWEST_PAIRS else float("nan")
    chance = 1 / len(GRADES)
    return {
        "item": item,
        "heard": base,
        **{grade: int((marks == grade).sum()) for grade in GRADES},
        "serious": serious,
        "serious_share": rate,
        "serious_lower": float(np.ravel(ends.lower)[0]),
        "serious_upper": float(np.ravel(ends.upper)[0]),
        "pairs": pairs,
        "agreed": agreed,
        "chance_corrected": (agreed - chance) / (1 - chance),
    }


def _agreement(sheet: pd.DataFrame, item: str) -> tuple[int, int]:
    """Return pairs of listeners of one recording, and how many agree."""
    pairs = same = 0
    for _, part in sheet.groupby("recording", sort=False):
        for first, second in combinations(part[item].astype("str"), 2):
            pairs += 1
            same += first == second
    return pairs, same
