"""What a check of this size would find: the power behind a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

BEYOND = 0.03
FOUND = 0.8


def power_columns(table: pd.DataFrame, critical_value: float) -> pd.DataFrame:
    r"""Return the power to call a level ``outside`` when it truly falls short.

    Parameters
    ----------
    table : pandas.DataFrame
        ``profile_share``, ``tolerance_lower``, ``base`` and ``design_effect`` of each level.
    critical_value : float
        Of the simultaneous intervals.

    Returns
    -------
    pandas.DataFrame
        ``power_share``: the true share supposed, 3 points below the lower tolerance. ``power``: the
        chance that it is called ``outside`` at the present base and ``power_effect`` (the level's
        own design effect, or that of the median level where nobody has it). ``detectable``: the
        difference (below zero) that would be found with 80 %. Missing where the level has too small
        a share to fall short by so much.

    Notes
    -----
    Normal approximation: with :math:`e` the edge of the tolerance, :math:`p` the true share and
    :math:`s = \sqrt{d\,p(1-p)/n}`, the power is :math:`\Phi((e - p)/s - c)`, and ``detectable``
    solves :math:`e - p = (c + z_{0.8}) s`. Korn-Graubard limits of rare levels are wider than this,
    so theirs is optimistic.
    """
    told = table["design_effect"].where(table["design_effect"] > 0)
    effect = told.fillna(told.median()).fillna(1.0)
    edge = (table["profile_share"] + table["tolerance_lower"]).to_numpy(np.float64)
    share, base = edge - BEYOND, table["base"].to_numpy(np.float64)
    possible = (share > 0) & (base > 0)
    supposed = np.where(possible, share, np.nan)
    per_answer = np.divide(effect.to_numpy(), base, out=np.full(len(base), np.nan), where=base > 0)
    error = np.sqrt(per_answer * supposed * (1 - supposed))
    found = _found_share(edge, (critical_value + ndtri(FOUND)) ** 2 * per_answer)
    return pd.DataFrame(
        {
            "power_share": supposed,
            "power_effect": effect.to_numpy(np.float64),
            "power": ndtr(BEYOND / error - critical_value),
            "detectable": np.where(edge > 0, found - table["profile_share"], np.nan),
        },
        index=table.index,
    )


def _found_share(edge: Floats, spread: Floats) -> Floats:
    """Solve (edge - p)^2 = spread p (1 - p) for the share below the edge."""
    half = edge + spread / 2
    inside = np.maximum(half**2 - (1 + spread) * edge**2, 0.0)
    root: Floats = (half - np.sqrt(inside)) / (1 + spread)
    return root
