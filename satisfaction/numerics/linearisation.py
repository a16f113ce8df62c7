"""Estimates with their linearised variables: what each respondent contributes to each estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.answers import as_columns, check_rows
from satisfaction.numerics.contrasts import Contrasts, contrast

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray


__all__ = [
    "Contrasts",
    "DomainMeans",
    "Ratios",
    "contrast",
    "mean_scores",
    "ratio_scores",
    "total_scores",
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
    ``n * d * q`` numbers; :func:`~satisfaction.numerics.domain_means.domain_means`
    does without them.

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
    values = as_columns(y)
    answered = ~np.isnan(values)
    check_rows(values, weights, domains, n_domains)
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


def total_scores(
    y: FloatArray, *, weights: FloatArray, domains: IntArray, n_domains: int
) -> DomainMeans:
    r"""Estimate totals in domains, and linearise them: :math:`\sum_{i \in d} w_i y_i`.

    Parameters
    ----------
    y : (n, q) float array
        Variables; NaN counts nothing. One variable may be given as ``(n,)``.
    weights : (n,) float array
        Weights.
    domains : (n,) int array
        Domain of each row, from 0; -1 for none.
    n_domains : int
        Number of domains, also of those without rows.

    Returns
    -------
    DomainMeans
        Totals, scores ``w y``, bases; a total of no answers is zero.

    Notes
    -----
    R: ``survey::svytotal(na.rm = TRUE)``.

    Examples
    --------
    >>> import numpy as np
    >>> total_scores(
    ...     np.array([1.0, np.nan, 3.0]),
    ...     weights=np.full(3, 2.0),
    ...     domains=np.zeros(3, dtype=int),
    ...     n_domains=1,
    ... ).estimates.tolist()
    [[8.0]]
    """
    values = as_columns(y)
    answered = ~np.isnan(values)
    check_rows(values, weights, domains, n_domains)
    means, totals, counts = _means(values, answered, weights, domains, n_domains)
    rows = np.flatnonzero(domains >= 0)
    scores = np.zeros((len(values), n_domains, values.shape[1]))
    scores[rows, domains[rows]] = np.where(answered, values, 0.0)[rows] * weights[rows, None]
    return DomainMeans(
        estimates=np.where(totals > 0, means, 0.0) * totals,
        scores=scores.reshape(len(values), -1),
        counts=counts,
        weight_totals=totals,
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
    top, bottom = as_columns(numerator), as_columns(denominator)
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
