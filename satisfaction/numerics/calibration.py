"""Calibrate weights to known totals: generalised regression, raking and bounded logit distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import expit

from satisfaction.errors import CalibrationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from satisfaction.numerics.arrays import FloatArray, IntArray

    Link = Callable[[FloatArray], tuple[FloatArray, FloatArray]]

Distance = Literal["linear", "raking", "logit"]
_HALVINGS = 30
_RANK_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibrated:
    """Factors that take base weights to the totals.

    Attributes
    ----------
    factors : (n,) float array
        g-weights: what each base weight is multiplied by.
    rounds : int
        Newton steps made.
    margin_error : float
        Largest error of a total, relative to it (or to the base total where the total is zero).
    converged : bool
        Whether the tolerance was met; always true, since anything else raises.
    """

    factors: FloatArray
    rounds: int
    margin_error: float
    converged: bool


def calibrate(
    x: FloatArray,
    *,
    base: FloatArray,
    totals: FloatArray,
    distance: Distance = "linear",
    bounds: tuple[float, float] | None = None,
    names: Sequence[str] = (),
    tolerance: float = 1e-12,
    max_rounds: int = 200,
) -> Calibrated:
    r"""Find the weights nearest to the base weights whose totals of ``x`` are as known.

    Solves :math:`\sum_i d_i F(x_i^\top \lambda) x_i = T` by Newton steps on :math:`\lambda`, with
    :math:`F(u) = 1 + u` (linear, cut to the bounds if there are any), :math:`e^u` (raking) or the
    logistic curve between the bounds (logit).

    Parameters
    ----------
    x : (n, k) float array
        Calibration variables of each row, or of each cell when ``base`` holds cell totals. Full
        column rank is not needed.
    base : (n,) float array
        Base weights, not negative.
    totals : (k,) float array
        Population totals of the columns of ``x``.
    distance : {"linear", "raking", "logit"}
        Distance between base and calibrated weights.
    bounds : (float, float), optional
        Least and largest factor, round 1; needed for ``"logit"``, allowed for ``"linear"``.
    names : sequence of str, optional
        What errors call the totals; by default their numbers.
    tolerance : float
        Largest relative error of a total that counts as met.
    max_rounds : int
        Newton steps after which calibration is given up.

    Returns
    -------
    Calibrated
        Factors, steps made, error.

    Raises
    ------
    CalibrationError
        If the input has the wrong shape or is missing, bounds do not enclose 1 or do not suit the
        distance, or the totals were not reached (they contradict one another or the bounds).

    Notes
    -----
    Deville and Sarndal (1992), distances 1, 2 and 6. R: ``survey::calibrate`` with ``calfun``
    "linear", "raking", "logit"; factors agree to 1e-11.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> result = calibrate(x, base=np.ones(3), totals=np.array([4.0, 1.0]))
    >>> result.factors.round(12).tolist()
    [3.0, 0.5, 0.5]
    """
    x, base = np.asarray(x, dtype=np.float64), np.asarray(base, dtype=np.float64)
    totals = np.asarray(totals, dtype=np.float64)
    _check_input(x, base, totals)
    link = _link(distance, bounds)
    # Columns on one scale, so that counts and ages are solved for with the same care.
    scale = np.abs(x).T @ base
    scale[scale == 0] = 1.0
    factors, rounds = _solve(
        x / scale, base, totals / scale, link, tolerance=tolerance, max_rounds=max_rounds
    )
    error = _total_error(x, base * factors, totals, base)
    if error > _reachable(tolerance, len(base)):
        raise _not_reached(x, base * factors, totals, rounds, names)
    return Calibrated(factors=factors, rounds=rounds, margin_error=error, converged=True)


def post_stratify(
    cell: IntArray, *, base: FloatArray, targets: FloatArray, names: Sequence[str] = ()
) -> Calibrated:
    r"""Scale the base weights in each cell to the cell's population.

    The factor of cell :math:`c` is :math:`N_c / \sum_{i \in c} d_i`.

    Parameters
    ----------
    cell : (n,) int array
        Cell code of each row, from 0.
    base : (n,) float array
        Base weights.
    targets : (n_cells,) float array
        Population of each cell.
    names : sequence of str, optional
        What errors call the cells; by default their numbers.

    Returns
    -------
    Calibrated
        Factors by row.

    Raises
    ------
    CalibrationError
        If a cell has a population but no respondent, or the reverse: its people would be dropped.

    Notes
    -----
    Holt and Smith (1979). R: ``survey::postStratify``; ``partial = TRUE`` there drops the
    population of an empty cell, which is an error here.

    Examples
    --------
    >>> import numpy as np
    >>> post_stratify(
    ...     np.array([0, 0, 1]), base=np.ones(3), targets=np.array([6.0, 2.0])
    ... ).factors.tolist()
    [3.0, 3.0, 2.0]
    """
    targets = np.asarray(targets, dtype=np.float64)
    _check_cells(cell, targets)
    sample = np.bincount(cell, weights=base, minlength=len(targets))
    faults = np.flatnonzero((sample > 0) != (targets > 0))
    if faults.size:
        raise CalibrationError(
            f"{faults.size} cells have a population without respondents or the reverse, first "
            f"{_named(names, int(faults[0]), 'cell')}: sample {sample[faults[0]]:,.6g}, population "
            f"{targets[faults[0]]:,.6g}. Merge cells, or rake to margins instead."
        )
    ratio = np.divide(targets, sample, out=np.ones(len(targets)), where=sample > 0)
    achieved = np.bincount(cell, weights=base * ratio[cell], minlength=len(targets))
    error = np.abs(achieved - targets).max(initial=0.0) / targets.max(initial=1.0)
    return Calibrated(factors=ratio[cell], rounds=1, margin_error=float(error), converged=True)


def _solve(
    x: FloatArray,
    base: FloatArray,
    totals: FloatArray,
    link: Link,
    *,
    tolerance: float,
    max_rounds: int,
) -> tuple[FloatArray, int]:
    """Newton steps on the multipliers, halved while they make the totals worse."""
    multipliers = np.zeros(x.shape[1])
    factors, slope = link(x @ multipliers)
    rounds, stalled = 0, False
    error = _total_error(x, base * factors, totals, base)
    while error > tolerance and rounds < max_rounds and not stalled:
        rounds += 1
        gap = totals - x.T @ (base * factors)
        step = _pseudo_solve(x.T @ (x * (base * slope)[:, None]), gap)
        for _ in range(_HALVINGS):
            tried, tried_slope = link(x @ (multipliers + step))
            tried_error = _total_error(x, base * tried, totals, base)
            if tried_error < error:
                break
            step = step / 2
        stalled = not tried_error < error
        if not stalled:
            multipliers = multipliers + step
            factors, slope, error = tried, tried_slope, tried_error
    return factors, rounds


def _pseudo_solve(gram: FloatArray, gap: FloatArray) -> FloatArray:
    """Solve the Newton equations, whose matrix is singular when indicators are redundant."""
    scale = np.sqrt(np.diag(gram))
    scale[scale == 0] = 1.0
    inverse = np.linalg.pinv(gram / np.outer(scale, scale), rcond=_RANK_TOLERANCE, hermitian=True)
    step: FloatArray = inverse @ (gap / scale) / scale
    return step


def _link(distance: Distance, bounds: tuple[float, float] | None) -> Link:
    """Give F and its derivative for a distance."""
    if distance == "logit" and bounds is None:
        raise CalibrationError("The logit distance needs bounds on the factors, such as (0.3, 3).")
    if distance == "raking" and bounds is not None:
        raise CalibrationError("The raking distance takes no bounds; use linear or logit instead.")
    if bounds is not None and not bounds[0] < 1 < bounds[1]:
        raise CalibrationError(
            f"Bounds on the factors must enclose 1; they are {bounds[0]:g} and {bounds[1]:g}."
        )
    if distance == "raking":
        return _exponential
    if bounds is None:
        return _linear
    return _truncated(*bounds) if distance == "linear" else _logistic(*bounds)


def _linear(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    return 1 + u, np.ones_like(u)


def _exponential(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    with np.errstate(over="ignore"):
        grown = np.exp(u)
    return grown, grown


def _truncated(least: float, largest: float) -> Link:
    def link(u: FloatArray) -> tuple[FloatArray, FloatArray]:
        factors = np.clip(1 + u, least, largest)
        return factors, ((factors > least) & (factors < largest)).astype(np.float64)

    return link


def _logistic(least: float, largest: float) -> Link:
    """F rises from the least to the largest factor, with F(0) = 1 and F'(0) = 1."""
    span = largest - least
    steepness = span / ((largest - 1) * (1 - least))
    shift = np.log((1 - least) / (largest - 1))

    def link(u: FloatArray) -> tuple[FloatArray, FloatArray]:
        position = expit(steepness * u + shift)
        return least + span * position, span * steepness * position * (1 - position)

    return link


