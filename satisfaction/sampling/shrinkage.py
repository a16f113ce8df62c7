"""Main effects on a chance, each pulled to the mean as far as its base is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

_ROUNDS = 500
_SETTLED = 1e-5
_SMALLEST_VARIANCE = 1e-6
# A flat prior on the mean, only so that a sample of which everyone answered has a finite fit.
_MEAN_PRECISION = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShrunkenLogit:
    """Intercept and one effect a level, factor after factor, in log odds."""

    intercept: float
    effects: Floats
    variances: Floats
    converged: bool


def fit_shrunken(
    successes: Floats, trials: Floats, indicators: Floats, factor: Integers
) -> ShrunkenLogit:
    r"""Fit :math:`\mathrm{logit}\,p = a + \sum_d b_{d}`, with :math:`b_d \sim N(0, \tau_d^2)`.

    The variance of each factor is estimated from the same data: empirical Bayes. Levels with few
    trials are pulled to the mean of their factor, a level without any is at the mean.

    Parameters
    ----------
    successes, trials : (n,) float arrays
    indicators : (n, k) float array
        One column of 0 and 1 a level.
    factor : (k,) int array
        Factor of each column, from 0.

    Notes
    -----
    Penalised quasi-likelihood (Breslow and Clayton 1993) with the EM step
    :math:`\tau_d^2 = \overline{b^2 + \mathrm{var}(b)}` after each Newton step.
    """
    design = np.column_stack([np.ones(len(trials)), indicators])
    variances = np.full(int(factor.max(initial=-1)) + 1, 0.1)
    solution = np.zeros(design.shape[1])
    converged = False
    for _ in range(_ROUNDS):
        penalty = np.concatenate([[_MEAN_PRECISION], 1 / variances[factor]])
        fitted = expit(design @ solution)
        spread = trials * fitted * (1 - fitted)
        covariance = np.linalg.inv(design.T @ (design * spread[:, None]) + np.diag(penalty))
        score = design.T @ (successes - trials * fitted) - penalty * solution
        step = np.clip(covariance @ score, -2.0, 2.0)
        solution = solution + step
        updated = _variances(solution[1:], np.diag(covariance)[1:], factor, len(variances))
        moved = max(np.abs(step).max(), np.abs(updated - variances).max(initial=0.0))
        variances = updated
        if moved < _SETTLED:
            converged = True
            break
    return ShrunkenLogit(
        intercept=float(solution[0]),
        effects=solution[1:],
        variances=variances,
        converged=converged,
    )


def _variances(effects: Floats, uncertainty: Floats, factor: Integers, factors: int) -> Floats:
    levels = np.bincount(factor, minlength=factors)
    squares = np.bincount(factor, effects**2 + uncertainty, minlength=factors)
    return np.maximum(squares / np.maximum(levels, 1), _SMALLEST_VARIANCE)
