"""Effective bases of areas, steadier than each area's own estimated variance would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.estimates.answers import indicators, question_of
from satisfaction.estimates.domains import domains
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


def steady_bases(
    returns: Returns,
    areas: pd.DataFrame,
    *,
    measure: str,
    by: str,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
) -> npt.NDArray[np.float64]:
    """Return the effective base of each row of ``areas``, never above its base.

    A hundred answers give a noisy variance, and a variance that is small by chance makes an area
    look like an outlier. So the design effect is Kish's from the area's own weights, times the
    ratio of the linearised to Kish's design effects over all areas that are shown together.
    """
    kish = _kish_effects(returns, measure=measure, by=by, period=period, where=where)
    effects = areas["level"].map(kish).fillna(1.0).to_numpy(np.float64)
    base = areas["base"].to_numpy(np.float64)
    found = areas["design_effect"].to_numpy(np.float64)
    told = np.isfinite(found) & (areas["flag"] != "hidden").to_numpy()
    ratio = (base @ np.where(told, found, 0.0)) / max(base @ np.where(told, effects, 0.0), 1.0)
    scale = ratio if told.any() else 1.0
    bases: npt.NDArray[np.float64] = np.minimum(base / (effects * scale), base)
    return bases


def _kish_effects(
    returns: Returns,
    *,
    measure: str,
    by: str,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
) -> dict[str, float]:
    """Return n times the sum of squared weights over the square of their sum, by level."""
    groups = domains(returns, by=by, period=period, where=where)
    answered = indicators(returns, question_of(returns.survey, measure), "shares").answered
    inside = answered & (groups.codes >= 0)
    codes, weights = groups.codes[inside], survey_design(returns).weights[inside]
    size = len(groups.levels)
    total, squares = (np.bincount(codes, weights**k, minlength=size) for k in (1, 2))
    count = np.bincount(codes[weights != 0], minlength=size)
    effects = np.divide(count * squares, total**2, out=np.ones(size), where=total > 0)
    return dict(zip(groups.levels, effects.tolist(), strict=True))