def _total_error(x: FloatArray, fitted: FloatArray, totals: FloatArray, base: FloatArray) -> float:
    """Largest error of a total relative to it; to the base total of |x| where it is zero."""
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.abs(x.T @ fitted - totals)
    size = np.abs(totals)
    size = np.where(size > 0, size, np.abs(x).T @ base)
    size[size == 0] = 1.0
    error = float((gap / size).max(initial=0.0))
    return error if np.isfinite(error) else np.inf


def _reachable(tolerance: float, rows: int) -> float:
    """Allow for rounding: sums over many rows cannot be exact to the last digit."""
    return max(tolerance, 16 * np.finfo(np.float64).eps * float(np.sqrt(rows)))


def _check_input(x: FloatArray, base: FloatArray, totals: FloatArray) -> None:
    if x.ndim != 2 or x.shape != (len(base), len(totals)):  # noqa: PLR2004 - a matrix
        raise CalibrationError(
            f"Calibration variables have shape {x.shape} for {len(base)} base weights and "
            f"{len(totals)} totals; expected {(len(base), len(totals))}."
        )
    for name, values in (("x", x), ("base", base), ("totals", totals)):
        if not np.isfinite(values).all():
            raise CalibrationError(
                f"{int((~np.isfinite(values)).sum())} values of `{name}` are missing or infinite. "
                "Give unknowns a level of their own or set them aside before calibrating."
            )
    if (base < 0).any():
        raise CalibrationError(f"{int((base < 0).sum())} base weights are negative.")


def _check_cells(cell: IntArray, targets: FloatArray) -> None:
    if not np.isfinite(targets).all() or (targets < 0).any():
        raise CalibrationError("A cell has a negative or missing population.")
    if len(cell) and (cell.min() < 0 or cell.max() >= len(targets)):
        raise CalibrationError(
            f"Cell codes run from {int(cell.min())} to {int(cell.max())}; "
            f"expected 0 to {len(targets) - 1}, one for each population."
        )


def _not_reached(
    x: FloatArray, fitted: FloatArray, totals: FloatArray, rounds: int, names: Sequence[str]
) -> CalibrationError:
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.abs(x.T @ fitted - totals) / np.where(totals != 0, np.abs(totals), 1.0)
    worst = int(np.argmax(np.where(np.isfinite(gap), gap, np.inf)))
    return CalibrationError(
        f"Calibration did not reach the totals in {rounds} rounds: "
        f"{_named(names, worst, 'total')} is still {gap[worst]:.2%} off. The totals contradict one "
        "another or the bounds; widen the bounds, merge levels or drop a margin."
    )


def _named(names: Sequence[str], place: int, what: str) -> str:
    return names[place] if names else f"{what} {place}"
