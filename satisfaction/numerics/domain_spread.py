"""Design variances of scores that each belong to one domain, by sums over (unit, domain)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from satisfaction.numerics.residuals import regressors_of
from satisfaction.numerics.sums import sum_by
from satisfaction.numerics.units import number_pairs, pair_codes, stage_units
from satisfaction.numerics.variance import stratum_scale

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.residuals import Grouping
    from satisfaction.numerics.units import Units

# What is left of a variance that calibration explains wholly is the rounding of its parts.
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DomainScores:
    """Scores of the m rows that are in a domain, each for its own domain only.

    Attributes
    ----------
    rows, domains : (m,) int arrays
        The rows and their domains.
    values : list of (m,) float arrays
        Weighted linearised variables, one a question; zero without an answer.
    n_domains : int
        Number of domains.
    """

    rows: IntArray
    domains: IntArray
    values: list[FloatArray]
    n_domains: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stage:
    """Scores summed over the (unit, domain) pairs of a stage, and how the units' spread counts.

    ``centring`` is 1 / n_h, or 0 for a stratum whose only unit is measured from zero.
    """

    units: Units
    domains: IntArray
    of_pair: IntArray
    values: list[FloatArray]
    scale: FloatArray
    centring: FloatArray
    n_domains: int
    # Code of (stratum, domain) of each pair, and the stratum and domain of each code.
    cells: tuple[IntArray, IntArray, IntArray]


def variances_of(scores: DomainScores, design: Design) -> FloatArray:
    """Estimate the variance of each question's total score in each domain.

    Parameters
    ----------
    scores : DomainScores
        Scores of the rows in a domain.
    design : Design
        The sampling design.

    Returns
    -------
    (n_domains, q) float array
        The diagonal of :func:`covariance_of`, without its rounding.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> rows = np.arange(4)
    >>> scores = DomainScores(
    ...     rows=rows, domains=rows % 2, values=[np.array([1.0, 0.0, -1.0, 0.0])], n_domains=2
    ... )
    >>> variances_of(scores, Design(weights=np.ones(4))).round(12).tolist()
    [[2.666666666667], [0.0]]
    """
    stages = _stages(scores, design)
    total = np.zeros((len(scores.values), scores.n_domains))
    for stage in stages:
        total += _own_spread(stage)
    if design.calibration is not None:
        total = _explained(total, stages, scores, design)
    return total.T


def covariance_of(scores: DomainScores, design: Design) -> FloatArray:
    """Estimate the joint covariance of the questions' total scores in the domains.

    Parameters
    ----------
    scores : DomainScores
        Scores of the rows in a domain.
    design : Design
        The sampling design.

    Returns
    -------
    (n_domains * q, n_domains * q) float array
        In the order (domain, question).

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> rows = np.arange(4)
    >>> scores = DomainScores(
    ...     rows=rows, domains=rows % 2, values=[np.array([1.0, 0.0, -1.0, 0.0])], n_domains=2
    ... )
    >>> covariance_of(scores, Design(weights=np.ones(4))).round(12).tolist()
    [[2.666666666667, 0.0], [0.0, 0.0]]
    """
    size, stages = scores.n_domains * len(scores.values), _stages(scores, design)
    total = np.zeros((size, size))
    for stage in stages:
        columns = _columns(stage)
        sums = _indicator(stage.units.strata, len(stage.scale)) @ columns
        within = columns.T @ sparse.diags_array(stage.scale[stage.units.strata]) @ columns
        between = sums.T @ sparse.diags_array(stage.scale * stage.centring) @ sums
        total += (within - between).toarray()
    if design.calibration is not None:
        slopes, cross, gram = _regression(stages, scores, design)
        total += slopes.T @ gram @ slopes - cross @ slopes - (cross @ slopes).T
    return (total + total.T) / 2


def _stages(scores: DomainScores, design: Design) -> list[_Stage]:
    return [_stage(scores, units, design) for units in stage_units(design)]


def _stage(scores: DomainScores, units: Units, design: Design) -> _Stage:
    """Sum the scores over the units of a stage that has fewer of them than rows."""
    of_pair, domains, values = units.of_row[scores.rows], scores.domains, scores.values
    if len(units.strata) < len(units.of_row):
        pair, first = number_pairs(of_pair, domains)
        of_pair, domains = of_pair[first], domains[first]
        values = [sum_by(pair, column, len(first)) for column in values]
    counts = units.counts.astype(np.float64)
    centring = 1 / np.maximum(counts, 1)
    if design.single_unit == "centre":
        centring[units.counts == 1] = 0.0
    return _Stage(
        units=units,
        of_pair=of_pair,
        domains=domains,
        values=values,
        scale=stratum_scale(units, design.single_unit),
        centring=centring,
        n_domains=scores.n_domains,
        cells=pair_codes(units.strata[of_pair], domains),
    )


def _own_spread(stage: _Stage) -> FloatArray:
    """Return the scaled sum of squares round the stratum means, (q, n_domains).

    Squares are taken round the mean of each (stratum, domain), so that nothing cancels.
    """
    n_domains = stage.n_domains
    cell, stratum, domain = stage.cells
    size = len(stratum)
    count = np.bincount(cell, minlength=size)
    beside = stage.scale[stratum] * count * (1 - count * stage.centring[stratum])
    found = np.zeros((len(stage.values), n_domains))
    for question, column in enumerate(stage.values):
        mean = sum_by(cell, column, size) / np.maximum(count, 1)
        squares = sum_by(cell, (column - mean[cell]) ** 2, size)
        spread = stage.scale[stratum] * squares + beside * mean**2
        found[question] = sum_by(domain, spread, n_domains)
    return found


def _explained(
    total: FloatArray, stages: list[_Stage], scores: DomainScores, design: Design
) -> FloatArray:
    """Take off what the calibration variables explain."""
    slopes, cross, gram = _regression(stages, scores, design)
    order = (scores.n_domains, len(scores.values))
    fitted = (slopes * (gram @ slopes)).sum(axis=0).reshape(order).T
    shared = (slopes * cross.T).sum(axis=0).reshape(order).T
    left = total + fitted - 2 * shared
    return np.where(left > _ROUNDING * (total + fitted), left, 0.0)


def _regression(
    stages: list[_Stage], scores: DomainScores, design: Design
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return slopes (k, d q), cross products with the variables (d q, k) and of these (k, k)."""
    regressors = regressors_of(design)
    grouping = regressors.grouping(scores.domains, scores.n_domains, scores.rows)
    fitting, weights = regressors.fitting[scores.rows], design.weights[scores.rows]
    plain = np.divide(fitting, weights, out=np.zeros(len(weights)), where=weights != 0)
    sums = np.stack([grouping.sums(column * plain) for column in scores.values], axis=1)
    slopes = regressors.slopes(sums.reshape(-1, sums.shape[2]).T)
    cross = np.zeros(slopes.T.shape)
    gram = np.zeros((len(slopes), len(slopes)))
    for stage in stages:
        add_cross, add_gram = _products(stage, grouping, scores, design)
        cross += add_cross
        gram += add_gram
    return slopes, cross, gram


