"""A design without clusters as a table: strata crossed with calibration cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.residuals import regressors_of
from satisfaction.numerics.sums import sum_by
from satisfaction.numerics.units import pair_codes, sampling_units
from satisfaction.numerics.variance import stratum_scale

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explained:
    """What calibration takes off a variance, ready for any scores.

    Attributes
    ----------
    matrix : (n_cells, k) float array
        Calibration variables of each cell.
    inverse : (k, k) float array
        Of their cross products by the weights of the regression.
    gram : (k, k) float array
        Design covariance of their weighted totals.
    centred : (n_strata, k) float array
        Their weighted sums in each stratum, times what counts for its centring.
    fitting : (n,) float array
        Weights of the regression.
    """

    matrix: FloatArray
    inverse: FloatArray
    gram: FloatArray
    centred: FloatArray
    fitting: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DesignTable:
    """Everything about a design that does not depend on answers or domains.

    Attributes
    ----------
    weights : (n,) float array
    of_row : (n,) int array
        Place of each row in the table of strata and cells.
    stratum, cell : (n_places,) int arrays
        What each place stands for; without calibration there is one cell.
    counts, scale, centring : (n_strata,) arrays
        Units drawn; the factor of a sum of squares; 1 / n_h, or 0 for a lone unit that is measured
        from zero.
    explained : Explained or None
        None without calibration.
    """

    weights: FloatArray
    of_row: IntArray
    stratum: IntArray
    cell: IntArray
    counts: IntArray
    scale: FloatArray
    centring: FloatArray
    explained: Explained | None


def is_tabular(design: Design) -> bool:
    """Tell whether a design can be handled as a table: rows as units, weights above or at zero.

    Parameters
    ----------
    design : Design

    Returns
    -------
    bool

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> (
    ...     is_tabular(Design(weights=np.ones(2))),
    ...     is_tabular(Design(weights=np.ones(2), clusters=np.array([0, 1]))),
    ... )
    (True, False)
    """
    by_cell = design.calibration is None or design.calibration_cells is not None
    return design.clusters is None and by_cell and bool(design.weights.min(initial=0) >= 0)


def tabulate_design(design: Design) -> DesignTable:
    """Sort the rows of a design into strata and calibration cells, once for all estimates.

    Parameters
    ----------
    design : Design
        One for which :func:`is_tabular` holds.

    Returns
    -------
    DesignTable

    Raises
    ------
    EstimationError
        If the design refuses a single unit.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> table = tabulate_design(Design(weights=np.ones(3), strata=np.array([0, 1, 1])))
    >>> table.of_row.tolist(), table.counts.tolist()
    ([0, 1, 1], [1, 2])
    """
    units = sampling_units(design)
    scale = stratum_scale(units, design.single_unit)
    centring = 1 / np.maximum(units.counts, 1).astype(np.float64)
    if design.single_unit == "centre":
        centring[units.counts == 1] = 0.0
    places: tuple[IntArray, IntArray, IntArray] = (
        units.strata, np.arange(len(scale)), np.zeros(len(scale), dtype=np.int64),
    )  # fmt: skip
    if design.calibration is not None and design.calibration_cells is not None:
        places = pair_codes(units.strata, design.calibration_cells)
    return DesignTable(
        weights=design.weights,
        of_row=places[0],
        stratum=places[1],
        cell=places[2],
        counts=units.counts,
        scale=scale,
        centring=centring,
        explained=None
        if design.calibration is None
        else _explained(design, places, scale, scale * centring),
    )


def _explained(
    design: Design,
    places: tuple[IntArray, IntArray, IntArray],
    scale: FloatArray,
    between: FloatArray,
) -> Explained:
    """Return the calibration's part, from sums over the places."""
    of_row, stratum, cell = places
    regressors = regressors_of(design)
    matrix, size = regressors.matrix, len(stratum)
    totals = sum_by(of_row, design.weights, size)
    squares = sum_by(of_row, np.square(design.weights), size) * scale[stratum]
    by_cell = sum_by(cell, squares, len(matrix))
    table = np.zeros((len(scale), len(matrix)))
    np.add.at(table, (stratum, cell), totals)
    sums = table @ matrix
    centred = sums * between[:, None]
    return Explained(
        matrix=matrix,
        inverse=regressors.inverse(),
        gram=matrix.T @ (matrix * by_cell[:, None]) - sums.T @ centred,
        centred=centred,
        fitting=regressors.fitting,
    )
