"""Check margins before raking to them, and measure how far weights are from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray

_MARGINS_AGREE_TO = 1e-9


def check_codes(codes: IntArray, base: FloatArray) -> None:
    """Refuse level codes or base weights that cannot be tabulated.

    Parameters
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell.
    base : (n_cells,) float array
        Base- weight total of each cell.

    Raises
    ------
    CalibrationError
        If shapes differ, a code is negative, or a weight is negative or missing.

    Examples
    --------
    >>> import numpy as np
    >>> check_codes(np.array([[0, 1]]), np.array([1.0]))
    """
    if codes.ndim != 2 or len(codes) != len(base):  # noqa: PLR2004 - a table has two axes
        raise CalibrationError(
            f"Level codes have shape {codes.shape} and the weights {base.shape}: "
            "expected one row of codes for each weight."
        )
    if codes.size and codes.min() < 0:
        raise CalibrationError(
            f"{int((codes < 0).any(axis=1).sum())} rows have no level on some margin. "
            "Give unknowns a level of their own or set them aside before raking."
        )
    if not np.isfinite(base).all() or (base < 0).any():
        raise CalibrationError(
            f"{int((~np.isfinite(base) | (base < 0)).sum())} base weights are negative or missing; "
            "base weights must be zero or more."
        )


def check_margins(codes: IntArray, base: FloatArray, targets: list[FloatArray]) -> None:
    """Refuse margins that do not fit the codes or one another.

    Parameters
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell.
    base : (n_cells,) float array
        Base- weight total of each cell.
    targets : list of float arrays
        For each margin the wanted totals by level.

    Raises
    ------
    CalibrationError
        If a margin is missing, negative, too short for its codes, or has another total than the
        first by more than 1e-9 of it.

    Examples
    --------
    >>> import numpy as np
    >>> check_margins(np.array([[0], [1]]), np.ones(2), [np.array([3.0, 4.0])])
    """
    check_codes(codes, base)
    if codes.shape[1] != len(targets) or not targets:
        raise CalibrationError(
            f"There are {codes.shape[1]} columns of level codes and {len(targets)} margins; "
            "expected as many of one as of the other, and at least one."
        )
    for margin, target in enumerate(targets):
        if not np.isfinite(target).all() or (target < 0).any():
            raise CalibrationError(f"Margin {margin} has a negative or missing target.")
        if len(base) and codes[:, margin].max() >= len(target):
            raise CalibrationError(
                f"Margin {margin} has {len(target)} targets, but level code "
                f"{int(codes[:, margin].max())} occurs. Give every level a target."
            )
    sums = np.array([target.sum() for target in targets])
    if np.ptp(sums) > _MARGINS_AGREE_TO * sums.max():
        listed = ", ".join(f"margin {at}: {value:,.10g}" for at, value in enumerate(sums))
        raise CalibrationError(
            f"The margins have different totals ({listed}). "
            "They must describe the same population; scale them to one total first."
        )


def margin_errors(
    codes: IntArray, fitted: FloatArray, targets: list[FloatArray]
) -> list[FloatArray]:
    """Measure the relative error of every level of every margin.

    Parameters
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell.
    fitted : (n_cells,) float array
        Fitted weight total of each cell.
    targets : list of float arrays
        For each margin the wanted totals by level.

    Returns
    -------
    list of float arrays
        For each margin the errors by level; a level without a target counts as met.

    Examples
    --------
    >>> import numpy as np
    >>> margin_errors(np.array([[0], [1]]), np.array([3.0, 5.0]), [np.array([3.0, 4.0])])
    [array([0.  , 0.25])]
    """
    errors = []
    for margin, target in enumerate(targets):
        totals = np.bincount(codes[:, margin], weights=fitted, minlength=len(target))
        gap = np.abs(totals - target)
        errors.append(np.divide(gap, target, out=np.zeros(len(target)), where=target > 0))
    return errors


def not_reached(
    codes: IntArray, fitted: FloatArray, targets: list[FloatArray], rounds: int
) -> CalibrationError:
    """Word the error for margins that raking did not reach.

    Parameters
    ----------
    codes : (n_cells, n_margins) int array
        Level code of each cell.
    fitted : (n_cells,) float array
        Fitted weight total of each cell.
    targets : list of float arrays
        For each margin the wanted totals by level.
    rounds : int
        Passes made.

    Returns
    -------
    CalibrationError
        Names the margin and level that are furthest off.

    Examples
    --------
    >>> import numpy as np
    >>> error = not_reached(np.array([[0]]), np.array([3.0]), [np.array([4.0])], 9)
    >>> "margin 0 level 0 is still 25.00% off" in str(error)
    True
    """
    errors = margin_errors(codes, fitted, targets)
    margin = int(np.argmax([error.max() for error in errors]))
    level = int(errors[margin].argmax())
    return CalibrationError(
        f"Raking did not reach the margins in {rounds} rounds: margin {margin} level {level} is "
        f"still {errors[margin][level]:.2%} off. Empty cells may make the margins contradict one "
        "another; merge levels or drop a margin."
    )
