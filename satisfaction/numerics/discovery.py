"""Many comparisons at once: how many of those called differences are expected to be none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import false_discovery_control

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray


def false_discovery_q_values(p_values: npt.ArrayLike) -> FloatArray:
    r"""Adjust p-values so that calling those below a level keeps false discoveries below it.

    :math:`q_{(i)} = \min_{j \ge i} \min(1, m\, p_{(j)} / j)` over the :math:`m` known p-values.

    Parameters
    ----------
    p_values : (k,) array-like
        One p-value a comparison; NaN where none was made, which takes no part.

    Returns
    -------
    (k,) float array
        q-values in the order given; NaN where the p-value is.

    Notes
    -----
    Benjamini and Hochberg (1995); valid for independent and for positively dependent tests.
    R: ``p.adjust(method = "BH")``. By
    ``scipy.stats.false_discovery_control``.

    Examples
    --------
    >>> false_discovery_q_values([0.01, 0.02, float("nan"), 0.5]).round(3).tolist()
    [0.03, 0.03, nan, 0.5]
    """
    given = np.asarray(p_values, dtype=np.float64)
    q_values = np.full(given.shape, np.nan)
    known = np.isfinite(given)
    if known.any():
        q_values[known] = false_discovery_control(given[known], method="bh")
    return q_values


def holm_p_values(p_values: npt.ArrayLike) -> FloatArray:
    r"""Adjust p-values so that any false rejection among them keeps to the level.

    :math:`\tilde p_{(i)} = \max_{j \le i} \min(1, (m - j + 1)\, p_{(j)})`.

    Parameters
    ----------
    p_values : (k,) array-like

    Returns
    -------
    (k,) float array
        In the order given.

    Notes
    -----
    Holm (1979). R: ``p.adjust(method = "holm")``. That of statsmodels collects garbage at every
    call, which takes a sixth of a second in a process as large as a quarter's.

    Examples
    --------
    >>> holm_p_values([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    steps = np.arange(len(given), 0, -1) * given[order]
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
