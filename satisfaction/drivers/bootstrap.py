"""What the bootstrap says: attributable shares and dominance in every replicate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.replicate_shares import replicate_coefficients, replicate_shares
from satisfaction.numerics.replicate_weights import replicate_weights

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
    answers, columns = model.answers, model.columns
    shares, dominances = [], []
    for block in replicate_weights(answers.design, replicates=replicates, seed=seed):
        weights = block[answers.rows]
        moved = replicate_coefficients(model.fit, columns.x, answers.outcome, weights=weights)
        shares.append(
            replicate_shares(
                moved, columns.x, answers.outcome, weights=weights, low_columns=columns.low
            )
        )
        dominances.append(dominance.under(weights))
    return Replicates(shares=np.hstack(shares), dominance=np.hstack(dominances))
