"""Rake weights on a contingency table of cells to the totals of several margins.

Rows are tabulated to cells once; the iterations then run over a few hundred cells however many rows
there are, which is also what lets a tolerance of 1e-12 be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError
from satisfaction.numerics.margins import (
    check_columns,
    check_margins,
    level_name,
    margin_errors,
    not_reached,
)
from satisfaction.numerics.numbering import flat_codes, number_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Rows tabulated to the cells that occur.

    Attributes
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell on each margin.
    base : (n_cells,) float array
        Sum of the weights of the cell's rows.
    index : (n_rows,) int array
        The cell of each row: ``factors[index]`` takes cell factors back to the rows.
    counts : (n_cells,) int array
        Rows of the cell.
    """

    codes: IntArray
    base: FloatArray
    index: IntArray
    counts: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raked:
    """Factors that take base weights to the margins.

    Attributes
    ----------
    factors : (n_cells,) float array
        What each cell's base weights are multiplied by.
    rounds : int
        Passes over all margins that were made.
    margin_error : float
        Largest relative error over the levels of all margins, as achieved.
    converged : bool
        Whether the tolerance was met; always true, since anything else raises.
    """

    factors: FloatArray
    rounds: int
    margin_error: float
    converged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A level of a margin that no weights can bring to its target.

    Attributes
    ----------
    margin, level : int
        Position of the margin and code of its level.
    sample, target : float
        Base-weighted sample total and wanted total; exactly one of them is zero.
    """

    margin: int
    level: int
    sample: float
    target: float


def tabulate_cells(codes_rows: IntArray | Sequence[IntArray], *, weights: FloatArray) -> Cells:
    """Tabulate rows to the cells of the cross-classification that occur.

    Parameters
    ----------
    codes_rows : (n_rows, n_margins) int array, or sequence of (n_rows,) int arrays
        Level code of each row on each margin, from 0. One array a margin saves a copy: the codes
        of categorical columns do as they are.
    weights : (n_rows,) float array
        Base weights.

    Returns
    -------
    Cells
        The cells in lexicographic order of their codes.

    Raises
    ------
    CalibrationError
        If a code is negative (a level is unknown) or the shapes differ.

    Notes
    -----
    One pass over the rows for each margin and two of ``bincount``: O(rows), no sorting unless the
    full cross-classification has far more cells than there are rows.

    Examples
    --------
    >>> import numpy as np
    >>> cells = tabulate_cells(
    ...     np.array([[0, 1], [1, 0], [0, 1]]), weights=np.array([1.0, 2.0, 3.0])
    ... )
    >>> cells.codes.tolist(), cells.base.tolist(), cells.index.tolist()
    ([[0, 1], [1, 0]], [4.0, 2.0], [0, 1, 0])
    """
    columns = codes_rows.T if isinstance(codes_rows, np.ndarray) else list(codes_rows)
    check_columns(columns, np.asarray(weights))
    dims = tuple(int(column.max(initial=0)) + 1 for column in columns)
    occupied, index, counts = number_codes(flat_codes(columns, dims), prod(dims))
    return Cells(
        codes=np.column_stack(np.unravel_index(occupied, dims)).astype(np.int64),
        base=np.bincount(index, weights=weights, minlength=occupied.size).astype(np.float64),
        index=index,
        counts=counts,
    )


def rake(
    codes: IntArray,
    *,
    base: FloatArray,
    targets: Sequence[FloatArray],
    names: Sequence[Sequence[str]] = (),
    tolerance: float = 1e-12,
    max_rounds: int = 1_000,
) -> Raked:
    r"""Find factors that bring the weighted cells to every margin at once.

    Iterative proportional fitting: each pass multiplies the cells of level :math:`l` of margin
    :math:`m` by :math:`T_{ml} / \hat T_{ml}`, until no multiplier differs from 1 by more than the
    tolerance. The result is the weights nearest to the base weights, in Kullback-Leibler distance,
    that meet all margins.

    Parameters
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell, from :func:`tabulate_cells`.
    base : (n_cells,) float array
        Base-weight total of each cell, not negative.
    targets : sequence of float arrays
        For each margin the wanted totals by level; all margins have the same sum (a difference
        below 1e-9 of it is rounding, and scaled away to the sum of the first).
    names : sequence of sequences of str, optional
        What errors call the levels of each margin; by default their numbers.
    tolerance : float
        Largest relative error of a level that counts as met.
    max_rounds : int
        Passes after which raking is given up.

    Returns
    -------
    Raked
        Factors by cell, passes made, margin error.

    Raises
    ------
    CalibrationError
        If input is negative or not finite, a code has no target, the margins have different sums,
        a level is in the margin but not in the sample or the reverse, or the margins were not
        reached (empty cells can make them contradict one another).

    Notes
    -----
    Deming and Stephan (1940). R: ``survey::rake`` gives the same weights to 1e-11, where its own
    ``epsilon`` is set small enough; ``calibrate(calfun = "raking")`` too.

    Examples
    --------
    >>> import numpy as np
    >>> codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> raked = rake(codes, base=np.ones(4), targets=[np.array([6.0, 4.0]), np.array([5.0, 5.0])])
    >>> raked.factors.tolist()
    [3.0, 3.0, 2.0, 2.0]
    """
    wanted = [np.asarray(target, dtype=np.float64) for target in targets]
    codes, base = np.asarray(codes), np.asarray(base, dtype=np.float64)
    check_margins(codes, base, wanted)
    _refuse_unreachable(codes, base, wanted, names)
    wanted = _on_one_total(wanted)
    factors, rounds, worst = _fit_margins(codes, base, wanted, tolerance, max_rounds)
    if worst > tolerance:
        raise not_reached(codes, base * factors, wanted, rounds, names)
    errors = margin_errors(codes, base * factors, wanted)
    return Raked(
        factors=factors, rounds=rounds, margin_error=float(max(map(np.max, errors))), converged=True
    )


def unreachable(
    codes: IntArray, base: FloatArray, targets: Sequence[FloatArray]
) -> list[Unreachable]:
    """List the levels that are in the margin but not in the sample, or the reverse.

    Parameters
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell.
    base : (n_cells,) float array
        Base-weight total of each cell.
    targets : sequence of float arrays
        For each margin the wanted totals by level.

    Returns
    -------
    list of Unreachable
        Empty if every level with a target has respondents and every level with respondents has a
        target. A level that is zero on both sides is no obstacle.

    Examples
    --------
    >>> import numpy as np
    >>> unreachable(np.array([[0]]), np.array([2.0]), [np.array([1.0, 1.0])])
    [Unreachable(margin=0, level=1, sample=0.0, target=1.0)]
    """
    samples = [
        np.bincount(codes[:, margin], weights=base, minlength=len(target))
        for margin, target in enumerate(targets)
    ]
    return [
        Unreachable(
            margin=margin,
            level=int(level),
            sample=float(sample[level]),
            target=float(target[level]),
        )
        for margin, (sample, target) in enumerate(zip(samples, targets, strict=True))
        for level in np.flatnonzero((sample > 0) != (np.asarray(target) > 0))
    ]


def _on_one_total(targets: list[FloatArray]) -> list[FloatArray]:
    """Scale away what the margins' sums differ by in rounding: raking could not meet both."""
    total = targets[0].sum()
    return [target * (total / target.sum()) if total > 0 else target for target in targets]


