"""From precision or interviews asked for to the interviews of each stratum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from satisfaction.errors import ColumnNotFoundError, name_list
from satisfaction.sampling.allocation import Demand, allocate

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.sampling.cells import Cells
    from satisfaction.sampling.settings import PlanSettings

    Floats = npt.NDArray[np.float64]

# Half of them satisfied: the widest interval that a share can have.
_VARIANCE = 0.25
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """Interviews of the strata, and what was wanted of groups.

    Attributes
    ----------
    interviews : (h,) float array
    groups : tuple of str
    wanted_interviews, wanted_margin : (g,) float arrays
        One of them is missing throughout.
    minimum : (g,) float array
        Interviews that the fewest of each stratum add up to.
    reached : (g,) bool array
    areas : pandas.Series
        Interviews of each area.
    """

    interviews: Floats
    groups: tuple[str, ...]
    wanted_interviews: Floats
    wanted_margin: Floats
    minimum: Floats
    reached: npt.NDArray[np.bool_]
    areas: pd.Series


def allocate_interviews(cells: Cells, response: Floats, settings: PlanSettings) -> Targets:
    """Return the interviews of each stratum at least cost."""
    strata = cells.strata
    group, names = pd.factorize(strata[cells.fields[0]])
    area, areas = pd.factorize(strata[cells.fields[min(1, len(cells.fields) - 1)]])
    victims = strata["victims"].to_numpy(np.float64)
    share = victims / np.bincount(group, victims)[group]
    expected = cells.by_stratum(cells.count * response)
    high = settings.limits.max_fraction * expected
    total = _totals(settings.interviews, tuple(names))
    fewest = np.clip(settings.limits.fewest, 1e-3 * high, high)
    demand = Demand(
        group=group.astype(np.int64),
        area=area.astype(np.int64),
        share=share,
        cost=strata["frame"].to_numpy(np.float64) / expected,
        low=_within_totals(fewest, group, total),
        high=high,
        variance=_variance(settings, len(names)) if total is None else None,
        total=total,
        area_minimum=settings.area_minimum,
    )
    made = allocate(demand)
    nothing = np.full(len(names), np.nan)
    return Targets(
        interviews=made,
        groups=tuple(names),
        wanted_interviews=nothing if total is None else total,
        wanted_margin=np.full(len(names), settings.precision) if total is None else nothing,
        minimum=np.bincount(group, fewest).astype(np.float64),
        reached=_reached(demand, made),
        areas=pd.Series(np.bincount(area, made), index=pd.Index(areas)),
    )


def margins(
    share: Floats, interviews: Floats, group: npt.NDArray[np.int64], settings: PlanSettings
) -> Floats:
    """Return the half width to expect for each group, (g,)."""
    spread = np.bincount(group, share**2 / np.maximum(interviews, 1e-12))
    scale = _VARIANCE * settings.limits.design_effect
    return np.asarray(_quantile(settings.confidence) * np.sqrt(scale * spread))


def _totals(asked: Mapping[str, float] | float | None, names: tuple[str, ...]) -> Floats | None:
    if asked is None:
        return None
    if not isinstance(asked, Mapping):
        return np.full(len(names), asked / len(names))
    missing = [name for name in names if name not in asked]
    strange = [name for name in asked if name not in names]
    if missing or strange:
        raise ColumnNotFoundError(
            f"Interviews are given for {name_list(asked)}; the user groups are {name_list(names)}. "
            "Name each of them once."
        )
    return np.array([asked[name] for name in names], dtype=np.float64)


def _within_totals(fewest: Floats, group: npt.NDArray[np.int64], total: Floats | None) -> Floats:
    """Lower the fewest interviews of a group's strata where they add up to more than its total."""
    if total is None:
        return fewest
    # A hair less, so that the programme has room for rounding.
    held = np.minimum(1.0, total / np.bincount(group, fewest) * (1 - _CLOSE))
    return np.asarray(fewest * held[group])


def _variance(settings: PlanSettings, groups: int) -> Floats:
    wanted = (settings.precision / _quantile(settings.confidence)) ** 2
    return np.full(groups, wanted / (_VARIANCE * settings.limits.design_effect))


def _reached(demand: Demand, made: Floats) -> npt.NDArray[np.bool_]:
    if demand.total is not None:
        return np.asarray(np.bincount(demand.group, made) >= demand.total * (1 - _CLOSE))
    spread = np.bincount(demand.group, demand.share**2 / np.maximum(made, 1e-12))
    limit = np.inf if demand.variance is None else demand.variance
    return np.asarray(spread <= limit * (1 + _CLOSE))


def _quantile(confidence: float) -> float:
    return float(-ndtri((1 - confidence) / 2))
