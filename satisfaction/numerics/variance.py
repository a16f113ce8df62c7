"""Covariance of estimates under the sampling design, by Taylor linearisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.residuals import calibration_residuals
from satisfaction.numerics.sums import sum_groups
from satisfaction.numerics.units import stage_units

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray
    from satisfaction.numerics.design import Design, SingleUnit
    from satisfaction.numerics.units import Units

__all__ = ["calibration_residuals", "covariance", "stratum_scale"]


def covariance(scores: FloatArray, design: Design) -> FloatArray:
    r"""Estimate the joint covariance of statistics from their weighted linearised variables.

    With :math:`z_{hc}` the sum of the scores over unit :math:`c` of stratum :math:`h`,

    .. math:: V = \sum_h \Bigl(1 - \frac{n_h}{N_h}\Bigr) \frac{n_h}{n_h - 1}
              \sum_c (z_{hc} - \bar z_h)(z_{hc} - \bar z_h)^\top .

    Where the first stage has a finite population correction, each later stage adds the same
    expression within every unit of the stage before, times the sampling fractions
    :math:`n_h / N_h` of the stages before.

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
    residuals = calibration_residuals(_as_columns(scores, design), design)
    total = np.zeros((residuals.shape[1], residuals.shape[1]))
    for units in stage_units(design):
        scale = stratum_scale(units, design.single_unit)
        totals = _unit_totals(residuals, units)
        deviations = totals - _centres(totals, units, design.single_unit)[units.strata]
        deviations *= np.sqrt(scale)[units.strata, None]
        total += deviations.T @ deviations
    return total


def _as_columns(scores: FloatArray, design: Design) -> FloatArray:
    columns = np.asarray(scores, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if len(columns) != design.n_rows:
        raise EstimationError(
            f"There are {len(columns)} rows of scores for a design of {design.n_rows} rows. "
            "Keep every row of the sample and score zero outside the domain."
        )
    return columns


def _unit_totals(scores: FloatArray, units: Units) -> FloatArray:
    if len(units.strata) == len(scores):
        ordered = np.empty_like(scores)
        ordered[units.of_row] = scores
        return ordered
    return sum_groups(scores, units.of_row, len(units.strata))


def _centres(totals: FloatArray, units: Units, rule: SingleUnit) -> FloatArray:
    """Give what each stratum's units are measured from: their mean, or zero for a single unit."""
    means = sum_groups(totals, units.strata, len(units.counts))
    means /= np.maximum(units.counts, 1)[:, None]
    if rule == "centre":
        means[units.counts == 1] = 0.0
    return means


def stratum_scale(units: Units, rule: SingleUnit) -> FloatArray:
    r"""Give what each stratum's sum of squares is multiplied by.

    :math:`s_h (1 - n_h / N_h)\, n_h / (n_h - 1)`, with :math:`s_h` the sampling fractions of the
    stages before; without the last factor where there is one unit.

    Parameters
    ----------
    units : Units
        The units of a stage.
    rule : {"centre", "certainty", "refuse", "average"}
        What a stratum with one sampled unit contributes.

    Returns
    -------
    (n_strata,) float array

    Raises
    ------
    EstimationError
        If the rule refuses a single unit, or averages where every stratum has one.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.units import sampling_units
    >>> design = Design(weights=np.ones(3), population=np.array([6.0]))
    >>> stratum_scale(sampling_units(design), "centre").tolist()
    [0.75]
    """
    counts = units.counts.astype(np.float64)
    correction = 1 - np.divide(
        counts, units.population, out=np.zeros(len(counts)), where=units.population > 0
    )
    scale = units.share * correction * counts / np.maximum(counts - 1, 1)
    single = (units.counts == 1) & (scale > 0)
    if single.any() and rule == "refuse":
        raise EstimationError(
            f"{int(single.sum())} strata have a single sampled unit, first stratum "
            f"{int(np.flatnonzero(single)[0])}. Merge strata, or choose another single-unit rule."
        )
    if rule == "average":
        scale = scale * _averaging(units, single)
    result: FloatArray = scale
    return result


def _averaging(units: Units, single: BoolArray) -> FloatArray:
    """Let the other strata stand for those of one unit, within each unit of the stage before."""
    known = (units.counts > 0) & ~single
    present = np.bincount(units.parents, weights=units.counts > 0)
    usable = np.bincount(units.parents, weights=known)
    if ((usable == 0) & (present > 0)).any():
        raise EstimationError(
            "Every stratum that the average is taken over has a single sampled unit, so there is "
            "nothing to average. Merge strata, or choose another single-unit rule."
        )
    factors: FloatArray = (present / np.maximum(usable, 1))[units.parents] * known
    return factors
