"""Means in many domains with their design variances, without an array of rows times domains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.answers import as_columns, check_rows
from satisfaction.numerics.domain_spread import DomainScores, covariance_of, variances_of
from satisfaction.numerics.sums import sum_by
from satisfaction.numerics.units import number_pairs, pair_codes

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray
    from satisfaction.numerics.design import Design


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DomainEstimates:
    """Weighted means of q variables in d disjoint domains, with their precision.

    Attributes
    ----------
    estimates, standard_errors : (d, q) float arrays
        Weighted means and their design standard errors; NaN where nobody answered.
    counts : (d, q) int array
        Answers counted: the base. Rows of weight zero are not among them.
    weight_totals : (d, q) float array
        Sum of the weights of the answers counted.
    df : (d, q) int array
        Degrees of freedom: primary sampling units minus strata among the answers counted.
    covariance : (d * q, d * q) float array or None
        Joint covariance in the order of ``estimates.ravel()``, where it was asked for; rows of
        means that nobody answered are zero.
    """

    estimates: FloatArray
    standard_errors: FloatArray
    counts: IntArray
    weight_totals: FloatArray
    df: IntArray
    covariance: FloatArray | None = None


def domain_means(
    y: FloatArray,
    design: Design,
    *,
    domains: IntArray,
    n_domains: int,
    joint: bool = False,
) -> DomainEstimates:
    r"""Estimate means in disjoint domains with their standard errors.

    A row has a score for its own domain only, so everything follows from sums over (stratum,
    domain): with :math:`m_{hd}` the mean score of the :math:`n_{hd}` rows of a domain in a stratum
    of :math:`n_h`, the variance is :math:`\sum_h \lambda_h \bigl[\sum_{i \in hd} (s_i - m_{hd})^2 +
    n_{hd} m_{hd}^2 (1 - n_{hd} / n_h)\bigr]`, :math:`\lambda_h` being the finite population
    correction times :math:`n_h / (n_h - 1)`. Clusters and later stages sum the scores over (unit,
    domain) first; calibration takes off the regression by cross products.

    Parameters
    ----------
    y : (n, q) float array
        Variables; NaN leaves the base. One variable may be given as ``(n,)``.
    design : Design
        The sampling design, with all rows of the sample.
    domains : (n,) int array
        Domain of each row, from 0; -1 for none.
    n_domains : int
        Number of domains, also of those without rows.
    joint : bool
        Whether to give the joint covariance too.

    Returns
    -------
    DomainEstimates
        The standard errors are those of ``covariance(mean_scores(...).scores, design)``.

    Raises
    ------
    EstimationError
        If the lengths differ, a domain code is too large, or the design refuses a single unit.

    Notes
    -----
    R: ``survey::svyby(..., svymean)``. O(n q) time; O(n q + strata x domains) memory.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> found = domain_means(
    ...     np.array([0.0, 1.0, 1.0, 1.0]),
    ...     Design(weights=np.ones(4)),
    ...     domains=np.zeros(4, dtype=int),
    ...     n_domains=1,
    ... )
    >>> found.estimates.tolist(), found.standard_errors.tolist(), found.df.tolist()
    ([[0.75]], [[0.25]], [[3]])
    """
    values = as_columns(y)
    check_rows(values, design.weights, domains, n_domains)
    inside = _inside(design, np.asarray(domains, dtype=np.int64), n_domains)
    found = [_question(column, inside) for column in values.T]
    scores = DomainScores(
        rows=inside.rows,
        domains=inside.domains,
        values=[part.scores for part in found],
        n_domains=n_domains,
    )
    totals = np.column_stack([part.totals for part in found])
    errors = np.sqrt(variances_of(scores, design))
    return DomainEstimates(
        estimates=np.column_stack([part.means for part in found]),
        standard_errors=np.where(totals > 0, errors, np.nan),
        counts=np.column_stack([part.counts for part in found]),
        weight_totals=totals,
        df=np.column_stack([part.df for part in found]),
        covariance=covariance_of(scores, design) if joint else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Pairs of a domain and a stratum or unit: of each row, and the domain of each pair."""

    of_row: IntArray
    domains: IntArray

    def count(self, counted: BoolArray | None, n_domains: int) -> IntArray:
        """Count the pairs of each domain, of all rows or of those that count."""
        held = self.of_row if counted is None else self.of_row[counted]
        rows = np.bincount(held, minlength=len(self.domains))
        return np.bincount(self.domains[rows > 0], minlength=n_domains)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Inside:
    """The m rows in a domain; ``units`` is None where each row is a unit."""

    rows: IntArray
    everybody: bool
    domains: IntArray
    weights: FloatArray
    positive: bool
    strata: _Pairs
    units: _Pairs | None
    n_domains: int
    df: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Question:
    """One variable: by domain its mean, weight total, base and degrees of freedom; row scores."""

    means: FloatArray
    totals: FloatArray
    counts: IntArray
    df: IntArray
    scores: FloatArray


def _inside(design: Design, domains: IntArray, n_domains: int) -> _Inside:
    """Gather what all questions share."""
    rows = np.flatnonzero(domains >= 0)
    held, strata, weights = domains[rows], design.stratum_codes()[rows], design.weights[rows]
    units = None
    if design.clusters is not None:
        units = _pairs(held, number_pairs(strata, design.clusters[rows])[0])
    inside = _Inside(
        rows=rows,
        everybody=len(rows) == len(domains),
        domains=held,
        weights=weights,
        positive=bool((weights > 0).all()),
        strata=_pairs(held, strata),
        units=units,
        n_domains=n_domains,
        df=np.zeros(n_domains, dtype=np.int64),
    )
    return replace(inside, df=_degrees_of_freedom(inside, None))


def _pairs(domains: IntArray, codes: IntArray) -> _Pairs:
    of_row, held, _ = pair_codes(domains, codes)
    return _Pairs(of_row=of_row, domains=held)


def _question(column: FloatArray, inside: _Inside) -> _Question:
    """Estimate one variable, and score each row for its own domain."""
    values = np.ascontiguousarray(column) if inside.everybody else column[inside.rows]
    answered = ~np.isnan(values)
    shares, positive = inside.weights, None
    if not answered.all():
        values, shares = np.where(answered, values, 0.0), np.where(answered, shares, 0.0)
        positive = shares > 0
    elif not inside.positive:
        positive = shares > 0
    totals = sum_by(inside.domains, shares, inside.n_domains)
    known = totals > 0
    scale = np.where(known, totals, 1.0)
    means = sum_by(inside.domains, shares * values, inside.n_domains) / scale
    scores = values - means[inside.domains]
    scores *= shares
    scores *= (1 / scale)[inside.domains]
    return _Question(
        means=np.where(known, means, np.nan),
        totals=totals,
        counts=np.bincount(
            # A row without weight belongs to the design and tells nothing about the mean.
            inside.domains if positive is None else inside.domains[shares != 0],
            minlength=inside.n_domains,
        ),
        df=inside.df if positive is None else _degrees_of_freedom(inside, positive),
        scores=scores,
    )


def _degrees_of_freedom(inside: _Inside, counted: BoolArray | None) -> IntArray:
    """Count units minus strata in each domain, of all rows or of those that count."""
    strata = inside.strata.count(counted, inside.n_domains)
    if inside.units is not None:
        return inside.units.count(counted, inside.n_domains) - strata
    rows = inside.domains if counted is None else inside.domains[counted]
    return np.bincount(rows, minlength=inside.n_domains) - strata
