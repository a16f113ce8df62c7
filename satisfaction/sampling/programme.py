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


def minimise(
    cost: Floats, constraints: Sequence[LinearConstraint], *, lowest: Floats, highest: Floats
) -> Floats:
    """Return the solution of least cost, (n,).

    Raises
    ------
    EstimationError
        If the solver finds none, which elastic programmes do not allow.
    """
    found = milp(cost, constraints=list(constraints), bounds=Bounds(lb=lowest, ub=highest))
    if found.x is None:
        raise EstimationError(
            "The solver found no plan, although its targets are elastic. Try fewer interviews, a "
            "wider margin or a wider tolerance, and report this."
        )
    return np.asarray(found.x, dtype=np.float64)
