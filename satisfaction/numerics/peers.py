"""Counts held against those of peers: more or fewer than peers of the same mix would have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri
from scipy.stats import betabinom

from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.numerics.overdispersion import dispersion

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray

_SMALLEST, _LARGEST_TAU = 1e-6, 0.45
# How sure to be that peers vary no more than is allowed for.
_SURE = 0.9
_FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeerTails:
    """Where each count lies among what chance and ordinary variation would give.

    Attributes
    ----------
    z : (k,) float array
        Deviation in standard errors, ordinary variation between peers included.
    more, fewer : (k,) float arrays
        Probability of so many or more, so few or fewer (half of the count itself).
    tau : float
        Standard deviation between peers, beyond chance, in units of shares: its upper limit.
    """

    z: FloatArray
    more: FloatArray
    fewer: FloatArray
    tau: float


def peer_tails(
    counts: FloatArray,
    bases: FloatArray,
    expected: FloatArray,
    *,
    ordinary: BoolArray | None = None,
) -> PeerTails:
    r"""Give the tail probabilities of counts, allowing for ordinary variation between peers.

    Peers differ for good reasons. How much is estimated from winsorised z-scores, so that the few
    who stand out do not hide themselves, and taken at its upper 90 % limit, since a plug-in
    estimate makes tails too light. It goes into a beta-binomial distribution with the mean that is
    expected of each; without such variation that is the binomial.

    Parameters
    ----------
    counts : (k,) float array
        Interviews of each peer that show a mark.
    bases : (k,) float array
        Interviews of each; 0 takes no part.
    expected : (k,) float array
        Counts expected of each peer by what sort of interviews they had.
    ordinary : (k,) bool array, optional
        Peers whose variation counts as ordinary; by default all.

    Returns
    -------
    PeerTails
        NaN where there is no base.

    Notes
    -----
    Over-dispersion as in Spiegelhalter (2005); mid-p values.

    Examples
    --------
    >>> import numpy as np
    >>> found = peer_tails(np.array([5.0, 14.0]), np.array([50.0, 50.0]), np.array([5.0, 5.0]))
    >>> found.more.round(4).tolist()
    [0.4763, 0.0002]
    """
    known = bases > 0
    size = np.where(known, bases, 1.0)
    mean = np.clip(np.where(known, expected, 0.5) / size, _SMALLEST, 1 - _SMALLEST)
    variance = mean * (1 - mean) / size
    z = np.where(known, (counts / size - mean) / np.sqrt(variance), np.nan)
    taking_part = known if ordinary is None else known & ordinary
    upper = np.sqrt(_upper_factor(int(taking_part.sum())))
    tau = dispersion(np.where(taking_part, z * upper, np.nan), variance).tau
    # The largest variation that leaves a distribution between 0 and 1.
    extra = np.minimum(tau**2, _LARGEST_TAU**2 * mean * (1 - mean))
    more, fewer = _tails(np.rint(counts), np.rint(size), mean, extra)
    return PeerTails(
        z=z / np.sqrt(1 + extra / variance),
        more=np.where(known, more, np.nan),
        fewer=np.where(known, fewer, np.nan),
        tau=tau,
    )


def _upper_factor(peers: int) -> float:
    """Give the upper limit of a variance over its estimate from so many peers."""
    return 1.0 if peers < _FEWEST else (peers - 1) / float(chdtri(peers - 1, _SURE))


def _tails(
    counts: FloatArray, size: FloatArray, mean: FloatArray, extra: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give mid-p tails of the beta-binomial with this mean and variance between peers."""
    # A concentration so high is the binomial for any base met here.
    strength = mean * (1 - mean) / np.maximum(extra, 1e-9) - 1
    law = betabinom(size.astype(np.int64), mean * strength, (1 - mean) * strength)
    at = law.pmf(counts)
    more = law.sf(counts) + at / 2
    fewer = law.cdf(counts) - at / 2
    return np.clip(more, 0.0, 1.0), np.clip(fewer, 0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Discoveries:
    """Which peers stand out, and by which marks.

    Attributes
    ----------
    p_values, q_values : (k,) float arrays
        Of a peer over all marks.
    found : (k,) bool array
    marks : (k, m) bool array
        Marks by which those found stand out; at least one each.
    """

    p_values: FloatArray
    q_values: FloatArray
    found: BoolArray
    marks: BoolArray


def discover_peers(p_values: FloatArray, *, level: float = 0.05) -> Discoveries:
    r"""Find the peers that stand out on any of several marks, false discoveries kept to ``level``.

    The p-values of a peer are put together by Simes' rule, the peers sifted by Benjamini and
    Hochberg. For the :math:`R` of :math:`k` that are found, marks are sifted at
    :math:`R / k` times the level, so that the marks named are under control too.

    Parameters
    ----------
    p_values : (k, m) float array
        NaN where a mark could not be tested.
    level : float

    Returns
    -------
    Discoveries

    Notes
    -----
    Simes (1986); Benjamini and Hochberg (1995); Benjamini and Bogomolov (2014) for the selection.

    Examples
    --------
    >>> import numpy as np
    >>> discover_peers(np.array([[1e-6, 0.3], [0.4, 0.6], [0.2, 0.9]])).marks.tolist()
    [[True, False], [False, False], [False, False]]
    """
    by_mark = np.array([false_discovery_q_values(row) for row in p_values])
    by_mark = by_mark.reshape(p_values.shape)
    # Simes' p-value is the smallest of the adjusted ones.
    known = np.isfinite(by_mark)
    lowest = np.where(known, by_mark, np.inf).min(axis=1, initial=np.inf)
    simes = np.where(known.any(axis=1), lowest, np.nan)
    q_values = false_discovery_q_values(simes)
    found = np.nan_to_num(q_values, nan=1.0) < level
    tested = int(np.isfinite(simes).sum())
    cutoff = level * found.sum() / max(tested, 1)
    marks = found[:, None] & (np.nan_to_num(by_mark, nan=1.0) <= cutoff)
    return Discoveries(p_values=simes, q_values=q_values, found=found, marks=marks)
