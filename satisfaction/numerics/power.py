"""How precise a share is for a given base, and how large a change it can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtri
from statsmodels.stats.power import NormalIndPower

from satisfaction.errors import EstimationError
from satisfaction.numerics.quantiles import check_confidence

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray

Direction = Literal["fall", "rise", "either"]

_QUARTER_TURN = np.pi / 2


def margin_of_error(
    p: npt.ArrayLike,
    base: npt.ArrayLike,
    design_effect: npt.ArrayLike = 1.0,
    population: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> FloatArray:
    r"""Give half the length of the interval that a base will have.

    :math:`z \sqrt{\mathrm{deff}\, p (1 - p) / n \cdot (1 - n / N)}`.

    Parameters
    ----------
    p : array-like
        Shares expected, between 0 and 1.
    base : array-like
        Answers counted.
    design_effect : array-like
        Variance over that of a simple random sample of the same base.
    population : array-like, optional
        Those whom the base was drawn from, for the finite population correction.
    confidence : float
        Confidence level.

    Returns
    -------
    float array
        Margins, as proportions: 0.025 is 2.5 points. Zero where everybody was asked.

    Raises
    ------
    EstimationError
        If a share is not between 0 and 1, or a base is not above 0 or above its population.

    Notes
    -----
    Cochran (1977), sections 3.2 and 4.4. The normal quantile, as published margins have it; the
    intervals of :func:`satisfaction.estimate` are a little longer on small bases.

    Examples
    --------
    >>> (100 * margin_of_error(0.76, 1140)).round(1).tolist()
    2.5
    >>> (100 * margin_of_error(0.5, 405, population=1296)).round(2).tolist()
    4.04
    """
    shares, bases, effects = _checked(p, base, design_effect)
    left = _left(bases, population)
    z = -ndtri((1 - check_confidence(confidence)) / 2)
    margins: FloatArray = z * np.sqrt(effects * shares * (1 - shares) / bases * left)
    return margins


def base_needed(
    p: npt.ArrayLike,
    margin: npt.ArrayLike,
    design_effect: npt.ArrayLike = 1.0,
    population: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> FloatArray:
    r"""Give the smallest whole base whose margin of error is not above ``margin``.

    :math:`n_0 = z^2 \mathrm{deff}\, p (1 - p) / m^2`, and :math:`n_0 / (1 + n_0 / N)` with a
    finite population.

    Parameters
    ----------
    p : array-like
        Shares expected, between 0 and 1.
    margin : array-like
        Margins of error to reach, as proportions.
    design_effect : array-like
        Variance over that of a simple random sample of the same base.
    population : array-like, optional
        Those whom the base is drawn from.
    confidence : float
        Confidence level.

    Returns
    -------
    float array
        Answers needed, whole numbers.

    Raises
    ------
    EstimationError
        If a share is not between 0 and 1, or a margin is not above 0.

    Notes
    -----
    Cochran (1977), section 4.4. The inverse of :func:`margin_of_error`.

    Examples
    --------
    >>> base_needed(0.5, 0.03).tolist()
    1068.0
    """
    shares, margins, effects = _checked(p, margin, design_effect, what="margin")
    z = -ndtri((1 - check_confidence(confidence)) / 2)
    needed = z**2 * effects * shares * (1 - shares) / margins**2
    if population is not None:
        needed = needed / (1 + needed / np.asarray(population, dtype=np.float64))
    # Rounding may leave 1067.0000000001 where the arithmetic means 1067.
    whole: FloatArray = np.ceil(needed * (1 - 1e-12))
    return whole


def detectable_change(
    p: npt.ArrayLike,
    base: npt.ArrayLike,
    other_base: npt.ArrayLike | None = None,
    design_effect: npt.ArrayLike = 1.0,
    *,
    confidence: float = 0.95,
    power: float = 0.8,
    direction: Direction = "either",
) -> FloatArray:
    r"""Give the smallest change between two separate samples that a two-sided test will show.

    The effect :math:`h = 2 \arcsin \sqrt{p_2} - 2 \arcsin \sqrt{p_1}` that has the wanted power,
    turned back into a difference of shares.

    Parameters
    ----------
    p : array-like
        Shares before the change, between 0 and 1.
    base, other_base : array-like
        Answers counted before and after; by default as many after as before.
    design_effect : array-like
        Divides both bases.
    confidence : float
        One minus the level of the test.
    power : float
        Probability that the change is found significant.
    direction : {"either", "fall", "rise"}
        The two differ, since shares nearer one half vary more; "either" is the larger of them.

    Returns
    -------
    float array
        Changes, as proportions; NaN where even a change to 0 or 1 would be missed.

    Raises
    ------
    EstimationError
        If a share is not between 0 and 1, or a base is not above 0.

    Notes
    -----
    Cohen (1988), chapter 6. By ``statsmodels.stats.power.NormalIndPower``. R:
    ``pwr::pwr.2p2n.test``.

    Examples
    --------
    >>> (100 * detectable_change(0.77, 500)).round(1).tolist()
    7.8
    """
    shares, first, effects = _checked(p, base, design_effect)
    second = first if other_base is None else _checked(p, other_base, design_effect)[1]
    check_confidence(power)
    flat = np.broadcast_arrays(shares, first / effects, second / effects)
    effect = np.vectorize(_effect_size, otypes=[float])(
        flat[1], flat[2], 1 - check_confidence(confidence), power
    )
    fall, rise = (_moved(flat[0], sign * effect) for sign in (-1, 1))
    if direction == "either":
        return np.maximum(fall, rise)
    return fall if direction == "fall" else rise


def _effect_size(first: float, second: float, level: float, power: float) -> float:
    """Cohen's h with the wanted power."""
    found = NormalIndPower().solve_power(
        effect_size=None, nobs1=first, ratio=second / first, alpha=level, power=power
    )
    return float(found)


def _moved(shares: FloatArray, effect: FloatArray) -> FloatArray:
    """How far a share moves by an effect on the arcsine scale; NaN past the scale's end."""
    angle = np.arcsin(np.sqrt(shares)) + effect / 2
    inside = (angle >= 0) & (angle <= _QUARTER_TURN)
    return np.where(inside, np.abs(np.sin(angle) ** 2 - shares), np.nan)


def _checked(
    p: npt.ArrayLike, amount: npt.ArrayLike, design_effect: npt.ArrayLike, what: str = "base"
) -> tuple[FloatArray, FloatArray, FloatArray]:
    shares, amounts, effects = (
        np.asarray(value, dtype=np.float64) for value in (p, amount, design_effect)
    )
    for name, values in ((what, amounts), ("design effect", effects)):
        if (values <= 0).any():
            raise EstimationError(
                f"{int((values <= 0).sum())} of the {name}s given are not above 0; each must be."
            )
    if ((shares < 0) | (shares > 1)).any():
        raise EstimationError(
            f"{int(((shares < 0) | (shares > 1)).sum())} of the shares given are not between 0 and "
            "1. Write 76 per cent as 0.76."
        )
    return shares, amounts, effects


def _left(bases: FloatArray, population: npt.ArrayLike | None) -> FloatArray:
    """Share of the population that was not asked: the finite population correction."""
    if population is None:
        return np.ones(())
    people = np.asarray(population, dtype=np.float64)
    if (bases > people).any():
        raise EstimationError(
            f"{int((bases > people).sum())} of the bases are larger than the population they were "
            "drawn from. Give the whole population, not the sample."
        )
    left: FloatArray = 1 - bases / people
    return left
