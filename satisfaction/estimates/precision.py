"""How sure a group's figure is, what would make it surer, and what change it could show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import UsageError
from satisfaction.numerics.power import base_needed, detectable_change, margin_of_error
from satisfaction.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.estimates.result import Estimates

_SHARE_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrecisionPlan(Result):
    """Bases and what they can show.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a question, statistic and level: ``question``, ``measure``, ``statistic``,
        ``group``, ``level``, ``period``, ``base``, ``design_effect``, ``expected`` (the share that
        the plan rests on), ``margin`` (half the interval at this base), ``base_needed`` (for the
        target), ``more_needed``, ``detectable_change`` (between two periods of this base),
        ``flag``.
        Proportions: 0.03 is 3 points.
    target : float
        Margin to reach.
    power : float
        Probability with which a change of ``detectable_change`` is found.
    confidence : float
        Of the intervals; the test's level is one minus it.
    """

    target: float
    power: float
    confidence: float


def plan_precision(
    estimates: Estimates,
    *,
    target: float = 0.03,
    expected: float | None = None,
    population: Mapping[str, int] | None = None,
    power: float = 0.8,
) -> PrecisionPlan:
    """Work out margins, bases needed and detectable changes from present estimates.

    Parameters
    ----------
    estimates : Estimates
        Present figures by user group or borough, with their bases and design effects.
    target : float
        Margin to reach: 0.03 is plus or minus 3 points.
    expected : float, optional
        Share to plan for; by default each level's own, and one half where it has none or is at an
        edge. One half asks for the largest base.
    population : mapping of str to int, optional
        Victims of each level, for the finite population correction; a level left out has none.
    power : float
        Probability of finding the change that is called detectable.

    Returns
    -------
    PrecisionPlan
        One row for each of the estimates' rows.

    Raises
    ------
    UsageError
        If the target is not between 0 and 0.5.

    Notes
    -----
    :func:`~satisfaction.numerics.power.margin_of_error`,
    :func:`~satisfaction.numerics.power.base_needed` and
    :func:`~satisfaction.numerics.power.detectable_change`, at the design effect of each level: that
    of answers as they are now drawn and weighted.
    """
    if not 0 < target < 0.5:  # noqa: PLR2004 - no share has a wider interval
        raise UsageError(
            f"The target margin is {target:g}; expected a share between 0 and 0.5, such as 0.03 "
            "for plus or minus 3 points."
        )
    table = _planned(estimates, target, expected, population or {}, power)
    method = (
        f"{estimates.provenance.method} Precision for a margin of {100 * target:g} points at "
        f"{estimates.confidence:.0%}, and changes found with {power:.0%} power between two equal "
        "and separate samples, at each group's present design effect."
    )
    return PrecisionPlan(
        table=table,
        provenance=replace(estimates.provenance, method=method),
        caveats=estimates.caveats,
        target=target,
        power=power,
        confidence=estimates.confidence,
    )


def _planned(
    estimates: Estimates,
    target: float,
    expected: float | None,
    population: Mapping[str, int],
    power: float,
) -> pd.DataFrame:
    rows = estimates.table
    share = _expected(rows, expected)
    base = rows["base"].to_numpy(np.float64)
    effect = rows["design_effect"].fillna(1.0).to_numpy(np.float64)
    people = rows["level"].map(dict(population)).astype(float).fillna(np.inf).to_numpy()
    asked = base > 0
    counted = np.where(asked, base, 1.0)
    margins = margin_of_error(share, counted, effect, people, confidence=estimates.confidence)
    needed = base_needed(share, target, effect, people, confidence=estimates.confidence)
    change = detectable_change(
        share, counted, design_effect=effect, confidence=estimates.confidence, power=power
    )
    return rows[_KEPT].assign(
        design_effect=np.where(asked, effect, np.nan),
        expected=share,
        margin=np.where(asked, margins, np.nan),
        base_needed=needed,
        more_needed=np.maximum(needed - base, 0.0),
        detectable_change=np.where(asked, change, np.nan),
        flag=rows["flag"],
    )


_KEPT = ["question", "measure", "statistic", "group", "level", "period", "base"]


def _expected(rows: pd.DataFrame, expected: float | None) -> np.ndarray:
    if expected is not None:
        return np.full(len(rows), float(expected))
    own = rows["estimate"]
    is_inside = (own > 0) & (own < 1) & (rows["flag"] != "hidden")
    shares: np.ndarray = own.where(is_inside, _SHARE_UNKNOWN).to_numpy(np.float64)
    return shares
