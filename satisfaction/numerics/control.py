"""Signals of a control chart, from standardised values in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray

BEYOND = "beyond three standard errors"
NEAR = "two of three months beyond two standard errors"
RUN = "eight months in a row on one side"
DRIFT = "the weighted mean is beyond its limits"
RULES = (BEYOND, NEAR, RUN)

_FAR, _NEAR, _LONG = 3.0, 2.0, 8


def run_signals(scores: FloatArray) -> npt.NDArray[np.object_]:
    """Name the first rule that each value completes, or nothing.

    Parameters
    ----------
    scores : (t,) float array
        Standardised values: standard normal where nothing has changed.

    Returns
    -------
    (t,) object array
        One of :data:`RULES`, or an empty text.

    Notes
    -----
    Western Electric (1956), rules 1, 2 and 4.

    Examples
    --------
    >>> import numpy as np
    >>> run_signals(np.array([0.5, 3.2, -2.1, -2.2])).tolist()
    ['', 'beyond three standard errors', '', 'two of three months beyond two standard errors']
    """
    signals = np.full(len(scores), "", dtype=object)
    for side in (1.0, -1.0):
        found = side * scores
        near = np.convolve(found > _NEAR, np.ones(3), mode="full")[: len(found)] > 1
        run = np.convolve(found > 0, np.ones(_LONG), mode="full")[: len(found)] > _LONG - 1
        for rule, hits in ((RUN, run), (NEAR, near & (found > _NEAR)), (BEYOND, found > _FAR)):
            signals[hits] = rule
    return signals


def smoothed(scores: FloatArray, *, weight: float) -> tuple[FloatArray, FloatArray]:
    r"""Return the exponentially weighted mean of values so far, and its standard error.

    Parameters
    ----------
    scores : (t,) float array
        Standardised values.
    weight : float
        Of the newest value, :math:`\lambda`.

    Returns
    -------
    ((t,) float array, (t,) float array)
        :math:`z_t = \lambda u_t + (1 - \lambda) z_{t-1}` and
        :math:`\sqrt{\lambda / (2 - \lambda) (1 - (1 - \lambda)^{2t})}`.

    Notes
    -----
    Roberts (1959); Lucas and Saccucci (1990) for the limits that give a stated run length.

    Examples
    --------
    >>> import numpy as np
    >>> smoothed(np.array([1.0, 0.0]), weight=0.5)[0].tolist()
    [0.5, 0.25]
    """
    line = np.empty(len(scores))
    level = 0.0
    for place, score in enumerate(scores):
        level = weight * score + (1 - weight) * level
        line[place] = level
    steps = np.arange(1, len(scores) + 1)
    spread = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * steps)))
    return line, spread


def ewma_signals(line: FloatArray, spread: FloatArray, *, width: float) -> npt.NDArray[np.object_]:
    """Name the values whose weighted mean lies beyond its limits.

    Examples
    --------
    >>> import numpy as np
    >>> ewma_signals(np.array([0.1, 2.0]), np.array([0.2, 0.3]), width=3.0).tolist()
    ['', 'the weighted mean is beyond its limits']
    """
    return np.where(np.abs(line) > width * spread, DRIFT, "").astype(object)
