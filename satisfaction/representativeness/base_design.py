"""The design of the interviews under their base weights: what a verdict's variance goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.numerics.design import Design
from satisfaction.tables.design import survey_clusters, survey_strata
from satisfaction.tables.population_sizes import later_stages, stratum_populations

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from satisfaction.tables.returns import Returns


def base_design(returns: Returns, weights: npt.NDArray[np.float64]) -> Design:
    """Return strata, stages, populations and the rule for single units, with base ``weights``.

    As :func:`satisfaction.tables.design.survey_design` does for estimates, but uncalibrated: a
    verdict is on the sample before it is weighted to the profile. A finite population correction
    applies where the definition has population sizes, or the weights were made with
    ``fpc="profile"``.

    Raises
    ------
    EstimationError
        If population sizes are missing or differ within a stratum.
    """
    strata = survey_strata(returns)
    return Design(
        weights=weights,
        strata=strata,
        clusters=survey_clusters(returns),
        population=stratum_populations(returns, strata),
        stages=later_stages(returns),
        single_unit=returns.survey.weights.single_unit,
    )
