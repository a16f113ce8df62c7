"""Check margins before raking to them, and measure how far weights are from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import FloatArray, IntArray

_MARGINS_AGREE_TO = 1e-9
_MOST_NAMED = 5


def level_name(names: Sequence[Sequence[str]], margin: int, level: int) -> str:
    """Return what a level is called in errors: its name, or its place where none was given.

    Parameters
    ----------
    names : sequence of sequences of str
        Names of the levels of each margin; empty for none.
    margin, level : int
        Position of the margin and code of the level.

    Returns
    -------
    str

    Examples
    --------
    >>> level_name([["age: young", "age: old"]], 0, 1), level_name((), 0, 1)
    ('age: old', 'margin 0 level 1')
    """
    return names[margin][level] if names else f"margin {margin} level {level}"


def check_columns(columns: Sequence[IntArray] | IntArray, base: FloatArray) -> None:
    """Refuse level codes or base weights that cannot be tabulated.

    Parameters
    ----------
    columns : sequence of (n,) int arrays
        Level codes, one array a margin.
    base : (n,) float array
        Base weights.

    Raises
    ------
    CalibrationError
        If shapes differ, a code is negative, or a weight is negative or missing.

    Examples
    --------
    >>> import numpy as np
    >>> check_columns([np.array([0]), np.array([1])], np.array([1.0]))
    """
    shapes = {np.shape(column) for column in columns}
    if shapes != {base.shape} or base.ndim != 1:
        raise CalibrationError(
            f"Level codes have shapes {sorted(shapes)} and the weights {base.shape}: "
            "expected one code on each margin for each weight."
        )
    missing = [column < 0 for column in columns if column.min(initial=0) < 0]
    if missing:
        raise CalibrationError(
            f"{int(np.any(missing, axis=0).sum())} rows have no level on some margin. "
            "Give unknowns a level of their own or set them aside before raking."
        )
    # The smallest is NaN if any is: one pass, no array of flags.
    if not (base.min(initial=0) >= 0 and base.max(initial=0) < np.inf):
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
    if codes.ndim != 2 or not targets or codes.shape[1] != len(targets):  # noqa: PLR2004 - a table
        raise CalibrationError(
            f"There are {codes.shape[-1]} columns of level codes and {len(targets)} margins; "
            "expected as many of one as of the other, and at least one."
        )
    check_columns(codes.T, base)
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
    codes: IntArray,
    fitted: FloatArray,
    targets: list[FloatArray],
    rounds: int,
    names: Sequence[Sequence[str]] = (),
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
    names : sequence of sequences of str, optional
        What errors call the levels of each margin.

    Returns
    -------
    CalibrationError
        Names the levels that are furthest off, at most five.

    Examples
    --------
    >>> import numpy as np
    >>> error = not_reached(np.array([[0]]), np.array([3.0]), [np.array([4.0])], 9)
    >>> "margin 0 level 0 is still 25.00% off" in str(error)
    True
    """
    errors = margin_errors(codes, fitted, targets)
    worst = sorted(
        ((float(e), m, at) for m, error in enumerate(errors) for at, e in enumerate(error)),
        key=lambda found: (-found[0], *found[1:]),
    )
    named = [
        f"{level_name(names, margin, level)} is still {error:.2%} off"
        for error, margin, level in worst[:_MOST_NAMED]
        if error > worst[0][0] / 100
    ]
    return CalibrationError(
        f"Raking did not reach the margins in {rounds} rounds: {'; '.join(named)}. Empty cells may "
        "make the margins contradict one another; merge one of these levels with a neighbour, or "
        "drop a margin."
    )
