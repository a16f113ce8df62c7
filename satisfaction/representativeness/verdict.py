"""From an interval and a tolerance to a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.representativeness.result import Tolerance

    Floats = npt.NDArray[np.float64]

# Above this many interviews a level stands so near the tolerance that no survey would settle it.
_LARGEST_BASE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdicts:
    """One verdict and direction a level."""

    names: npt.NDArray[np.object_]
    directions: npt.NDArray[np.object_]


def tolerance_limits(shares: pd.Series, tolerance: Tolerance) -> tuple[Floats, Floats]:
    """Return the smallest and largest allowed difference: the tighter of points and ratio."""
    share = shares.to_numpy(np.float64)
    lower = np.maximum(-tolerance.points, (tolerance.ratio_low - 1) * share)
    upper = np.minimum(tolerance.points, (tolerance.ratio_high - 1) * share)
    return lower, upper


def judge(table: pd.DataFrame, tolerance: Tolerance, unknown_limit: float) -> Verdicts:
    """Return the verdict on each row.

    Where more than ``unknown_limit`` of the victims are unknown, a verdict stands only if it is
    the same whether no unknown victim or every one belongs to the level.
    """
    verdicts = _judge_against(table, table["profile_share"], tolerance)
    bounds = [
        _judge_against(table, table[f"profile_share_{side}"], tolerance)
        for side in ("lower", "upper")
    ]
    steady = np.logical_and.reduce(
        [(b.names == verdicts.names) & (b.directions == verdicts.directions) for b in bounds]
    )
    incomplete = (table["unknown_share"] > unknown_limit).to_numpy() & ~steady
    return Verdicts(
        names=np.where(incomplete, "profile too incomplete", verdicts.names),
        directions=np.where(incomplete, "", verdicts.directions),
    )


def settle_base(table: pd.DataFrame, verdicts: Verdicts) -> Floats:
    """Return the base at which the interval would decide, in the domain that the row is about.

    Each arm of the interval shrinks with the square root of the base (of a level that nobody has,
    with the base itself); shares and design effect are taken as they are now. Missing where the
    verdict has decided, or where more than a million interviews would not settle it.
    """
    columns = ("difference", "lower", "upper", "tolerance_lower", "tolerance_upper", "base")
    difference, lower, upper, low, high, base = (table[c].to_numpy(np.float64) for c in columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        to_low, to_high = (
            (difference - lower) / (difference - low),
            (upper - difference) / (high - difference),
        )
        ratio = np.select(
            [difference < low, difference > high],
            [(upper - difference) / (low - difference), (difference - lower) / (difference - high)],
            default=np.maximum(to_low, to_high),
        )
        empty = (table["respondents"] == 0).to_numpy()
        needed = np.ceil(np.maximum(base + 1, base * np.where(empty, ratio, ratio**2)))
    undecided = (verdicts.names == "too few to tell") & (needed <= _LARGEST_BASE)
    return np.where(undecided, needed, np.nan)


def settled_by(verdicts: Verdicts, base: Floats) -> npt.NDArray[np.str_]:
    """Say what would decide each verdict: why a base to settle it is given, or is not."""
    undecided = verdicts.names == "too few to tell"
    return np.select(
        [verdicts.names == "profile too incomplete", undecided & ~np.isnan(base), undecided],
        ["a fuller profile", "more interviews", "no number of interviews"],
        default="decided",
    )


def _judge_against(table: pd.DataFrame, share: pd.Series, tolerance: Tolerance) -> Verdicts:
    shift = (table["profile_share"] - share).to_numpy(np.float64)
    lower, upper = (table[side].to_numpy(np.float64) + shift for side in ("lower", "upper"))
    low, high = tolerance_limits(share, tolerance)
    interviewed = (table["respondents"] > 0).to_numpy()
    within = (lower >= low) & (upper <= high) & interviewed
    under, over = upper < low, lower > high
    return Verdicts(
        names=np.select(
            [within, under | over], ["within", "outside"], default="too few to tell"
        ).astype(object),
        directions=np.select([under, over], ["under", "over"], default="").astype(object),
    )
