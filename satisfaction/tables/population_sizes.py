"""How many sampling units the population has, and the later stages of sampling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Count
from satisfaction.errors import EstimationError
from satisfaction.numerics.units import Stage

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.tables.returns import Returns


def stratum_populations(
    returns: Returns, strata: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.float64] | None:
    """Return the population's sampling units of each stratum; None for no correction.

    Raises
    ------
    EstimationError
        If a respondent has no population size, or it differs within a stratum.
    """
    sizes = _first_sizes(returns)
    if sizes is None:
        return None
    name, values = sizes
    codes = np.zeros(len(values), dtype=np.int64) if strata is None else strata
    populations = np.full(int(codes.max(initial=-1)) + 1, np.nan)
    populations[codes] = values
    differing = np.unique(codes[values != populations[codes]])
    if len(differing):
        where = " x ".join(returns.survey.weights.strata) or "the sample"
        raise EstimationError(
            f"The population sizes in '{name}' differ within {len(differing)} strata ({where}). "
            "Give every row of a stratum the number of units that the stratum has in the "
            "population, or correct `weights.strata`."
        )
    return populations


def later_stages(returns: Returns) -> tuple[Stage, ...]:
    """Return the second and later stages of sampling, from the fields of the definition.

    Where the population sizes go one stage beyond the clusters, the respondents are that stage.
    """
    plan = returns.survey.weights
    if not plan.clusters:
        return ()
    stages = range(1, max(len(plan.clusters), len(plan.sizes)))
    return tuple(
        Stage(
            clusters=_units(returns, plan.clusters[at : at + 1]),
            population=_sizes(returns, plan.sizes[at]) if at < len(plan.sizes) else None,
        )
        for at in stages
    )


def _first_sizes(returns: Returns) -> tuple[str, npt.NDArray[np.float64]] | None:
    plan = returns.survey.weights
    if plan.sizes:
        return plan.sizes[0], _sizes(returns, plan.sizes[0])
    if returns.weighting and returns.weighting.fpc == "profile":
        return "stratum_population", returns.frame["stratum_population"].to_numpy(np.float64)
    return None


def _units(returns: Returns, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    if not names:
        return np.arange(len(returns))
    codes, _ = pd.factorize(returns.frame[names[0]], sort=True)
    return codes.astype(np.int64)


def _sizes(returns: Returns, name: str) -> npt.NDArray[np.float64]:
    field = returns.survey.fields[name]
    column = f"{name}_years" if isinstance(field, Count) and field.classify else name
    values = returns.frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isnan(values).any():
        raise EstimationError(
            f"{int(np.isnan(values).sum())} respondents have no population size in '{name}'; "
            "every row needs the one of its stratum."
        )
    return values
