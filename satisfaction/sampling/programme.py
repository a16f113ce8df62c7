"""One linear programme, solved by HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def solve(
    cost: Floats, constraints: Sequence[LinearConstraint], *, lowest: Floats, highest: Floats
) -> Floats | None:
    """Return the solution of least cost, (n,); None where the solver finds none."""
    found = milp(cost, constraints=list(constraints), bounds=Bounds(lb=lowest, ub=highest))
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)


def needed(found: Floats | None, what: str) -> Floats:
    """Return a solution that is there.

    Raises
    ------
    EstimationError
        With ``what`` could not be found, which elastic programmes do not allow.
    """
    if found is None:
        raise EstimationError(
            f"The solver found no {what}, although every target may be missed. Nothing is wrong "
            "with the profile or the frame; another number of interviews, a wider margin or a "
            "wider tolerance may be solved. Please report this, with those numbers."
        )
    return found
