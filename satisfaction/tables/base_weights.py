"""Base weights: how many victims of a stratum each of its respondents stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import CalibrationError, name_list
from satisfaction.numerics.raking import tabulate_cells
from satisfaction.results import Caveat

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.raking import Cells
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaseWeights:
    """One base weight a respondent, (n,), in victims.

    ``populations`` holds the victims of each respondent's stratum, (n,); None where the weights do
    not come from the profile's strata.
    """

    weights: npt.NDArray[np.float64]
    populations: npt.NDArray[np.float64] | None = None
    caveats: tuple[Caveat, ...] = ()


def base_weights(returns: Returns, profile: Profile, *, population: Population) -> BaseWeights:
    """Return N_h / n_h by stratum, or the delivered weight where the definition names one.

    Victims of strata in which nobody was interviewed are shared out over the other strata with the
    same level of the first stratum field, and a caveat says how many they are.
    """
    plan = returns.survey.weights
    if plan.column:
        return BaseWeights(weights=_delivered(returns.frame[plan.column], plan.column))
    if not plan.strata or plan.population != "profile":
        total = float(profile.in_scope(population)["victims"].sum())
        each = np.full(len(returns), total / len(returns))
        return BaseWeights(weights=each, populations=np.full(len(returns), total))
    return _by_stratum(returns.frame, list(plan.strata), profile, population)


def _delivered(column: pd.Series, name: str) -> npt.NDArray[np.float64]:
    weights = column.to_numpy(dtype=np.float64, na_value=np.nan)
    if not weights.min(initial=0) >= 0:  # the smallest is NaN if any is
        faulty = int((~(weights >= 0)).sum())
        raise CalibrationError(
            f"{faulty} respondents have a missing or negative weight in '{name}'. Ask "
            "who delivered the weights; a respondent who counts for nobody has the weight 0."
        )
    return weights


def _by_stratum(
    frame: pd.DataFrame, strata: list[str], profile: Profile, population: Population
) -> BaseWeights:
    cells = _strata_cells(frame, strata)
    keys = [
        np.asarray(frame[name].cat.categories.astype(str))[codes]
        for name, codes in zip(strata, cells.codes.T, strict=True)
    ]
    index = pd.MultiIndex.from_arrays(keys, names=strata) if len(keys) > 1 else pd.Index(keys[0])
    sampled = pd.Series(cells.base, index=index)
    victims = _victims(profile, strata, population)
    _refuse_strata_without_victims(sampled, victims, strata)
    _refuse_groups_without_interviews(sampled, victims, strata[0])
    covered = victims.reindex(sampled.index)
    scale = victims.groupby(level=0).sum() / covered.groupby(level=0).sum()
    first = covered.index.get_level_values(0)
    per_respondent = covered * scale.reindex(first).to_numpy() / sampled
    return BaseWeights(
        weights=per_respondent.to_numpy(np.float64)[cells.index],
        populations=covered.to_numpy(np.float64)[cells.index],
        caveats=_uncovered(victims, covered, strata),
    )


def _strata_cells(frame: pd.DataFrame, strata: list[str]) -> Cells:
    codes = [frame[name].cat.codes.to_numpy() for name in strata]
    for name, column in zip(strata, codes, strict=True):
        if column.min(initial=0) < 0:
            raise CalibrationError(
                f"{name}: {int((column < 0).sum())} respondents have no level, so their stratum is "
                "not known. Give them one, or leave them out of the returns."
            )
    return tabulate_cells(codes, weights=np.ones(len(frame)))


def _victims(profile: Profile, strata: list[str], population: Population) -> pd.Series:
    """Return victims by stratum, where there are any."""
    cells = profile.in_scope(population)
    victims = cells.groupby(strata, observed=True)["victims"].sum()
    victims = victims[victims > 0]
    if len(strata) == 1:
        victims.index = victims.index.astype(str)
    else:
        levels = [victims.index.get_level_values(name).astype(str) for name in strata]
        victims.index = pd.MultiIndex.from_arrays(levels, names=strata)
    return victims


def _refuse_strata_without_victims(
    sampled: pd.Series, victims: pd.Series, strata: list[str]
) -> None:
    missing = sampled.index.difference(victims.index)
    if len(missing):
        first = ", ".join(np.atleast_1d(np.asarray(missing[0], dtype=object)).astype(str))
        raise CalibrationError(
            f"Strata ({' x '.join(strata)}) that were interviewed but have no victims in the "
            f"profile: {len(missing)}, the first of them {first}. Check that profile and returns "
            "belong to the same period and use the same codes."
        )


def _refuse_groups_without_interviews(sampled: pd.Series, victims: pd.Series, group: str) -> None:
    """Stop where a whole group was missed: no other stratum could stand for it."""
    totals = victims.groupby(level=0).sum()
    lost = totals.index.difference(sampled.index.get_level_values(0).unique())
    if len(lost):
        share = float(totals.reindex(lost).sum() / totals.sum())
        raise CalibrationError(
            f"Nobody of {group} {name_list(lost)} was interviewed ({share:.1%} of victims), and no "
            "other stratum can stand for them. Check the period and the codes, or take these "
            "victims out of the crime records."
        )


def _uncovered(victims: pd.Series, covered: pd.Series, strata: list[str]) -> tuple[Caveat, ...]:
    empty = victims.index.difference(covered.index)
    if not len(empty):
        return ()
    share = float(victims.reindex(empty).sum() / victims.sum())
    return (
        Caveat(
            code="strata-without-interviews",
            text=(
                f"{len(empty)} strata ({' x '.join(strata)}) have victims but no interview "
                f"({share:.1%} of victims); other strata of the same {strata[0]} stand for them."
            ),
        ),
    )
