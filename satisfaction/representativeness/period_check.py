"""One period of a check: verdicts, tests and coverage of its respondents and victims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.representativeness.base_design import base_design
from satisfaction.representativeness.comparison import compare
from satisfaction.representativeness.coverage import coverage_table
from satisfaction.representativeness.fit import fit_dimensions
from satisfaction.representativeness.substitution import Described, as_recorded
from satisfaction.tables.base_weights import base_weights

if TYPE_CHECKING:
    from satisfaction.representativeness.comparison import Comparison
    from satisfaction.representativeness.fit import Fits
    from satisfaction.representativeness.settings import CheckSettings
    from satisfaction.results import Caveat
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeriodCheck:
    """What one period gives; ``self_described`` is empty unless recorded values were compared."""

    compared: Comparison
    self_described: pd.DataFrame
    fits: Fits
    coverage: pd.DataFrame
    caveats: tuple[Caveat, ...]


def check_period(
    returns: Returns,
    profile: Profile,
    *,
    settings: CheckSettings,
    recorded: pd.DataFrame | None,
) -> PeriodCheck:
    """Compare one period's respondents, as they said or as recorded, with its victims.

    Weights and design are those of the returns in both cases: only the description changes.
    """
    base = base_weights(returns, profile, population=settings.population)
    design = base_design(returns, base.weights)
    described = (
        Described(returns=returns, caveats=())
        if recorded is None
        else as_recorded(returns, recorded, settings.dimensions)
    )
    compared = compare(
        described.returns,
        profile,
        design=design,
        settings=settings,
        within_groups=settings.within_groups,
    )
    self_described = pd.DataFrame()
    if recorded is not None:
        told = compare(returns, profile, design=design, settings=settings, within_groups=False)
        self_described = told.overall
    return PeriodCheck(
        compared=compared,
        self_described=self_described,
        fits=fit_dimensions(
            described.returns,
            profile,
            design=design,
            dimensions=settings.dimensions,
            population=settings.population,
        ),
        coverage=coverage_table(
            described.returns, profile, settings.dimensions, recorded=recorded is not None
        ),
        caveats=(*base.caveats, *described.caveats),
    )
