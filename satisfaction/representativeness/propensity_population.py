"""Interviews against the whole population: the coefficient of variation that R alone hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.numerics.response_propensity import population_indicator
from satisfaction.representativeness.propensity_model import FEW, Part, Variable, main_effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.tables.profile import Population, Profile

    Floats = npt.NDArray[np.float64]


def population_table(
    rows: pd.DataFrame, part: Part, variables: Sequence[str], profile: Profile | None
) -> pd.DataFrame:
    """Return mean propensity, R and CV over all recorded and over all eligible victims."""
    columns = ["population", "victims", "interviews", "mean", "r", "cv"]
    names = [name for name in variables if profile and name in profile.dimensions]
    if profile is None or not names:
        return pd.DataFrame(columns=columns)
    kinds: tuple[Population, ...] = ("recorded",)
    if "exclusion" in profile.table:
        kinds = ("recorded", "eligible")
    held = rows[part.responded > 0]
    return pd.DataFrame([_whole(held, profile, names, kind) for kind in kinds], columns=columns)


def _whole(
    held: pd.DataFrame, profile: Profile, names: list[str], population: Population
) -> tuple[str, float, float, float, float, float]:
    """Set interviews against all victims, cell by cell, with main effects.

    Interviews count by their base weights, scaled to their number: drawing some groups more than
    others is by design and not what the variation is to show.
    """
    cells = profile.in_scope(population)
    victims = cells.groupby(names, observed=True)["victims"].sum()
    victims = victims[victims > 0]
    weights = pd.Series(base_weights_of(held), index=held.index)
    found = (
        (weights * (len(held) / weights.sum()))
        .groupby([held[name].astype("str").fillna("not known") for name in names])
        .sum()
    )
    sizes = victims.to_numpy(np.float64)
    counts = np.minimum(found.reindex(victims.index).fillna(0).to_numpy(np.float64), sizes)
    columns = victims.index.to_frame(index=False)
    variables = tuple(_cell_variable(n, columns[n].astype("str"), counts, sizes) for n in names)
    one = population_indicator(counts, sizes, main_effects(variables))
    return population, float(sizes.sum()), float(len(held)), one.mean, one.r, one.cv


def _cell_variable(name: str, column: pd.Series, counts: Floats, sizes: Floats) -> Variable:
    """Code the cells of a population; levels without any interview become one."""
    names = sorted(set(column))
    codes = column.map({n: place for place, n in enumerate(names)}).to_numpy(np.int64)
    held, total = np.bincount(codes, counts), np.bincount(codes, sizes)
    full = (held > 0) & (held < total)
    places = np.where(full, np.cumsum(full) - 1, full.sum())
    levels = [n for n, kept in zip(names, full, strict=True) if kept]
    more = (FEW,) if not full.all() else ()
    return Variable(name=name, codes=places[codes], levels=(*levels, *more), merged=())


def base_weights_of(rows: pd.DataFrame) -> Floats:
    """Return the base weight of each row; one where the sample has none."""
    if "base_weight" not in rows:
        return np.ones(len(rows))
    return rows["base_weight"].to_numpy(np.float64)
