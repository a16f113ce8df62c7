"""Compare the respondents with the victim profile, level by level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError
from satisfaction.representativeness.coverage import coverage_caveats
from satisfaction.representativeness.history import history_of
from satisfaction.representativeness.period_check import check_period
from satisfaction.representativeness.result import ProfileCheck, Tolerance
from satisfaction.representativeness.settings import CheckSettings
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.result import Basis
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns


_LARGEST = 0.5
_MOST_POINTS = 50


def check_profile(
    returns: Returns,
    profile: Profile,
    *,
    survey: Survey | None = None,
    tolerance: float | Tolerance | None = None,
    rolling: tuple[Returns, Profile] | None = None,
    population: Population = "recorded",
    recorded: pd.DataFrame | None = None,
    history: Sequence[ProfileCheck | str | Path] = (),
    within_groups: bool = True,
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
        A share (0.03 is 3 points), or points and ratio; by default the rulebook's.
    rolling : (Returns, Profile), optional
        The same for the twelve months that end with the period: a second family of verdicts.
    population : {"recorded", "eligible"}
        Victims to compare with: all recorded, or those not excluded.
    recorded : pandas.DataFrame, optional
        The crime record's description of the respondents (``crime`` and each dimension, as
        ``read_table`` gives the frame). The verdict then compares recorded with recorded, and the
        respondents' own account becomes the secondary ``self_described``.
    history : sequence of ProfileCheck or path, optional
        Earlier checks, or the ``record.json`` they left: ``.history`` puts them beside this one.
    within_groups : bool
        Whether to judge within each user group, too. A history never shows it, and it takes most of
        the time: leave it out of checks that are made for their history only.
    confidence : float, optional
        Of each family of intervals together; by default the rulebook's.
    rules : Rules, optional

    Returns
    -------
    ProfileCheck

    Raises
    ------
    UsageError
        If the tolerance is not a share.
    EstimationError
        If there is no respondent, the survey compares no dimensions, or most respondents are not
        in ``recorded``.
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
        within_groups=within_groups,
    )
    _refuse_nothing(returns, dimensions)
    pairs = [(returns, profile), *([rolling] if rolling else [])]
    parts = [check_period(r, p, settings=settings, recorded=recorded) for r, p in pairs]
    coverage = pd.concat([part.coverage for part in parts], ignore_index=True)
    check = ProfileCheck(
        table=pd.concat([part.compared.overall for part in parts], ignore_index=True),
        provenance=_provenance(pairs, settings, _BASES[recorded is not None]),
        caveats=(
            *_basis_caveats(returns, profile),
            *(caveat for r, p in pairs for caveat in _other_time(r, p)),
            *dict.fromkeys(caveat for part in parts for caveat in part.caveats),
            *coverage_caveats(coverage, rulebook),
            *profile.caveats,
        ),
        goodness=pd.concat([part.fits.goodness for part in parts], ignore_index=True),
        residuals=pd.concat([part.fits.residuals for part in parts], ignore_index=True),
        coverage=coverage,
        within_groups=pd.concat([part.compared.within_groups for part in parts], ignore_index=True),
        tolerance=settings.tolerance,
        confidence=settings.confidence,
        critical_value=parts[0].compared.critical_value,
        basis=_BASES[recorded is not None],
        self_described=pd.concat([part.self_described for part in parts], ignore_index=True),
    )
    return replace(check, history=history_of([*history, check])) if history else check


_BASES: tuple[Basis, Basis] = ("as respondents said", "as recorded")


def _tolerance(given: float | Tolerance | None, rules: Rules) -> Tolerance:
    share = given.points if isinstance(given, Tolerance) else given
    if share is not None and not 0 < share <= _LARGEST:
        raise UsageError(
            f"A tolerance of {share:g} is not possible: it is a share above 0 and up to "
            f"{_LARGEST:g}, such as 0.03 for 3 points.{_meant(share)}"
        )
    if isinstance(given, Tolerance):
        return given
    points = rules.number("profile_check", "tolerance_points") / 100 if share is None else share
    return Tolerance(
        points=points,
        ratio_low=rules.number("profile_check", "ratio_low"),
        ratio_high=rules.number("profile_check", "ratio_high"),
    )


def _meant(given: float) -> str:
    """Guess that points were given where a share was asked for."""
    return f" Did you mean {given / 100:g}?" if given > _LARGEST and given <= _MOST_POINTS else ""


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


def _other_time(returns: Returns, profile: Profile) -> tuple[Caveat, ...]:
    """Say how many interviews are of another time than the victims whom the profile counts."""
    period = profile.provenance.period
    if not period or profile.period_basis != "interview" or "interviewed_on" not in returns.frame:
        return ()
    outside = int((~made_during(returns, period)).sum())
    if not outside:
        return ()
    text = (
        f"{outside:,} of {len(returns):,} interviews were not made in {period}, whose victims the "
        "profile counts."
    )
    return (Caveat(code="period-mismatch", text=text),)


def _provenance(
    pairs: Sequence[tuple[Returns, Profile]], settings: CheckSettings, basis: Basis
) -> Provenance:
    returns, profile = pairs[0]
    spans = "; ".join(_span(r, p) for r, p in pairs)
    return Provenance(
        survey=returns.survey.survey,
        period=profile.provenance.period,
        method=(
            f"Design-weighted shares of respondents ({basis}) minus shares of "
            f"{settings.population} victims "
            f"({spans}). Unit: {profile.unit}. Simultaneous {settings.confidence:.0%} intervals "
            "over all levels of a period."
        ),
        sources=(*returns.sources, *profile.provenance.sources),
        queries=profile.provenance.queries,
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
