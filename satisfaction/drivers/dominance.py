"""The second opinion: how much of the explained variation each driver's poor ratings take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.correlations import weighted_correlations
from satisfaction.numerics.shapley import exact_lmg

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.drivers.model import DriverModel

    Floats = npt.NDArray[np.float64]

_PROBES = 200
_PROBE_QUANTILE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PenaltyDominance:
    """Shapley shares of the R-squared of being dissatisfied, over the low dummies.

    Top ratings, not asked, and controls are always in.

    Attributes
    ----------
    model : DriverModel
    shares : (j,) float array
        In units of R-squared; never negative.
    null_line : float
        What a low rating without any association reaches by chance: the 95 % quantile of probes.
    """

    model: DriverModel
    shares: Floats
    null_line: float

    def under(self, weights: Floats) -> Floats:
        """Return the shares under each column of replicate ``weights`` (m, b): (j, b)."""
        return _shares(self.model, weights)


def penalty_dominance(model: DriverModel, *, seed: int) -> PenaltyDominance:
    """Divide R-squared among the drivers' low ratings, and say what chance would give.

    Parameters
    ----------
    model : DriverModel
    seed : int
        Of the probes.

    Returns
    -------
    PenaltyDominance

    Notes
    -----
    Budescu (1993), Lindeman, Merenda and Gold (1980). A Shapley share is never negative, so zero is
    no line to hold it against. A probe is a driver's low rating dealt out anew among respondents:
    it keeps its reach and has no association. Its share, when all else is in, is close to its mean
    gain over all orders, since it is correlated with nothing.
    """
    weights = model.answers.weights
    shares = _shares(model, weights[:, None])[:, 0]
    return PenaltyDominance(model=model, shares=shares, null_line=_null_line(model, seed))


def _shares(model: DriverModel, weights: Floats) -> Floats:
    columns = model.columns
    matrix = weighted_correlations(model.answers.outcome, columns.x[:, 1:], weights)
    groups = columns.low
    low = {row for group in groups for row in group}
    always = [row for row in range(1, columns.x.shape[1]) if row not in low]
    return np.atleast_1d(exact_lmg(matrix, groups=groups, always_in=always).shares)


def _null_line(model: DriverModel, seed: int) -> float:
    """Return the 95 % quantile of the gain of probes, each a low rating dealt out anew."""
    rng = np.random.default_rng(seed)
    columns, weights = model.columns, model.answers.weights
    turns = [columns.low[turn % len(columns.low)] for turn in range(_PROBES)]
    probes = np.column_stack([rng.permutation(columns.x[:, low].max(axis=1)) for low in turns])
    root = np.sqrt(weights)[:, None]
    basis, _ = np.linalg.qr(columns.x * root)
    outcome = model.answers.outcome[:, None] * root
    mean = float(weights @ model.answers.outcome / weights.sum())
    total = float(weights @ (model.answers.outcome - mean) ** 2)
    left = outcome - basis @ (basis.T @ outcome)
    probe = probes * root
    probe -= basis @ (basis.T @ probe)
    gains = (probe.T @ left)[:, 0] ** 2 / (probe**2).sum(axis=0) / total
    return float(np.quantile(gains, _PROBE_QUANTILE))
