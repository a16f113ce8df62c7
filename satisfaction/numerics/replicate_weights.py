"""Bootstrap weights that respect strata, clusters and calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from satisfaction.errors import UsageError
from satisfaction.numerics.residuals import regressors_of
from satisfaction.numerics.units import sampling_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.units import Units

# Replicates are made a few million weights at a time, so that memory stays flat in their number.
_WEIGHTS_AT_ONCE = 2_000_000
_RANK_TOLERANCE = 1e-9


def replicate_weights(design: Design, *, replicates: int, seed: int) -> Iterator[FloatArray]:
    r"""Give bootstrap weights, a block of replicates at a time.

    In each stratum :math:`n_h - 1` of the :math:`n_h` units are drawn with replacement; a unit
    drawn :math:`c` times has its weights multiplied by
    :math:`1 + \sqrt{1 - f_h}\,\bigl(c\, n_h / (n_h - 1) - 1\bigr)`. On a calibrated design each
    replicate is then brought back to the full sample's totals of the calibration variables by a
    linear step, so that its variance is that of the calibrated estimate.

    Parameters
    ----------
    design : Design
        The sampling design. A stratum of one unit keeps its weights; later stages are not drawn.
    replicates : int
        How many, at least 1.
    seed : int

    Yields
    ------
    (n, b) float array
        Weights of ``b`` replicates; the blocks hold ``replicates`` in all. A calibrated weight may
        be negative where a replicate lost most of a small level.

    Raises
    ------
    UsageError
        If there are no replicates.

    Notes
    -----
    Rao and Wu (1988); Rao, Wu and Yue (1992). R: ``survey::as.svrepdesign(type = "subbootstrap")``,
    there without the finite population correction. The linear step: Deville and Sarndal (1992),
    fitted with base weights as :func:`satisfaction.numerics.residuals.calibration_residuals`.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> blocks = replicate_weights(Design(weights=np.ones(4)), replicates=3, seed=1)
    >>> [block.sum(axis=0).round(9).tolist() for block in blocks]
    [[4.0, 4.0, 4.0]]
    """
    if replicates < 1:
        raise UsageError(f"{replicates} replicates were asked for; expected at least 1.")
    rng = np.random.default_rng(seed)
    units = sampling_units(design)
    at_once = max(_WEIGHTS_AT_ONCE // max(design.n_rows, 1), 1)
    for start in range(0, replicates, at_once):
        factors = _unit_factors(units, min(at_once, replicates - start), rng)[units.of_row]
        yield _recalibrated(factors, design)


def _unit_factors(units: Units, replicates: int, rng: np.random.Generator) -> FloatArray:
    """Give what each unit's weights are multiplied by, (n_units, replicates)."""
    factors = np.ones((len(units.strata), replicates))
    order = np.argsort(units.strata, kind="stable")
    ends = np.cumsum(units.counts)
    for count, end, population in zip(units.counts, ends, units.population, strict=True):
        if count > 1:
            counts = _draw_counts(int(count), replicates, rng)
            deviation = counts * (count / (count - 1)) - 1
            spread = np.sqrt(max(1 - count / population, 0.0))
            factors[order[end - count : end]] = 1 + spread * deviation
    return factors


def _draw_counts(units: int, replicates: int, rng: np.random.Generator) -> IntArray:
    """Draw one unit fewer than there are, with replacement, in every replicate."""
    drawn = rng.integers(units, size=(replicates, units - 1))
    places = drawn + units * np.arange(replicates)[:, None]
    counts = np.bincount(places.ravel(), minlength=units * replicates)
    return counts.reshape(replicates, units).T


def _recalibrated(factors: FloatArray, design: Design) -> FloatArray:
    """Bring every replicate back to the full sample's calibration totals."""
    weights = design.weights[:, None] * factors
    if design.calibration is None:
        return weights
    regressors = regressors_of(design)
    missed = regressors.sums(design.weights[:, None] - weights)
    fitting = regressors.fitting[:, None] * factors
    cells = np.arange(design.n_rows) if regressors.cells is None else regressors.cells
    by_cell = sparse.csr_array((np.ones(len(cells)), (cells, np.arange(len(cells)))))
    slopes = _slopes(regressors.matrix, np.asarray(by_cell @ fitting), missed)
    adjusted: FloatArray = weights + fitting * (regressors.matrix @ slopes)[cells]
    return adjusted


def _slopes(matrix: FloatArray, fitting: FloatArray, missed: FloatArray) -> FloatArray:
    """Solve for each replicate's step, (k, b), in blocks of columns that share no cell."""
    slopes = np.zeros_like(missed)
    touched = sparse.csr_array(matrix != 0)
    blocks, of_column = connected_components(touched.T @ touched, directed=False)
    for block in range(blocks):
        columns = np.flatnonzero(of_column == block)
        cells = np.flatnonzero(touched[:, columns].sum(axis=1))
        part = matrix[np.ix_(cells, columns)]
        scale = np.sqrt((part**2).sum(axis=0))
        part = part / np.where(scale > 0, scale, 1.0)
        products = (part[:, :, None] * part[:, None, :]).reshape(len(cells), len(columns) ** 2)
        grams = (fitting[cells].T @ products).reshape(-1, len(columns), len(columns))
        inverse = np.linalg.pinv(grams, rcond=_RANK_TOLERANCE, hermitian=True)
        scaled = missed[columns] / np.where(scale > 0, scale, 1.0)[:, None]
        found = np.einsum("bij,jb->ib", inverse, scaled)
        slopes[columns] = found / np.where(scale > 0, scale, 1.0)[:, None]
    return slopes
