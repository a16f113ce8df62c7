"""Reasons of age that reach further than the rule, and victims to whom they cannot apply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from satisfaction.tables.exclusions import ExclusionCounts

_FLOOR = re.compile(r"\b(?:under|below|younger than) ([0-9]+)", re.IGNORECASE)
COLUMNS = ("age_floor", "beyond_rule", "cannot_apply", "wrong_alone", "age_unknown")


def age_floor(reason: str) -> int | None:
    """Return the age below which a reason excludes, as its name says; None for any other reason.

    Examples
    --------
    >>> age_floor("under 16"), age_floor("domestic abuse")
    (16, None)
    """
    found = _FLOOR.search(reason)
    return int(found[1]) if found else None


def age_counts(counts: ExclusionCounts, *, youngest: int) -> pd.DataFrame:
    """Return for each reason of age how many victims it covers beyond the rule, and wrongly.

    Parameters
    ----------
    youngest : int
        Lowest age that the rule lets the survey interview.

    Returns
    -------
    pandas.DataFrame
        By reason: ``age_floor``, ``beyond_rule``, ``cannot_apply``, ``wrong_alone`` (of both, those
        with no other reason), ``age_unknown``; missing for a reason that is not one of age, and
        counts where the records give no age in years.
    """
    rows = {reason: _row(reason, counts, youngest) for reason in counts.used}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS), dtype=np.float64)


def _row(reason: str, counts: ExclusionCounts, youngest: int) -> list[float]:
    floor = age_floor(reason)
    if floor is None:
        return [np.nan] * len(COLUMNS)
    if not counts.tells_age:
        return [floor, *[np.nan] * (len(COLUMNS) - 1)]
    ages = counts.ages[counts.has(reason, counts.ages["reasons"])]
    age, victims = ages["age"].astype("Float64").to_numpy(float, na_value=np.nan), ages["victims"]
    beyond = (age >= youngest) & (age < floor)
    is_alone = (ages["reasons"] == counts.mask([reason])).to_numpy()
    wrong_alone = float(victims[(beyond | (age >= floor)) & is_alone].sum())
    return [
        floor,
        float(victims[beyond].sum()),
        float(victims[age >= floor].sum()),
        wrong_alone if counts.tells_overlap else np.nan,
        float(victims[np.isnan(age)].sum()),
    ]
