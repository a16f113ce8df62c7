"""Goodness of fit beside the verdicts: what a statistician expects to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.goodness import GoodnessOfFit, goodness_of_fit, rao_scott_goodness
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance
from satisfaction.representativeness.residuals import residual_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.design import Design
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

_FEWEST_LEVELS = 2
_PLAIN = "respondents counted one each: mixes the design with non-response"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fits:
    """Tests of every dimension, and the residuals of every level."""

    goodness: pd.DataFrame
    residuals: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Levels:
    """Levels of one dimension that have victims: who is in which, and the shares to expect."""

    names: list[str]
    inside: Floats
    expected: Floats


def fit_dimensions(
    returns: Returns,
    profile: Profile,
    *,
    design: Design,
    dimensions: tuple[str, ...],
    population: Population,
) -> Fits:
    """Test the respondents of each dimension against the profile, plainly and by the design.

    The plain test counts respondents one each (R ``chisq.test``); the design-based one tests
    design-weighted shares by Rao and Scott's second-order correction (R ``survey::svygofchisq``).
    """
    period = profile.provenance.period
    tests: list[dict[str, object]] = []
    residuals: list[dict[str, object]] = []
    for name in dimensions:
        levels = _levels(returns, profile, name, population)
        if len(levels.names) < _FEWEST_LEVELS or not np.nansum(levels.inside):
            continue
        about = {"period": period, "dimension": name}
        plain = goodness_of_fit(np.nansum(levels.inside, axis=0), expected_shares=levels.expected)
        weighted = _Weighted(levels, design)
        tests.append({**about, **_plain(plain), **weighted.numbers()})
        residuals += [
            {**about, **row} for row in residual_rows(levels.names, plain, weighted.residuals())
        ]
    return Fits(goodness=pd.DataFrame(tests), residuals=pd.DataFrame(residuals))


def _levels(returns: Returns, profile: Profile, name: str, population: Population) -> _Levels:
    victims = profile.covered_counts(name, population=population).rename(str)
    held = [level for level in returns.dimension(name).levels if victims.get(level, 0) > 0]
    column = returns.frame[name]
    inside: Floats = np.zeros((len(returns), len(held)))
    for place, level in enumerate(held):
        inside[:, place] = (column == level).to_numpy()
    inside[inside.sum(axis=1) == 0] = np.nan
    expected = victims.reindex(held).to_numpy(np.float64)
    return _Levels(names=held, inside=inside, expected=expected / max(expected.sum(), 1.0))


def _plain(fit: GoodnessOfFit) -> dict[str, object]:
    return {
        "basis": _PLAIN,
        "chi_square": fit.chi_square,
        "df": fit.df,
        "p_value": fit.p_value,
        "cohen_w": fit.cohen_w,
        "cramers_v": fit.cramers_v,
        "dissimilarity": fit.dissimilarity,
    }


class _Weighted:
    """The design-weighted shares of one dimension, and how far they are from the profile's."""

    def __init__(self, levels: _Levels, design: Design) -> None:
        everyone = np.zeros(design.n_rows, dtype=np.int64)
        means = mean_scores(levels.inside, weights=design.weights, domains=everyone, n_domains=1)
        self._shares = means.estimates[0]
        self._joint = covariance(means.scores, design)
        self._expected = levels.expected
        self._n = float(means.counts[0, 0])
        self._df = degrees_of_freedom(design, ~np.isnan(levels.inside[:, 0]))

    def residuals(self) -> Floats:
        """Return difference over standard error; NaN where nobody or everybody is in the level."""
        errors = np.sqrt(np.diag(self._joint))
        found: Floats = (self._shares - self._expected) / np.where(errors > 0, errors, np.nan)
        return found

    def numbers(self) -> dict[str, float]:
        """Return the test and the effect sizes; no test without a variance."""
        gap = self._shares - self._expected
        squares = float((gap**2 / self._expected).sum())
        return {
            **self._test(),
            "weighted_cohen_w": float(np.sqrt(squares)),
            "weighted_cramers_v": float(np.sqrt(squares / (len(gap) - 1))),
            "weighted_dissimilarity": float(np.abs(gap).sum() / 2),
        }

    def _test(self) -> dict[str, float]:
        names = ("rao_scott_chi_square", "rao_scott_f", "rao_scott_df", "rao_scott_df_denominator",
                 "rao_scott_p_value", "mean_design_effect")  # fmt: skip
        if not (np.trace(self._joint) > 0 and self._df > 0):
            return dict.fromkeys(names, float("nan"))
        fit = rao_scott_goodness(
            self._shares, self._joint, expected_shares=self._expected, n=self._n, df_design=self._df
        )
        roots = self._n * np.diag(self._joint) / self._expected
        effect = float(roots.sum() / (len(self._shares) - 1))
        values = (fit.chi_square, fit.f_statistic, fit.df, fit.df_denominator, fit.p_value_f)
        return dict(zip(names, (*values, effect), strict=True))
