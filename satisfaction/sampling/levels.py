"""The shares that a plan must meet, and how near an expected sample comes to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.definitions.survey import Survey
    from satisfaction.sampling.cells import Cells
    from satisfaction.sampling.settings import Allowed
    from satisfaction.tables.profile import Population, Profile

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """Levels of all dimensions that victims of the profile have.

    Attributes
    ----------
    names : pandas.DataFrame
        ``dimension`` and ``level``, one row a level.
    profile : (k,) float array
        Shares of victims among the known.
    lower, upper : (k,) float arrays
        Smallest and largest difference that the tolerance allows.
    member, known : (c, k) float arrays
        Whether each cell of the frame is in the level; whether its level is known.
    """

    names: pd.DataFrame
    profile: Floats
    lower: Floats
    upper: Floats
    member: Floats
    known: Floats

    def shares(self, weights: Floats) -> Floats:
        """Return the share of each level among the known, by weights of the cells, (k,)."""
        base = weights @ self.known
        return np.asarray(weights @ self.member / np.where(base > 0, base, np.nan))


def make_levels(
    cells: Cells, profile: Profile, *, survey: Survey, tolerance: Allowed, population: Population
) -> Levels:
    """Return the levels of the survey's dimensions with their shares and tolerances."""
    pairs: list[tuple[str, str]] = []
    shares: list[float] = []
    for name in survey.dimensions:
        counts = profile.covered_counts(name, population=population).rename(str)
        unknown = profile.dimensions[name].unknown
        known = counts[~counts.index.isin(unknown) & (counts > 0)]
        pairs += [(name, str(level)) for level in known.index]
        shares += list(known / known.sum())
    share = np.array(shares, dtype=np.float64)
    return Levels(
        names=pd.DataFrame(pairs, columns=["dimension", "level"]),
        profile=share,
        lower=np.maximum(-tolerance.points, (tolerance.ratio_low - 1) * share),
        upper=np.minimum(tolerance.points, (tolerance.ratio_high - 1) * share),
        member=np.column_stack([cells.table[d] == level for d, level in pairs]).astype(np.float64),
        known=np.column_stack(
            [~cells.table[d].isin(profile.dimensions[d].unknown) for d, _ in pairs]
        ).astype(np.float64),
    )


def standard_errors(levels: Levels, cells: Cells, interviews: Floats) -> Floats:
    """Return the standard error to expect of each weighted share, (k,).

    ``interviews`` are those expected of each cell. Strata as they stand, respondents with a known
    level as domains.
    """
    made = cells.by_stratum(interviews)
    victims = cells.strata["victims"].to_numpy(np.float64)
    weight = np.divide(victims, made, out=np.zeros_like(victims), where=made > 0)
    spread = interviews * weight[cells.stratum]
    share = levels.shares(spread)
    base = spread @ levels.known
    variance = np.empty(len(share))
    for k, centre in enumerate(share):
        residual = levels.known[:, k] * (levels.member[:, k] - centre)
        first = cells.by_stratum(interviews * residual)
        second = cells.by_stratum(interviews * residual**2)
        within = second - np.divide(first**2, made, out=np.zeros_like(made), where=made > 0)
        variance[k] = (weight**2 * within).sum() / base[k] ** 2
    return np.sqrt(variance)


def expected_verdicts(
    levels: Levels, differences: Floats, errors: Floats, *, confidence: float
) -> npt.NDArray[np.object_]:
    """Return the verdict if the sample turns out exactly as expected, by Bonferroni intervals."""
    reach = -ndtri((1 - confidence) / 2 / len(differences)) * errors
    low, high = differences - reach, differences + reach
    within = (low >= levels.lower) & (high <= levels.upper)
    outside = (high < levels.lower) | (low > levels.upper)
    return np.select([within, outside], ["within", "outside"], default="too few to tell").astype(
        object
    )
