"""What calibration does not explain: residuals of scores on the calibration variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from satisfaction.errors import EstimationError
from satisfaction.numerics.sums import sum_by
from satisfaction.numerics.units import pair_codes

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design

_RANK_TOLERANCE = 1e-12


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
    Deville and Sarndal (1992). Rows of weight zero carry no score.

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
    regressors = regressors_of(design)
    slopes = regressors.slopes(regressors.sums(plain * regressors.fitting[:, None]))
    return weights * (plain - regressors.fitted(slopes))


def regressors_of(design: Design) -> Regressors:
    """Give the calibration variables of a calibrated design.

    Parameters
    ----------
    design : Design
        A design with ``calibration``.

    Returns
    -------
    Regressors

    Raises
    ------
    EstimationError
        If the design is not calibrated.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> design = Design(weights=np.ones(2), base_weights=np.ones(2), calibration=np.ones((2, 1)))
    >>> regressors_of(design).gram(np.ones(2)).tolist()
    [[2.0]]
    """
    if design.calibration is None:
        raise EstimationError("The design has no calibration; there is nothing to regress on.")
    base = design.base_weights if design.residual_weights == "base" else None
    return Regressors(
        matrix=np.asarray(design.calibration, dtype=np.float64),
        cells=design.calibration_cells,
        fitting=np.ones(design.n_rows) if base is None else base,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regressors:
    """Calibration variables, one row a respondent or one a cell.

    Attributes
    ----------
    matrix : (n, k) or (n_cells, k) float array
        The variables.
    cells : (n,) int array or None
        Cell of each respondent.
    fitting : (n,) float array
        Weights of the regression.
    """

    matrix: FloatArray
    cells: IntArray | None
    fitting: FloatArray

    def gram(self, weights: FloatArray) -> FloatArray:
        """Return the weighted cross products of the variables, (k, k)."""
        if self.cells is not None:
            weights = sum_by(self.cells, weights, len(self.matrix))
        products: FloatArray = self.matrix.T @ (self.matrix * weights[:, None])
        return products

    def sums(self, values: FloatArray) -> FloatArray:
        """Return the sums of the variables times each column of (n, m) values, (k, m)."""
        if self.cells is not None:
            rows = np.arange(len(self.cells))
            shape = (len(self.matrix), len(self.cells))
            by_cell = sparse.csr_array((np.ones(len(rows)), (self.cells, rows)), shape)
            values = np.asarray(by_cell @ values, dtype=np.float64)
        totals: FloatArray = self.matrix.T @ values
        return totals

    def grouping(self, groups: IntArray, n_groups: int, rows: IntArray | None = None) -> Grouping:
        """Prepare sums of the variables by group, of all respondents or of ``rows``."""
        at = np.arange(len(groups)) if rows is None else rows
        if self.cells is None:
            return Grouping(self.matrix, None, (groups, at), n_groups)
        cells = self.cells if rows is None or len(rows) == len(self.cells) else self.cells[rows]
        of_row, group, cell = pair_codes(groups, cells)
        return Grouping(self.matrix, of_row, (group, cell), n_groups)

    def slopes(self, sums: FloatArray) -> FloatArray:
        """Return the regression slopes, (k, m), for the fitting-weighted sums of m variables."""
        found: FloatArray = self.inverse() @ sums
        return found

    def inverse(self) -> FloatArray:
        """Return the inverse of the fitting-weighted cross products of the variables, (k, k).

        A pseudo-inverse, so that all indicators of all margins may be regressors.
        """
        gram = self.gram(self.fitting)
        scale = np.sqrt(np.diag(gram))
        scale[scale == 0] = 1.0
        shape = np.outer(scale, scale)
        inverse = np.linalg.pinv(gram / shape, rcond=_RANK_TOLERANCE, hermitian=True)
        found: FloatArray = inverse / shape
        return found

    def fitted(self, slopes: FloatArray) -> FloatArray:
        """Return the fitted values of each respondent, (n, m)."""
        values: FloatArray = self.matrix @ slopes
        return values if self.cells is None else values[self.cells]


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Sums of the calibration variables by group, with the sorting out done once.

    Attributes
    ----------
    matrix : (n, k) or (n_cells, k) float array
        The variables.
    pairs : (m,) int array or None
        Pair of group and cell of each row.
    places : two int arrays
        Group and row of the matrix: of each pair, or of each row where there are no cells.
    n_groups : int
    """

    matrix: FloatArray
    pairs: IntArray | None
    places: tuple[IntArray, IntArray]
    n_groups: int

    def sums(self, values: FloatArray) -> FloatArray:
        """Return the sums of the variables times (m,) values, (n_groups, k)."""
        if self.pairs is not None:
            values = sum_by(self.pairs, values, len(self.places[0]))
        shape = (self.n_groups, len(self.matrix))
        return np.asarray(sparse.csr_array((values, self.places), shape) @ self.matrix)
