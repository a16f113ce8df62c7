"""Goodness of fit beside the verdicts: what a statistician expects to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.numerics.goodness import goodness_of_fit

if TYPE_CHECKING:
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns


def goodness_table(
    returns: Returns, profile: Profile, dimensions: tuple[str, ...], population: Population
) -> pd.DataFrame:
    """Return chi-square and effect sizes of the unweighted respondents on each dimension."""
    rows = [_fit(returns, profile, name, population) for name in dimensions]
    return pd.DataFrame([row for row in rows if row])


def _fit(
    returns: Returns, profile: Profile, name: str, population: Population
) -> dict[str, object]:
    levels = list(returns.dimension(name).levels)
    victims = profile.covered_counts(name, population=population)
    victims.index = victims.index.astype(str)
    expected = victims.reindex(levels).fillna(0).to_numpy(np.float64)
    counts = returns.frame[name].astype(str).value_counts().reindex(levels).fillna(0)
    held = expected > 0
    if held.sum() < 2 or not counts[held].sum():  # noqa: PLR2004 - one level has nothing to fit
        return {}
    fit = goodness_of_fit(
        counts[held].to_numpy().astype(np.float64),
        expected_shares=expected[held] / expected[held].sum(),
    )
    return {
        "period": profile.provenance.period,
        "dimension": name,
        "basis": "unweighted respondents: mixes the design with non-response",
        "chi_square": fit.chi_square,
        "df": fit.df,
        "p_value": fit.p_value,
        "cohen_w": fit.cohen_w,
        "cramers_v": fit.cramers_v,
        "dissimilarity": fit.dissimilarity,
    }
