"""Estimates with their linearised variables: what each respondent contributes to each estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.contrasts import Contrasts, contrast

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray


__all__ = [
    "Contrasts",
    "DomainMeans",
    "DomainVariances",
    "Ratios",
    "contrast",
    "domain_variances",
    "mean_scores",
    "ratio_scores",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DomainMeans:
    """Weighted means of q variables in d domains, with their linearised variables.

    Attributes
    ----------
    estimates : (d, q) float array
        Weighted means; NaN where nobody answered.
    scores : (n, d * q) float array
        Weighted linearised variables, in the order of ``estimates.ravel()``; the column of an
        estimate that is NaN is zero.
    counts : (d, q) int array
        Answers counted: the base.
    weight_totals : (d, q) float array
        Sum of the weights of the answers counted.
    """

    estimates: FloatArray
    scores: FloatArray
    counts: IntArray
    weight_totals: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DomainVariances:
    """Weighted means in domains with their variances only, for large problems.

    Attributes
    ----------
    estimates, variances : (d, q) float arrays
        Weighted means and their design variances; NaN where nobody answered.
    counts : (d, q) int array
        Answers counted: the base.
    weight_totals : (d, q) float array
        Sum of the weights of the answers counted.
    """

    estimates: FloatArray
    variances: FloatArray
    counts: IntArray
    weight_totals: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratios:
    """Ratios of totals with their linearised variables.

    Attributes
    ----------
    estimates : (q,) float array
        Numerator total over denominator total.
    scores : (n, q) float array
        Weighted linearised variables.
    """

    estimates: FloatArray
    scores: FloatArray


def mean_scores(
    y: FloatArray, *, weights: FloatArray, domains: IntArray, n_domains: int
) -> DomainMeans:
    r"""Estimate means in domains, and linearise them.

    :math:`\bar y_d = \sum_{i \in d} w_i y_i / \hat N_d`, with scores
    :math:`w_i 1_{id} (y_i - \bar y_d) / \hat N_d`, where :math:`\hat N_d` is the weight total of
    the answers counted.

    Parameters
    ----------
    y : (n, q) float array
        Variables; NaN leaves the base. One variable may be given as ``(n,)``.
    weights : (n,) float array
        Weights.
    domains : (n,) int array
        Domain of each row, from 0; -1 for none.
    n_domains : int
        Number of domains, also of those without rows.

    Returns
    -------
    DomainMeans
        Means, scores, bases. ``covariance(means.scores, design)`` is their joint covariance.

    Notes
    -----
    R: ``survey::svymean`` and ``svyby``, with the joint covariance that ``svyby(covmat = TRUE)``
    should give. Sarndal, Swensson and Wretman (1992), section 5.5. The scores take
    ``n * d * q`` numbers; :func:`domain_variances` does without them.

    Examples
    --------
    >>> import numpy as np
    >>> means = mean_scores(
    ...     np.array([0.0, 1.0, np.nan, 1.0]),
    ...     weights=np.array([1.0, 3.0, 2.0, 2.0]),
    ...     domains=np.array([0, 0, 0, 1]),
    ...     n_domains=2,
    ... )
    >>> means.estimates.ravel().tolist(), means.counts.ravel().tolist()
    ([0.75, 1.0], [2, 1])
    """
    values, answered = _answers(y)
    _check_rows(values, weights, domains, n_domains)
    estimates, totals, counts = _means(values, answered, weights, domains, n_domains)
    scores = np.zeros((len(values), n_domains * values.shape[1]))
    for question in range(values.shape[1]):
        rows = np.flatnonzero(answered[:, question] & (domains >= 0))
        inside = domains[rows]
        column = inside * values.shape[1] + question
        scores[rows, column] = _row_scores(
            values[rows, question],
            weights[rows],
            inside,
            estimates[:, question],
            totals[:, question],
        )
    return DomainMeans(estimates=estimates, scores=scores, counts=counts, weight_totals=totals)


def domain_variances(
    y: FloatArray,
    *,
    weights: FloatArray,
    strata: IntArray | None,
    domains: IntArray,
    n_domains: int,
    population: FloatArray | None = None,
) -> DomainVariances:
    r"""Estimate means in domains and their variances without forming rows x domains arrays.

    With :math:`s_i` the score of row :math:`i` for its own domain, the variance is
    :math:`\sum_h (1 - n_h / N_h) \frac{n_h}{n_h - 1} (\sum s_i^2 - (\sum s_i)^2 / n_h)`, the sums
    over the rows of stratum :math:`h` in the domain. A stratum of one row is centred at the grand
    mean of the scores, which is zero.

    Parameters
    ----------
    y : (n, q) float array
        Variables; NaN leaves the base.
    weights : (n,) float array
        Weights; not calibrated.
    strata : (n,) int array or None
        Stratum of each row; no clusters.
    domains : (n,) int array
        Domain of each row, from 0; -1 for none.
    n_domains : int
        Number of domains.
    population : (n_strata,) float array, optional
        Population of each stratum, for the finite population correction.

    Returns
    -------
    DomainVariances
        Equal to the diagonal of ``covariance(mean_scores(...).scores, design)``.

    Notes
    -----
    Four ``bincount`` passes a variable: O(n q) time, O(strata x domains) memory.

    Examples
    --------
    >>> import numpy as np
    >>> result = domain_variances(
    ...     np.array([0.0, 1.0, 1.0, 1.0]),
    ...     weights=np.ones(4),
    ...     strata=None,
    ...     domains=np.zeros(4, dtype=int),
    ...     n_domains=1,
    ... )
    >>> result.variances.round(6).tolist()
    [[0.0625]]
    """
    values, answered = _answers(y)
    _check_rows(values, weights, domains, n_domains)
    codes = np.zeros(len(values), dtype=np.int64) if strata is None else strata
    estimates, totals, counts = _means(values, answered, weights, domains, n_domains)
    rows_in = np.bincount(codes, minlength=0 if population is None else len(population))
    variances = np.full(estimates.shape, np.nan)
    for question in range(values.shape[1]):
        rows = answered[:, question] & (domains >= 0)
        scores = _row_scores(
            values[rows, question],
            weights[rows],
            domains[rows],
            estimates[:, question],
            totals[:, question],
        )
        cell = codes[rows] * n_domains + domains[rows]
        summed = _stratum_variances(scores, cell, rows_in, population, n_domains)
        some = totals[:, question] > 0
        variances[some, question] = summed[some]
    return DomainVariances(
        estimates=estimates, variances=variances, counts=counts, weight_totals=totals
    )


def ratio_scores(
    numerator: FloatArray, denominator: FloatArray, *, weights: FloatArray | None = None
) -> Ratios:
    r"""Estimate ratios of totals, and linearise them.

    :math:`R = \sum w_i y_i / \sum w_i x_i`, with scores :math:`w_i (y_i - R x_i) / \sum w_i x_i`.

    Parameters
    ----------
    numerator, denominator : (n, q) float arrays
        Variables without missing values, zero outside the domain; one ratio may be ``(n,)``.
    weights : (n,) float array, optional
        Weights; ``None`` if both arrays are weighted already.

    Returns
    -------
    Ratios
        Estimates and scores.

    Raises
    ------
    EstimationError
        If a denominator total is zero.

    Notes
    -----
    R: ``survey::svyratio``.

    Examples
    --------
    >>> import numpy as np
    >>> ratio_scores(np.array([1.0, 2.0]), np.array([2.0, 4.0])).estimates.tolist()
    [0.5]
    """
    top, bottom = _columns(numerator), _columns(denominator)
    if weights is not None:
        top, bottom = top * weights[:, None], bottom * weights[:, None]
    total = bottom.sum(axis=0)
    if (total == 0).any():
        raise EstimationError(
            f"The denominator of ratio {int(np.flatnonzero(total == 0)[0])} sums to zero; "
            "leave that ratio out."
        )
    estimates = top.sum(axis=0) / total
    return Ratios(estimates=estimates, scores=(top - estimates * bottom) / total)


def _means(
    values: FloatArray,
    answered: BoolArray,
    weights: FloatArray,
    domains: IntArray,
    n_domains: int,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Means, weight totals and counts by domain and variable."""
    shape = (n_domains, values.shape[1])
    estimates, totals = np.full(shape, np.nan), np.zeros(shape)
    counts = np.zeros(shape, dtype=np.int64)
    for question in range(values.shape[1]):
        rows = answered[:, question] & (domains >= 0)
        inside, share = domains[rows], weights[rows]
        counts[:, question] = np.bincount(inside, minlength=n_domains)
        totals[:, question] = np.bincount(inside, weights=share, minlength=n_domains)
        sums = np.bincount(inside, weights=share * values[rows, question], minlength=n_domains)
        some = totals[:, question] > 0
        estimates[some, question] = sums[some] / totals[some, question]
    return estimates, totals, counts


