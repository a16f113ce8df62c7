"""Counts and sums of weights by domain, stratum, calibration cell and grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.numbering import number_codes
from satisfaction.numerics.sums import sum_by
from satisfaction.numerics.units import pair_codes

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray
    from satisfaction.numerics.design_table import DesignTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """A weight by place of the table: one row's, and by how much each row differs from it.

    Attributes
    ----------
    of_place : (n_places,) float array
    beside : (m,) float array or None
        None where every row of a place has the same weight, as design weights raked to cells have.
    """

    of_place: FloatArray
    beside: FloatArray | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DomainTable:
    """The rows in a domain, sorted into (stratum, cell, domain).

    Attributes
    ----------
    design : DesignTable
    rows : (m,) int array or None
        The rows in a domain; None where that is all of them.
    of_row : (m,) int array
        Place of each of these rows in the table.
    stratum, cell, domain : (n_places,) int arrays
        What each place stands for.
    counts : (n_places,) int array
        Rows of each place.
    n_domains : int
    weights, fitting : Spread
        The weights, and those of the calibration's regression.
    pairs : three int arrays
        Pair of (stratum, domain) of each place, and the stratum and the domain of each pair.
    idle : (m,) bool array or None
        Rows of weight zero; None without any.
    """

    design: DesignTable
    rows: IntArray | None
    of_row: IntArray
    stratum: IntArray
    cell: IntArray
    domain: IntArray
    counts: IntArray
    n_domains: int
    weights: Spread
    fitting: Spread | None
    pairs: tuple[IntArray, IntArray, IntArray]
    idle: BoolArray | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradeSums:
    """Sums over the rows of each place and grade of the base.

    Attributes
    ----------
    counts, weights, squares, fitting : (n_places, n_answered) float arrays
        Rows; their weights, squared weights and weights of the regression.
    unevenness : (n_places, n_answered) float array or None
        Squares of the weights round their mean; None where the rows of a place weigh the same.
    grade_counts : (n_domains, n_grades) int array
        Rows of each domain and grade, in or out of the base.
    """

    counts: FloatArray
    weights: FloatArray
    squares: FloatArray
    fitting: FloatArray
    unevenness: FloatArray | None
    grade_counts: IntArray


def tabulate_domains(design: DesignTable, domains: IntArray, *, n_domains: int) -> DomainTable:
    """Sort the rows of disjoint domains into the table of a design, once for all questions.

    Parameters
    ----------
    design : DesignTable
    domains : (n,) int array
        Domain of each row, from 0; -1 for none.
    n_domains : int
        Number of domains, also of those without rows.

    Returns
    -------
    DomainTable

    Raises
    ------
    EstimationError
        If the lengths differ or a domain code is too large.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.design_table import tabulate_design
    >>> design = tabulate_design(Design(weights=np.ones(3)))
    >>> tabulate_domains(design, np.array([1, -1, 1]), n_domains=2).rows.tolist()
    [0, 2]
    """
    _check(design, domains, n_domains)
    rows = np.flatnonzero(domains >= 0)
    everybody = len(rows) == len(domains)
    held = domains if everybody else domains[rows]
    places = design.of_row if everybody else design.of_row[rows]
    weights = design.weights if everybody else design.weights[rows]
    of_row, place, domain = _placed(places, held, len(design.stratum))
    size = len(place)
    part = design.explained
    return DomainTable(
        design=design,
        rows=None if everybody else rows,
        of_row=of_row,
        stratum=design.stratum[place],
        cell=design.cell[place],
        domain=domain,
        counts=np.bincount(of_row, minlength=size),
        n_domains=n_domains,
        weights=_spread(weights, of_row, size),
        fitting=None
        if part is None
        else _spread(part.fitting if everybody else part.fitting[rows], of_row, size),
        pairs=pair_codes(design.stratum[place], domain),
        idle=None if (weights > 0).all() else weights == 0,
    )


def sum_grades(grades: IntArray, answered: BoolArray, table: DomainTable) -> GradeSums:
    """Sum the rows of a table by grade.

    Parameters
    ----------
    grades : (n,) int array
        Grade of each row of the design, from 0.
    answered : (n_grades,) bool array
        Which grades are in the base.
    table : DomainTable

    Returns
    -------
    GradeSums

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.design_table import tabulate_design
    >>> design = tabulate_design(Design(weights=np.array([1.0, 2.0, 2.0])))
    >>> table = tabulate_domains(design, np.zeros(3, dtype=int), n_domains=1)
    >>> sum_grades(np.array([0, 1, 1]), np.array([True, True]), table).squares.tolist()
    [[1.0, 8.0]]
    """
    n_grades, size = len(answered), len(table.domain)
    n_columns = n_grades + (table.idle is not None)
    index = table.of_row * n_columns
    index += _moved(grades if table.rows is None else grades[table.rows], answered, table)

    def total(weights: FloatArray | None) -> FloatArray:
        found = np.bincount(index, weights=weights, minlength=size * n_columns)
        return found.reshape(size, n_columns).astype(np.float64, copy=False)

    every = total(None)
    kept = np.flatnonzero(answered)
    counts, own = every[:, kept], table.weights.of_place[:, None]
    weights, squares, uneven = counts * own, counts * own**2, None
    if table.weights.beside is not None:
        more = total(table.weights.beside)[:, kept]
        spare = total(table.weights.beside**2)[:, kept]
        uneven = np.maximum(spare - more**2 / np.maximum(counts, 1), 0.0)
        weights, squares = weights + more, squares + 2 * own * more + spare
    fitting = weights
    if table.fitting is not None:
        fitting = counts * table.fitting.of_place[:, None]
        if table.fitting.beside is not None:
            fitting += total(table.fitting.beside)[:, kept]
    return GradeSums(
        counts=counts,
        weights=weights,
        squares=squares,
        fitting=fitting,
        unevenness=uneven,
        grade_counts=np.column_stack(
            [sum_by(table.domain, every[:, g], table.n_domains) for g in range(n_grades)]
        ).astype(np.int64),
    )


def _check(design: DesignTable, domains: IntArray, n_domains: int) -> None:
    if len(domains) != len(design.weights):
        raise EstimationError(
            f"There are {len(domains)} domain codes for a design of {len(design.weights)} rows; "
            "expected one a row."
        )
    if domains.max(initial=-1) >= n_domains:
        raise EstimationError(
            f"Domain code {int(domains.max())} occurs, but there are {n_domains} domains."
        )


def _placed(
    places: IntArray, domains: IntArray, n_places: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Give each (place of the design, domain) that occurs a place.

    Mostly the domain follows from the first: boroughs and user groups are strata.
    """
    held, of_row, _ = number_codes(places.astype(np.int64, copy=False), n_places)
    domain = np.zeros(len(held), dtype=np.int64)
    domain[of_row] = domains
    if (domain[of_row] == domains).all():
        return of_row, held, domain
    of_pair, outer, inner = pair_codes(of_row, domains)
    return of_pair, held[outer], inner


def _spread(weights: FloatArray, of_row: IntArray, size: int) -> Spread:
    """Measure each row's weight from one of its place, so that squares of equal weights are 0."""
    of_place = np.zeros(size)
    of_place[of_row] = weights
    beside = of_place[of_row]
    np.subtract(weights, beside, out=beside)
    # Weights of one cell that rounding alone sets apart are the same weight.
    is_even = np.abs(beside).max(initial=0) <= 1e-14 * np.abs(weights).min(initial=np.inf)
    return Spread(of_place=of_place, beside=None if is_even else beside)


def _moved(grades: IntArray, answered: BoolArray, table: DomainTable) -> IntArray:
    """Give answers of weight zero a column of their own: they tell nothing about a mean."""
    if table.idle is None:
        return grades
    return np.where(table.idle & answered[grades], len(answered), grades)
