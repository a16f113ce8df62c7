"""Standard errors of a step where the victims of a cluster may stay or go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.design import Design, degrees_of_freedom
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import IntArray
    from satisfaction.numerics.design import SingleUnit
    from satisfaction.representativeness.steps import Stage

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

UNTOLD = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Victims before a step, row by row.

    Attributes
    ----------
    codes : (n,) int array
        Level of each, one past the last where it is unknown.
    weights : (n,) float array
    strata, clusters : (n,) int arrays or None
        A cluster of ``UNTOLD`` is not known.
    single_unit : str
        What a stratum with one unit contributes, as in :class:`~satisfaction.numerics.Design`.
    """

    codes: Codes
    weights: Floats
    strata: IntArray | None
    clusters: IntArray | None
    single_unit: SingleUnit = "centre"

    @property
    def are_untold(self) -> bool:
        """Whether there are clusters, and the cluster of somebody is not known."""
        return self.clusters is not None and bool((self.clusters == UNTOLD).any())

    @property
    def df(self) -> float:
        """Degrees of freedom: clusters less strata; infinity without clusters."""
        if self.clusters is None:
            return np.inf
        return np.nan if self.are_untold else float(degrees_of_freedom(self.design()))

    def among(self, chosen: Bools) -> Rows:
        """Return those chosen."""
        return Rows(
            codes=self.codes[chosen],
            weights=self.weights[chosen],
            strata=None if self.strata is None else self.strata[chosen],
            clusters=None if self.clusters is None else self.clusters[chosen],
            single_unit=self.single_unit,
        )

    def design(self) -> Design:
        """Return the design of the rows, drawn with replacement."""
        return Design(
            weights=self.weights,
            strata=self.strata,
            clusters=self.clusters,
            single_unit=self.single_unit,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterErrors:
    """Errors of the k differences of a step from sums over clusters; NaN where these are untold.

    Attributes
    ----------
    own, alike : (k,) float arrays
        With each level's own rate of staying, and with the rate of all.
    df : float
    """

    own: Floats
    alike: Floats
    df: float


def share_covariance(rows: Rows, shares: Floats, design: Design | None = None) -> Floats:
    """Return the covariance, (k, k), of weighted shares from sums over clusters within strata.

    Clusters count as drawn with replacement: no correction for a finite population, unless
    ``design`` has one. NaN where the clusters are untold.
    """
    if rows.are_untold or not len(rows.codes):
        return np.full((len(shares), len(shares)), np.nan)
    total = float(rows.weights[rows.codes < len(shares)].sum())
    return covariance(_scores(rows, shares, total), design or rows.design())


def retention_errors(rows: Rows, kept: Bools, before: Stage, after: Stage) -> ClusterErrors | None:
    """Return the errors of a step at which whole clusters stay more or less; None without them.

    Notes
    -----
    Those before the step are taken as given. With :math:`e_i` whether one stays less the rate
    expected, the score of level :math:`k` is :math:`w_i (1_{ik} - p_k) e_i` over the weight of
    those who stay; its sums over clusters vary within strata (Binder 1983).
    """
    if rows.clusters is None:
        return None
    size = len(before.counts)
    if rows.are_untold:
        nothing = np.full(size, np.nan)
        return ClusterErrors(own=nothing, alike=nothing, df=np.nan)
    total = max(float(after.sizes.sum()), 1e-300)
    overall = total / max(float(before.sizes.sum()), 1e-300)
    held = np.divide(after.sizes, before.sizes, where=before.sizes > 0, out=np.zeros(size))
    rates = np.append(held, overall)[rows.codes]
    own = _scores(rows, after.shares, total) * (kept - rates)[:, None]
    alike = _scores(rows, before.shares, total) * (kept - overall)[:, None]
    return ClusterErrors(own=_roots(own, rows), alike=_roots(alike, rows), df=rows.df)


def _scores(rows: Rows, shares: Floats, total: float) -> Floats:
    """Return the linearised weighted shares; whoever is unknown has no part in them."""
    known = rows.codes < len(shares)
    away = (rows.codes[:, None] == np.arange(len(shares))) - shares
    scores: Floats = away * (known * rows.weights / max(total, 1e-300))[:, None]
    return scores


def _roots(scores: Floats, rows: Rows) -> Floats:
    roots: Floats = np.sqrt(np.maximum(np.diag(covariance(scores, rows.design())), 0))
    return roots