def _row_scores(
    values: FloatArray,
    weights: FloatArray,
    domains: IntArray,
    estimates: FloatArray,
    totals: FloatArray,
) -> FloatArray:
    """Score of each row for its own domain; zero where all its weights are zero."""
    known = totals > 0
    centre = np.where(known, estimates, 0.0)[domains]
    scores: FloatArray = weights * (values - centre) / np.where(known, totals, 1.0)[domains]
    return scores


def _stratum_variances(
    scores: FloatArray,
    cell: IntArray,
    rows_in: IntArray,
    population: FloatArray | None,
    n_domains: int,
) -> FloatArray:
    """Sum the strata's contributions for each domain; ``cell`` is stratum * n_domains + domain."""
    shape = (len(rows_in), n_domains)
    size = len(rows_in) * n_domains
    sums = np.bincount(cell, weights=scores, minlength=size).reshape(shape)
    squares = np.bincount(cell, weights=scores**2, minlength=size).reshape(shape)
    count = rows_in.astype(np.float64)
    scale = count / np.maximum(count - 1, 1)
    if population is not None:
        scale *= 1 - np.divide(count, population, out=np.zeros(len(count)), where=population > 0)
    centre = np.where(count > 1, 1 / np.maximum(count, 1), 0.0)
    spread = np.maximum(squares - sums**2 * centre[:, None], 0.0)
    variances: FloatArray = scale @ spread
    return variances


def _answers(y: FloatArray) -> tuple[FloatArray, BoolArray]:
    values = _columns(y)
    return values, ~np.isnan(values)


def _columns(values: FloatArray) -> FloatArray:
    columns = np.asarray(values, dtype=np.float64)
    return columns[:, None] if columns.ndim == 1 else columns


def _check_rows(values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int) -> None:
    if not len(values) == len(weights) == len(domains):
        raise EstimationError(
            f"There are {len(values)} rows of answers, {len(weights)} weights and {len(domains)} "
            "domain codes; expected as many of each."
        )
    if len(domains) and domains.max() >= n_domains:
        raise EstimationError(
            f"Domain code {int(domains.max())} occurs, but there are {n_domains} domains."
        )
