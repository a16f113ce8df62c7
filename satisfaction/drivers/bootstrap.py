"""What the bootstrap says: attributable shares and dominance in every replicate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.replicate_shares import replicate_coefficients, replicate_shares
from satisfaction.numerics.replicate_weights import replicate_weights
from satisfaction.numerics.side_by_side import side_by_side

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.drivers.dominance import PenaltyDominance
    from satisfaction.drivers.model import DriverModel

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replicates:
    """Replicates of both statistics, (j, b) each."""

    shares: Floats
    dominance: Floats


def bootstrap(
    model: DriverModel, dominance: PenaltyDominance, *, replicates: int, seed: int
) -> Replicates:
    """Draw replicates that respect strata, clusters and calibration, and re-weight.

    Parameters
    ----------
    model : DriverModel
    dominance : PenaltyDominance
        Of the same model.
    replicates : int
    seed : int

    Returns
    -------
    Replicates

    Notes
    -----
    Rao and Wu (1988); two Newton steps from the full sample's fit stand for fitting each replicate.
    """
    blocks = replicate_weights(model.answers.design, replicates=replicates, seed=seed)
    found = list(side_by_side(partial(_under, model, dominance), blocks))
    return Replicates(
        shares=np.hstack([block.shares for block in found]),
        dominance=np.hstack([block.dominance for block in found]),
    )


def _under(model: DriverModel, dominance: PenaltyDominance, block: Floats) -> Replicates:
    """Return both statistics under a block of replicate weights of the whole sample."""
    outcome, columns = model.answers.outcome, model.columns
    weights = block[model.answers.rows]
    moved = replicate_coefficients(model.fit, columns.x, outcome, weights=weights)
    shares = replicate_shares(moved, columns.x, outcome, weights=weights, low_columns=columns.low)
    return Replicates(shares=shares, dominance=dominance.under(weights))