def _products(
    stage: _Stage, grouping: Grouping, scores: DomainScores, design: Design
) -> tuple[FloatArray, FloatArray]:
    """Return a stage's scaled products of the weighted variables with the scores and themselves."""
    units, weights, regressors = stage.units, design.weights, regressors_of(design)
    of_row, scale = units.strata[units.of_row], stage.scale
    sums = regressors.grouping(of_row, len(scale)).sums(weights)
    centred = sums * (scale * stage.centring)[:, None]
    if len(units.strata) == len(units.of_row):
        factor = scale[of_row] * weights
        gram, inside = regressors.gram(factor * weights), factor[scores.rows]
        within = [grouping.sums(column * inside) for column in scores.values]
    else:
        totals = regressors.grouping(units.of_row, len(units.strata)).sums(weights)
        scaled = totals * scale[units.strata, None]
        gram, pairs = totals.T @ scaled, scaled[stage.of_pair]
        within = [
            _indicator(stage.domains, stage.n_domains, column) @ pairs for column in stage.values
        ]
    between = _between(stage, centred)
    cross = np.stack([a - b for a, b in zip(within, between, strict=True)], axis=1)
    return cross.reshape(-1, cross.shape[2]), gram - sums.T @ centred


def _between(stage: _Stage, centred: FloatArray) -> list[FloatArray]:
    """Return the products of the strata's sums of scores and variables, (n_domains, k) each."""
    cell, stratum, domain = stage.cells
    shape, found = (stage.n_domains, len(stage.scale)), []
    for column in stage.values:
        sums = sum_by(cell, column, len(stratum))
        found.append(np.asarray(sparse.csr_array((sums, (domain, stratum)), shape) @ centred))
    return found


def _columns(stage: _Stage) -> sparse.csr_array:
    """Return the scores as a sparse (units, domains * q) matrix."""
    size = len(stage.values)
    rows = np.tile(stage.of_pair, size)
    columns = np.concatenate([stage.domains * size + question for question in range(size)])
    shape = (len(stage.units.strata), stage.n_domains * size)
    return sparse.csr_array((np.concatenate(stage.values), (rows, columns)), shape)


def _indicator(
    groups: IntArray, n_groups: int, values: FloatArray | None = None
) -> sparse.csr_array:
    """Return a sparse matrix that sums rows, times their values, by group."""
    entries = np.ones(len(groups)) if values is None else values
    return sparse.csr_array((entries, (groups, np.arange(len(groups)))), (n_groups, len(groups)))