def _fit_margins(
    codes: IntArray,
    base: FloatArray,
    targets: list[FloatArray],
    tolerance: float,
    max_rounds: int,
) -> tuple[FloatArray, int, float]:
    """Iterate; give the factors, the passes made and the largest correction of the last pass."""
    fitted = base.copy()
    multipliers = [np.ones(len(target)) for target in targets]
    columns = [np.ascontiguousarray(codes[:, margin]) for margin in range(len(targets))]
    worst, rounds = np.inf, 0
    while worst > tolerance and rounds < max_rounds:
        rounds, worst = rounds + 1, 0.0
        for column, target, multiplier in zip(columns, targets, multipliers, strict=True):
            totals = np.bincount(column, weights=fitted, minlength=len(target))
            ratio = np.divide(target, totals, out=np.ones(len(target)), where=totals > 0)
            fitted *= ratio[column]
            np.multiply(multiplier, ratio, out=multiplier)
            worst = max(worst, float(np.abs(ratio - 1).max()))
    # The product of level multipliers is defined for a cell whose base weight is zero as well.
    factors = np.ones(len(base))
    for column, multiplier in zip(columns, multipliers, strict=True):
        factors *= multiplier[column]
    return factors, rounds, worst


def _refuse_unreachable(
    codes: IntArray,
    base: FloatArray,
    targets: list[FloatArray],
    names: Sequence[Sequence[str]],
) -> None:
    faults = unreachable(codes, base, targets)
    if not faults:
        return
    listed = "; ".join(
        f"{level_name(names, fault.margin, fault.level)}: sample {fault.sample:,.6g}, "
        f"target {fault.target:,.6g}"
        for fault in faults[:5]
    )
    more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""  # noqa: PLR2004 - as listed
    raise CalibrationError(
        f"{len(faults)} levels cannot reach their target ({listed}{more}). "
        "Merge each with a neighbour, or drop the margin."
    )
