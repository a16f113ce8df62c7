"""Compare the respondents with the victim profile, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError
from satisfaction.representativeness.comparison import compare
from satisfaction.representativeness.coverage import coverage_caveats, coverage_table
from satisfaction.representativeness.fit import goodness_table
from satisfaction.representativeness.result import ProfileCheck, Tolerance
from satisfaction.representativeness.settings import CheckSettings
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.base_weights import base_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns


def check_profile(
    returns: Returns,
    profile: Profile,
    *,
    survey: Survey | None = None,
    tolerance: float | Tolerance | None = None,
    rolling: tuple[Returns, Profile] | None = None,
    population: Population = "recorded",
    confidence: float | None = None,
    rules: Rules | None = None,
) -> ProfileCheck:
    """Check whether the sample reflects the victim profile by age, gender and ethnicity.

    Each level gets a verdict: ``within`` when the simultaneous interval of its difference from the
    profile lies inside the tolerance, ``outside`` when it lies wholly beyond it on one side, ``too
    few to tell`` when neither, and ``profile too incomplete`` when unknown victims could change it.
    So a large sample does not fail on a trivial difference, nor a small one pass by being small.

    Parameters
    ----------
    returns : Returns
        Interviews of the period; their own weights are not used.
    profile : Profile
        Victims of the report dates that the interviews imply.
    survey : Survey, optional
        By default the one the returns were read with.
    tolerance : float or Tolerance, optional
        Points of share (0.03), or points and ratio; by default the rulebook's.
    rolling : (Returns, Profile), optional
        The same for the twelve months that end with the period: a second family of verdicts.
    population : {"recorded", "eligible"}
        Victims to compare with: all recorded, or those not excluded.
    confidence : float, optional
        Of each family of intervals together; by default the rulebook's.
    rules : Rules, optional

    Returns
    -------
    ProfileCheck

    Raises
    ------
    EstimationError
        If there is no respondent, or the survey compares no dimensions.
    CalibrationError
        If a stratum was interviewed that the profile does not have.

    Notes
    -----
    Shares use design weights N_h / n_h, so that drawing user groups and boroughs disproportionately
    is not mistaken for non-response; variance by Taylor linearisation; Korn-Graubard intervals at
    the level that the quantile of max |t| over all levels gives. Methods: Goodman (1965) for
    simultaneous intervals; Schuirmann (1987) for showing that a difference is small.
    """
    rulebook = rules or load_rules()
    dimensions = (survey or returns.survey).dimensions
    settings = CheckSettings(
        dimensions=dimensions,
        tolerance=_tolerance(tolerance, rulebook),
        confidence=_confidence(confidence, rulebook),
        unknown_limit=rulebook.number("profile_coverage", "unknown_limit"),
        population=population,
    )
    _refuse_nothing(returns, dimensions)
    pairs = [(returns, profile), *([rolling] if rolling else [])]
    weights = [base_weights(r, p, population=population) for r, p in pairs]
    compared = [
        compare(r, p, weights=w.weights, settings=settings)
        for (r, p), w in zip(pairs, weights, strict=True)
    ]
    coverage = pd.concat([coverage_table(r, p, dimensions) for r, p in pairs], ignore_index=True)
    return ProfileCheck(
        table=pd.concat([c.overall for c in compared], ignore_index=True),
        provenance=_provenance(pairs, settings),
        caveats=(
            *_basis_caveats(returns, profile),
            *dict.fromkeys(caveat for w in weights for caveat in w.caveats),
            *coverage_caveats(coverage, rulebook),
            *profile.caveats,
        ),
        goodness=pd.concat(
            [goodness_table(r, p, dimensions, population) for r, p in pairs], ignore_index=True
        ),
        coverage=coverage,
        within_groups=pd.concat([c.within_groups for c in compared], ignore_index=True),
        tolerance=settings.tolerance,
        confidence=settings.confidence,
        critical_value=compared[0].critical_value,
    )


def _tolerance(given: float | Tolerance | None, rules: Rules) -> Tolerance:
    if isinstance(given, Tolerance):
        return given
    if given is not None and not 0 < given < 1:
        raise UsageError(
            f"A tolerance of {given:g} is not possible: it is a share above 0 and below 1, such as "
            "0.03 for 3 points."
        )
    points = rules.number("profile_check", "tolerance_points") / 100 if given is None else given
    return Tolerance(
        points=points,
        ratio_low=rules.number("profile_check", "ratio_low"),
        ratio_high=rules.number("profile_check", "ratio_high"),
    )


def _confidence(given: float | None, rules: Rules) -> float:
    return rules.number("profile_check", "confidence") if given is None else given


def _refuse_nothing(returns: Returns, dimensions: tuple[str, ...]) -> None:
    if not len(returns):
        raise EstimationError(
            "There is no interview to compare with the profile. Check the period of the returns."
        )
    if not dimensions:
        raise EstimationError(
            "The survey definition compares no dimensions. List them under `dimensions`."
        )


def _basis_caveats(returns: Returns, profile: Profile) -> tuple[Caveat, ...]:
    expected = returns.survey.period_basis
    if profile.period_basis == expected or profile.reported_from is None:
        return ()
    return (
        Caveat(
            code="period-basis",
            text=(
                f"The profile counts crimes by {profile.period_basis} date "
                f"({profile.reported_from} to {profile.reported_to}), the survey goes by "
                f"{expected} date."
            ),
        ),
    )


def _provenance(pairs: Sequence[tuple[Returns, Profile]], settings: CheckSettings) -> Provenance:
    returns, profile = pairs[0]
    spans = "; ".join(_span(r, p) for r, p in pairs)
    return Provenance(
        survey=returns.survey.survey,
        period=profile.provenance.period,
        method=(
            f"Design-weighted shares of respondents minus shares of {settings.population} victims "
            f"({spans}). Unit: {profile.unit}. Simultaneous {settings.confidence:.0%} intervals "
            "over all levels of a period."
        ),
        sources=(*returns.sources, *profile.provenance.sources),
    )


def _span(returns: Returns, profile: Profile) -> str:
    """Say which interviews are set against which crimes."""
    label = profile.provenance.period or "all"
    crimes = f"{profile.victims:,} victims"
    if profile.reported_from:
        crimes += f" of crimes reported {profile.reported_from} to {profile.reported_to}"
    if "interviewed_on" not in returns.frame:
        return f"{label}: {len(returns):,} interviews, {crimes}"
    days = returns.frame["interviewed_on"]
    return (
        f"{label}: {len(returns):,} interviews of {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}, "
        f"{crimes}"
    )
