"""Attributable shares of a model with their errors, and who leads by them, without a bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from satisfaction.drivers.membership import FIRST_PLACES, leading_set
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.ranks import rank_intervals
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.drivers.model import DriverModel

    Floats = npt.NDArray[np.float64]

_DRAWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SharesFound:
    """Shares with limits, one a driver of the model, and who leads."""

    shares: Floats
    lower: Floats
    upper: Floats
    leading: npt.NDArray[np.bool_]


def shares_with_limits(model: DriverModel, *, confidence: float, seed: int) -> SharesFound:
    """Return design-based limits, and membership of the leading set.

    Chances of ranks are from 2,000 draws of the joint normal distribution of the shares: a
    bootstrap of every variant would take minutes, and differs little in who leads.
    """
    shares = model.shares
    joint = covariance(model.whole_sample(shares.scores), model.answers.design)
    errors = np.sqrt(np.diag(joint))
    df = max(degrees_of_freedom(model.answers.design, model.answers.rows), 1)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * errors
    values, vectors = np.linalg.eigh(joint)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    normal = np.random.default_rng(seed).standard_normal((len(errors), _DRAWS))
    ranks = rank_intervals(
        shares.shares, shares.shares[:, None] + root @ normal, confidence=confidence
    )
    held = leading_set(
        shares.shares,
        errors,
        df,
        among_first=ranks.among_first(FIRST_PLACES),
        confidence=confidence,
    )
    return SharesFound(
        shares=shares.shares,
        lower=shares.shares - half,
        upper=shares.shares + half,
        leading=held.leading,
    )
