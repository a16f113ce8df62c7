"""How many kinds are met as more groups are heard: one order, and the average over all orders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray

_ALL_ORDERS = 12
_TRIALS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accumulation:
    """Kinds met after 1, 2, ... groups, (g,) each.

    Attributes
    ----------
    in_order : int array
        In the order given.
    average : float array
        Mean over all orders, exactly.
    fewest, most : int array
        Over all orders; over 2,000 of them drawn by chance where there are more than 12 groups.
    """

    in_order: npt.NDArray[np.int64]
    average: FloatArray
    fewest: npt.NDArray[np.int64]
    most: npt.NDArray[np.int64]


def accumulate(met: npt.ArrayLike) -> Accumulation:
    r"""Count the kinds that are met as groups are added.

    The mean over orders is :math:`\sum_t 1 - \binom{G - g_t}{k} / \binom{G}{k}` after :math:`k` of
    :math:`G` groups, :math:`g_t` of which meet kind :math:`t`: sample-based rarefaction.

    Parameters
    ----------
    met : (kinds, g) bool array
        Whether each group meets each kind, groups in their order.

    Returns
    -------
    Accumulation

    Raises
    ------
    EstimationError
        If there is no group.

    Notes
    -----
    Colwell, Mao and Chang (2004), equation 5. R: ``vegan::specaccum(method = "exact")``.

    Examples
    --------
    >>> found = accumulate([[True, True], [True, False], [False, True]])
    >>> found.in_order.tolist(), found.average.tolist()
    ([2, 3], [2.0, 3.0])
    """
    table = np.asarray(met, dtype=np.bool_)
    kinds, groups = table.shape if table.ndim == 2 else (0, 0)  # noqa: PLR2004 - a matrix
    if not groups:
        raise EstimationError("There is no group whose themes could be counted.")
    times = table.sum(axis=1)
    times = times[times > 0]
    after = np.arange(1, groups + 1)
    missed = np.array(
        [[comb(groups - int(t), int(k)) / comb(groups, int(k)) for t in times] for k in after]
    ).reshape(groups, -1)
    fewest, most = _ends(table)
    return Accumulation(
        in_order=_met_after(table),
        average=np.asarray((1 - missed).sum(axis=1), dtype=np.float64),
        fewest=fewest if kinds else np.zeros(groups, dtype=np.int64),
        most=most if kinds else np.zeros(groups, dtype=np.int64),
    )


def _met_after(table: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    return np.asarray(np.logical_or.accumulate(table, axis=1).sum(axis=0), dtype=np.int64)


def _ends(table: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    groups = table.shape[1]
    if groups > _ALL_ORDERS:
        rng = np.random.default_rng(0)
        curves = np.array([_met_after(table[:, rng.permutation(groups)]) for _ in range(_TRIALS)])
        return curves.min(axis=0), curves.max(axis=0)
    counts = [
        [int(table[:, list(chosen)].any(axis=1).sum()) for chosen in combinations(range(groups), k)]
        for k in range(1, groups + 1)
    ]
    return np.array([min(c) for c in counts]), np.array([max(c) for c in counts])
