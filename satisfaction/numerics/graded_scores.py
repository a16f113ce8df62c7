"""Variances of scores that a row has by its weight, its place in the table and its grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from satisfaction.numerics.sums import sum_by

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design_table import Explained
    from satisfaction.numerics.graded_sums import DomainTable, GradeSums

# What is left of a variance that calibration explains wholly is the rounding of its parts.
_ROUNDING = 1e-13
# Numbers of a table that is never worth being sparse.
_SMALL = 65_536


def score_variances(sums: GradeSums, scores: FloatArray, table: DomainTable) -> FloatArray:
    """Estimate the variance of the total score in each of disjoint domains.

    Parameters
    ----------
    sums : GradeSums
    scores : (n_places, n_answered) float array
        Score of a row of each place and grade, over its weight; rows without an answer score zero.
    table : DomainTable

    Returns
    -------
    (n_domains,) float array

    Notes
    -----
    That of :func:`~satisfaction.numerics.domain_spread.variances_of`, from sums by place and grade.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.design_table import tabulate_design
    >>> from satisfaction.numerics.graded_sums import sum_grades, tabulate_domains
    >>> table = tabulate_domains(
    ...     tabulate_design(Design(weights=np.ones(2))), np.zeros(2, dtype=int), n_domains=1
    ... )
    >>> sums = sum_grades(np.array([0, 1]), np.array([True, True]), table)
    >>> score_variances(sums, np.array([[1.0, -1.0]]), table).tolist()
    [4.0]
    """
    totals, part = _totals(sums.weights, scores), table.design.explained
    own = _own_spread(sums, scores, totals, table)
    if part is None:
        return own
    slopes, cross = _regression(sums, scores, totals, table, part)
    total = own + ((slopes @ part.gram) * slopes).sum(axis=1)
    left = total - 2 * (slopes * cross).sum(axis=1)
    return np.where(left > _ROUNDING * total, left, 0.0)


def score_covariance(sums: GradeSums, scores: FloatArray, table: DomainTable) -> FloatArray:
    """Estimate the joint covariance of the total scores of disjoint domains.

    Parameters
    ----------
    sums : GradeSums
    scores : (n_places, n_answered) float array
        Score of a row of each place and grade, over its weight.
    table : DomainTable

    Returns
    -------
    (n_domains, n_domains) float array

    Notes
    -----
    That of :func:`~satisfaction.numerics.domain_spread.covariance_of`, from sums by place and
    grade.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.design_table import tabulate_design
    >>> from satisfaction.numerics.graded_sums import sum_grades, tabulate_domains
    >>> table = tabulate_domains(
    ...     tabulate_design(Design(weights=np.ones(2))), np.array([0, 1]), n_domains=2
    ... )
    >>> sums = sum_grades(np.array([0, 1]), np.array([True, True]), table)
    >>> score_covariance(sums, np.array([[1.0, 0.0], [0.0, 1.0]]), table).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    of_pair, stratum, domain = table.pairs
    design, size = table.design, (table.n_domains, len(table.design.scale))
    totals = _totals(sums.weights, scores)
    by_pair = sum_by(of_pair, totals, len(domain))
    by_stratum = sparse.csr_array((by_pair, (domain, stratum)), size)
    between = sparse.diags_array(design.scale * design.centring)
    joint = -(by_stratum @ between @ by_stratum.T).toarray()
    np.fill_diagonal(joint, _own_spread(sums, scores, totals, table))
    if design.explained is not None:
        slopes, cross = _regression(sums, scores, totals, table, design.explained)
        shared = cross @ slopes.T
        joint += slopes @ design.explained.gram @ slopes.T - shared - shared.T
    found: FloatArray = (joint + joint.T) / 2
    return found


def _totals(sums: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the total score of each place, for weights summed by place and grade."""
    return np.asarray(np.einsum("pg,pg->p", sums, scores), dtype=np.float64)


def _own_spread(
    sums: GradeSums, scores: FloatArray, totals: FloatArray, table: DomainTable
) -> FloatArray:
    """Return the scaled squares round the means of each (stratum, domain): nothing cancels."""
    of_pair, stratum, domain = table.pairs
    design = table.design
    count = sum_by(of_pair, table.counts.astype(np.float64), len(domain))
    mean = sum_by(of_pair, totals, len(domain)) / np.maximum(count, 1)
    here = mean[of_pair]
    weight = np.divide(
        sums.weights, sums.counts, out=np.zeros_like(sums.weights), where=sums.counts > 0
    )
    squares = _totals(sums.counts, (weight * scores - here[:, None]) ** 2)
    squares += (table.counts - sums.counts.sum(axis=1)) * here**2
    if sums.unevenness is not None:
        squares += _totals(sums.unevenness, scores**2)
    beside = count * (1 - count * design.centring[stratum]) * mean**2
    spread = design.scale[stratum] * (sum_by(of_pair, squares, len(domain)) + beside)
    return sum_by(domain, spread, table.n_domains)


def _regression(
    sums: GradeSums, scores: FloatArray, totals: FloatArray, table: DomainTable, part: Explained
) -> tuple[FloatArray, FloatArray]:
    """Return each domain's slopes on the calibration variables and products with them."""
    of_pair, stratum, domain = table.pairs
    by_cell, size = (table.domain, table.cell), (table.n_domains, len(part.matrix))
    scaled = _totals(sums.squares, scores) * table.design.scale[table.stratum]
    fitting = _crossed(_totals(sums.fitting, scores), by_cell, size) @ part.matrix
    within = _crossed(scaled, by_cell, size) @ part.matrix
    by_stratum = sum_by(of_pair, totals, len(domain))
    strata = (table.n_domains, len(part.centred))
    between = _crossed(by_stratum, (domain, stratum), strata) @ part.centred
    return fitting @ part.inverse, within - between


def _crossed(
    sums: FloatArray, places: tuple[IntArray, IntArray], shape: tuple[int, int]
) -> FloatArray | sparse.csr_array:
    """Return sums as a (domain, cell or stratum) table; sparse where it would be mostly empty."""
    size = shape[0] * shape[1]
    if size > 4 * len(sums) + _SMALL:
        return sparse.csr_array((sums, places), shape)
    return sum_by(places[0] * shape[1] + places[1], sums, size).reshape(shape)
