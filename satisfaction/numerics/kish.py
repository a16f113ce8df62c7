"""Kish's design effect: what unequal weights cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray


def kish_design_effect(weights: FloatArray) -> float:
    r"""Return the variance that unequal weights cost, over that of equal ones.

    :math:`n \sum w_i^2 / (\sum w_i)^2`; the effective base is ``n`` over it.

    Parameters
    ----------
    weights : (n,) float array
        Weights, in any unit.

    Returns
    -------
    float
        1 for equal weights; NaN where the weights sum to zero or there are none.

    Notes
    -----
    Kish (1965), section 11.7. It leaves out strata, clusters and calibration, so it is a measure of
    the weights and not of any one estimate.

    Examples
    --------
    >>> import numpy as np
    >>> kish_design_effect(np.array([1.0, 1.0, 2.0]))
    1.125
    """
    total = float(weights.sum())
    if total == 0:
        return float("nan")
    return len(weights) * float(np.dot(weights, weights)) / total**2
