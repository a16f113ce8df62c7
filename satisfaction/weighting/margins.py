"""The totals that weights have to meet on one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError, name_list

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Margin:
    """Totals of one dimension, in the order of the column's categories.

    Attributes
    ----------
    name : str
    levels : tuple of str
        Categories of the returns' column.
    targets : (k,) float array
        Weighted totals to meet; zero where nobody is.
    policies : tuple of str
        How each level's target came about.
    set_aside : tuple of (str, float)
        Levels with victims and no respondent, with their share of victims.
    """

    name: str
    levels: tuple[str, ...]
    targets: npt.NDArray[np.float64]
    policies: tuple[str, ...]
    set_aside: tuple[tuple[str, float], ...]


def margin_targets(
    returns: Returns,
    profile: Profile,
    name: str,
    *,
    base: npt.NDArray[np.float64],
    population: Population,
    unreachable: str,
) -> Margin:
    """Return the totals that level shares of ``profile`` imply for the weighted respondents."""
    column = returns.frame[name]
    levels = tuple(map(str, column.cat.categories))
    held = np.bincount(column.cat.codes, weights=base, minlength=len(levels)).astype(np.float64)
    known = np.isin(levels, returns.dimension(name).levels)
    victims = _victims(profile, name, levels, population)
    _refuse_absent(name, levels, known & (held > 0) & (victims == 0))
    empty = known & (victims > 0) & (held == 0)
    if unreachable == "refuse":
        _refuse_unreached(name, levels, empty)
    targets = _shared_out(held, np.where(known & ~empty, victims, 0.0), known)
    return Margin(
        name=name,
        levels=levels,
        targets=targets,
        policies=tuple(_policy(k, e) for k, e in zip(known, empty, strict=True)),
        set_aside=tuple(
            (level, float(v / victims[known].sum()))
            for level, v, e in zip(levels, victims, empty, strict=True)
            if e
        ),
    )


def _victims(
    profile: Profile, name: str, levels: tuple[str, ...], population: Population
) -> npt.NDArray[np.float64]:
    counts: pd.Series = profile.covered_counts(name, population=population)
    counts.index = counts.index.astype(str)
    return counts.reindex(list(levels)).fillna(0).to_numpy(np.float64)


def _shared_out(
    held: npt.NDArray[np.float64], victims: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Unknowns keep the base weight they hold; known levels divide the rest as the profile does."""
    total_known = held[known].sum()
    return np.where(known, total_known * victims / victims.sum(), held)


def _policy(is_known: bool, is_empty: bool) -> str:  # noqa: FBT001 - two facts of one level
    if not is_known:
        return "not known: keeps its base-weighted share"
    return "set aside: nobody interviewed" if is_empty else "profile share of the known"


def _refuse_absent(name: str, levels: tuple[str, ...], at_fault: npt.NDArray[np.bool_]) -> None:
    if at_fault.any():
        found = name_list(np.array(levels)[at_fault])
        raise CalibrationError(
            f"{name}: {found} was interviewed but has no victims in the profile. Check that "
            "profile and returns belong to the same period and use the same codes; merge the level "
            "or drop the margin."
        )


def _refuse_unreached(name: str, levels: tuple[str, ...], at_fault: npt.NDArray[np.bool_]) -> None:
    if at_fault.any():
        found = name_list(np.array(levels)[at_fault])
        raise CalibrationError(
            f"{name}: {found} has victims in the profile but nobody of it was interviewed, so no "
            "weight can reach it. Merge the level with another, drop the margin, or choose "
            'unreachable="set aside".'
        )
