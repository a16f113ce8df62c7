"""Quarters side by side: what lasts, and what is chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from satisfaction.periods import parse_period
from satisfaction.representativeness.past import PastCheck, past_check
from satisfaction.results import Caveat, Provenance, Result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.representativeness.result import ProfileCheck

OUTSIDE_RUN = 2
SIDE_RUN = 4
DRIFT = 0.05

_KEY = ["dimension", "level"]
_RUNS = [
    *_KEY, "kind", "direction", "quarters", "since", "until", "pooled_difference", "lower", "upper",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History(Result):
    """Verdicts of several quarters, oldest first.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a quarter and level, with the columns of a check that bear on the verdict.
    runs : pandas.DataFrame
        Levels that last, up to the newest quarter: ``dimension``, ``level``, ``kind`` (``outside``
        or ``one side``), ``direction``, ``quarters``, ``since``, ``until``, and for ``one side``
        ``pooled_difference``, the mean of the four newest, with simultaneous ``lower`` and
        ``upper``.
    coverage : pandas.DataFrame
        One row a quarter and dimension: ``profile_unknown``, ``sample_unknown`` and their change
        since the oldest quarter, ``profile_drift`` and ``sample_drift``.
    confidence : float
        Of the intervals of all levels' pooled differences together.
    """

    runs: pd.DataFrame
    coverage: pd.DataFrame
    confidence: float

    @property
    def periods(self) -> tuple[str, ...]:
        """The quarters, oldest first."""
        return tuple(map(str, self.table["period"].unique()))

    @property
    def drifting(self) -> pd.DataFrame:
        """Rows of the newest quarter whose unknown share moved by more than 5 points."""
        newest = self.coverage[self.coverage["period"] == self.periods[-1]]
        moved = newest[["profile_drift", "sample_drift"]].abs().max(axis=1)
        return newest[moved > DRIFT]


def history_of(checks: Sequence[ProfileCheck | str | Path], *, confidence: float = 0.95) -> History:
    """Put checks of several quarters side by side and name what lasts.

    Parameters
    ----------
    checks : sequence of ProfileCheck or path
        Results, or ``record.json`` files; their headline period counts. Of two for the same period
        the later one given stands.
    confidence : float

    Returns
    -------
    History

    Raises
    ------
    UsageError
        If a check has no period.
    DataRefusedError
        If a file is no record of a profile check.

    Notes
    -----
    Run rules. *Outside*: outside on the same side in the two newest quarters or more. With each
    quarter's verdicts wrong at most 5 % of the time and quarters independent, a level is so named
    wrongly in at most 0.25 % of pairs of quarters. *One side*: on the same side of the profile in
    the four newest quarters or more, which for one level without a true difference has the chance
    2 x (1/2)^4 = 12.5 %, and the mean difference of those four beyond chance at simultaneous
    95 % (Bonferroni over the levels): together at most 5 % of histories name any level wrongly.
    A difference inside the tolerance may be named: it is small, and it lasts.
    """
    given = {check.period: check for check in map(past_check, checks)}
    ordered = sorted(given.values(), key=lambda check: parse_period(check.period).start)
    table = pd.concat([check.table for check in ordered], ignore_index=True)
    coverage = pd.concat([check.coverage for check in ordered], ignore_index=True)
    return History(
        table=table,
        provenance=_provenance(ordered, confidence),
        caveats=_caveats(ordered),
        runs=_runs(table, [check.period for check in ordered], confidence),
        coverage=_with_drift(coverage),
        confidence=confidence,
    )


def _runs(table: pd.DataFrame, periods: list[str], confidence: float) -> pd.DataFrame:
    groups = list(table.groupby(_KEY, sort=False))
    critical = float(ndtri(1 - (1 - confidence) / (2 * max(len(groups), 1))))
    rows: list[dict[str, object]] = []
    for key, level in groups:
        about = dict(zip(_KEY, key, strict=True))
        quarters = level.set_index("period").reindex(periods)
        found = (_outside(quarters), _one_side(quarters, critical))
        rows += [{**about, **run} for run in found if run]
    return pd.DataFrame(rows, columns=_RUNS)


def _outside(quarters: pd.DataFrame) -> dict[str, object]:
    outside = (quarters["verdict"] == "outside").to_numpy()
    last = str(quarters["direction"].iloc[-1])
    length = _length(outside & (quarters["direction"] == last).to_numpy())
    if length < OUTSIDE_RUN:
        return {}
    return _run("outside", last, quarters, length)


def _one_side(quarters: pd.DataFrame, critical: float) -> dict[str, object]:
    differences = quarters["difference"].to_numpy(np.float64)
    last = np.sign(differences[-1])
    length = _length((np.sign(differences) == last) & (last != 0))
    if length < SIDE_RUN:
        return {}
    # Always of the four newest: a mean over a run of any length would pick its own sample.
    errors = quarters["standard_error"].to_numpy(np.float64)[-SIDE_RUN:]
    pooled = float(differences[-SIDE_RUN:].mean())
    half = critical * float(np.sqrt((errors**2).sum())) / SIDE_RUN
    if not abs(pooled) > half > 0:
        return {}
    limits = {"pooled_difference": pooled, "lower": pooled - half, "upper": pooled + half}
    return {**_run("one side", "over" if last > 0 else "under", quarters, length), **limits}


def _length(holds: np.ndarray) -> int:
    """Return how many of the newest quarters running something holds."""
    fails = np.flatnonzero(~holds)
    return len(holds) if not fails.size else len(holds) - 1 - int(fails[-1])


def _run(kind: str, direction: str, quarters: pd.DataFrame, length: int) -> dict[str, object]:
    periods = list(map(str, quarters.index))
    return {
        "kind": kind,
        "direction": direction,
        "quarters": length,
        "since": periods[-length],
        "until": periods[-1],
    }


def _with_drift(coverage: pd.DataFrame) -> pd.DataFrame:
    first = coverage.groupby("dimension", sort=False)[["profile_unknown", "sample_unknown"]]
    start = first.transform("first")
    return coverage.assign(
        profile_drift=coverage["profile_unknown"] - start["profile_unknown"],
        sample_drift=coverage["sample_unknown"] - start["sample_unknown"],
    )


def _caveats(ordered: Sequence[PastCheck]) -> tuple[Caveat, ...]:
    surveys = sorted({check.survey for check in ordered})
    found = []
    if len(surveys) > 1:
        text = f"The quarters are of different surveys ({', '.join(surveys)})."
        found.append(Caveat(code="history-surveys", text=text))
    bases = sorted({check.basis for check in ordered})
    if len(bases) > 1:
        text = (
            f"The quarters describe respondents in different ways ({', '.join(filter(None, bases))}"
            "): part of a change may come from that."
        )
        found.append(Caveat(code="history-bases", text=text))
    missing = _missing(ordered)
    if missing:
        text = (
            f"{missing} quarters between the first and the last are missing; runs pass over them."
        )
        found.append(Caveat(code="history-gaps", text=text))
    return tuple(found)


def _missing(ordered: Sequence[PastCheck]) -> int:
    """Count the periods of the same length that no check is of."""
    period, last = parse_period(ordered[0].period), parse_period(ordered[-1].period)
    known = {check.period for check in ordered}
    day = last
    missing = 0
    while day.start > period.start:
        day = day.previous
        missing += str(day) not in known
    return missing


def _provenance(ordered: Sequence[PastCheck], confidence: float) -> Provenance:
    return Provenance(
        survey=ordered[-1].survey,
        period=ordered[-1].period,
        method=(
            f"Profile checks of {len(ordered)} quarters. Named: outside on the same side for "
            f"{OUTSIDE_RUN} quarters running (wrongly in at most 0.25% of pairs of quarters); on "
            f"one side of the profile for {SIDE_RUN} running (chance 12.5% for a level without a "
            f"true difference) with a mean beyond chance at {confidence:.0%} over all levels."
        ),
    )
