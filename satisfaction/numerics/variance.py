"""Covariance of estimates under the sampling design, by Taylor linearisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import sampling_units

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design, Units

_RANK_TOLERANCE = 1e-12


def covariance(scores: FloatArray, design: Design) -> FloatArray:
    r"""Estimate the joint covariance of statistics from their weighted linearised variables.

    With :math:`z_{hc}` the sum of the scores over unit :math:`c` of stratum :math:`h`,

    .. math:: V = \sum_h \Bigl(1 - \frac{n_h}{N_h}\Bigr) \frac{n_h}{n_h - 1}
              \sum_c (z_{hc} - \bar z_h)(z_{hc} - \bar z_h)^\top .

    On a calibrated design the scores are first replaced by
    :math:`w_i (u_i - x_i^\top \hat B)`, where :math:`u_i` is the score without its weight and
    :math:`\hat B` its regression on the calibration variables, weighted by the base weights.

    Parameters
    ----------
    scores : (n, k) float array
        Weighted linearised variables, so that the column sums are the linear parts of the
        statistics; zero outside the domain. One column may be given as ``(n,)``.
    design : Design
        The sampling design, with all rows of the sample.

    Returns
    -------
    (k, k) float array
        Covariance matrix; symmetric and positive semi-definite.

    Raises
    ------
    EstimationError
        If the rows differ in number from the design's, or a stratum has one unit and the design
        refuses that.

    Notes
    -----
    Binder (1983); Deville and Sarndal (1992) for the residuals. R: ``survey::svyrecvar``, hence
    ``vcov`` of ``svymean``, ``svytotal``, ``svyglm`` on ``svydesign``, ``postStratify``,
    ``calibrate`` and, with ``residual_weights="none"``, ``rake``: equal to 1e-10 of the largest.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> answers = np.array([0.0, 1.0, 1.0, 1.0])
    >>> scores = (answers - answers.mean()) / 4
    >>> covariance(scores, Design(weights=np.ones(4))).round(6).tolist()
    [[0.0625]]
    """
    columns = _as_columns(scores, design)
    units = sampling_units(design)
    totals = _unit_totals(calibration_residuals(columns, design), design, units)
    deviations = _centre(totals, design, units)
    deviations *= np.sqrt(_stratum_scale(design, units))[units.strata, None]
    return deviations.T @ deviations


def calibration_residuals(scores: FloatArray, design: Design) -> FloatArray:
    """Replace scores by their residuals on the calibration variables.

    Parameters
    ----------
    scores : (n, k) float array
        Weighted linearised variables.
    design : Design
        The sampling design; without a calibration the scores come back as they are.

    Returns
    -------
    (n, k) float array
        Weighted residuals: the part of each score that calibration does not explain.

    Notes
    -----
    See :func:`covariance`. Rows of weight zero carry no score.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> design = Design(weights=np.ones(2), base_weights=np.ones(2), calibration=np.ones((2, 1)))
    >>> calibration_residuals(np.array([[1.0], [3.0]]), design).tolist()
    [[-1.0], [1.0]]
    """
    if design.calibration is None:
        return scores
    weights = design.weights[:, None]
    plain = np.divide(scores, weights, out=np.zeros_like(scores), where=weights != 0)
    fitting = design.base_weights if design.residual_weights == "base" else None
    return weights * (plain - _fitted_values(plain, design.calibration, fitting))


def _fitted_values(
    values: FloatArray, regressors: FloatArray, weights: FloatArray | None
) -> FloatArray:
    """Least-squares fit; the pseudo-inverse lets all indicators of all margins be regressors."""
    weighted = regressors if weights is None else regressors * weights[:, None]
    gram = regressors.T @ weighted
    scale = np.sqrt(np.diag(gram))
    scale[scale == 0] = 1.0
    inverse = np.linalg.pinv(gram / np.outer(scale, scale), rcond=_RANK_TOLERANCE, hermitian=True)
    slopes = inverse @ ((weighted.T @ values) / scale[:, None])
    fitted: FloatArray = regressors @ (slopes / scale[:, None])
    return fitted


def _as_columns(scores: FloatArray, design: Design) -> FloatArray:
    columns = np.asarray(scores, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if len(columns) != design.n_rows:
        raise EstimationError(
            f"There are {len(columns)} rows of scores for a design of {design.n_rows} rows. "
            "Keep every row of the sample and score zero outside the domain."
        )
    return columns


def _unit_totals(scores: FloatArray, design: Design, units: Units) -> FloatArray:
    if design.clusters is None:
        return scores
    return _sum_groups(scores, units.of_row, len(units.strata))


def _centre(totals: FloatArray, design: Design, units: Units) -> FloatArray:
    """Subtract the stratum mean; a single unit follows the design's rule."""
    sums = _sum_groups(totals, units.strata, len(units.counts))
    means = sums / np.maximum(units.counts, 1)[:, None]
    single = units.counts == 1
    if single.any() and design.single_unit == "refuse":
        raise EstimationError(
            f"{int(single.sum())} strata have a single sampled unit, first stratum "
            f"{int(np.flatnonzero(single)[0])}. Merge strata, or choose another single-unit rule."
        )
    if design.single_unit == "centre":
        means[single] = totals.mean(axis=0)
    return totals - means[units.strata]


def _stratum_scale(design: Design, units: Units) -> FloatArray:
    """Give f_h n_h / (n_h - 1) for each stratum; f_h alone where there is one unit."""
    counts = units.counts.astype(np.float64)
    scale = counts / np.maximum(counts - 1, 1)
    if design.population is not None:
        population = np.asarray(design.population, dtype=np.float64)
        scale *= 1 - np.divide(counts, population, out=np.zeros(len(counts)), where=population > 0)
    return scale


def _sum_groups(values: FloatArray, groups: IntArray, n_groups: int) -> FloatArray:
    """Sum rows by group: a sparse indicator matrix times the values."""
    rows = len(groups)
    indicator = sparse.csr_array((np.ones(rows), (groups, np.arange(rows))), shape=(n_groups, rows))
    return np.asarray(indicator @ values, dtype=np.float64)
