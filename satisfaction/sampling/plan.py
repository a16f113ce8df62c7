"""Plan the next quarter's sample: how many victims to issue, and whom at a higher rate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.library import load_rules
from satisfaction.errors import UsageError
from satisfaction.results import Caveat, Provenance
from satisfaction.sampling.boosts import BoostProblem, solve_boosts
from satisfaction.sampling.cells import frame_of_profile, make_cells, strata_of, with_strata
from satisfaction.sampling.explanation import (
    explain_areas,
    explain_budget,
    explain_fewest,
    explain_groups,
    explain_levels,
)
from satisfaction.sampling.levels import make_levels
from satisfaction.sampling.plan_tables import cell_table, group_table, level_table, stratum_table
from satisfaction.sampling.response import fit_response, flat_response, issued_with_response
from satisfaction.sampling.result import SamplePlan
from satisfaction.sampling.settings import plan_settings
from satisfaction.sampling.targets import allocate_interviews

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.sampling.cells import Cells
    from satisfaction.sampling.response import ResponseModel
    from satisfaction.sampling.settings import Band, PlanLimits, PlanSettings
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]


def plan_sample(
    profile: Profile,
    *,
    survey: Survey,
    frame: pd.DataFrame | None = None,
    issued: pd.DataFrame | None = None,
    outcomes: pd.DataFrame | None = None,
    returns: Returns | None = None,
    last_frame: pd.DataFrame | None = None,
    response_rate: float | None = None,
    interviews: Mapping[str, float] | float | None = None,
    precision: float | None = None,
    area_minimum: float = 0,
    budget: int | None = None,
    tolerance: float | Band | None = None,
    population: Population = "recorded",
    limits: PlanLimits | None = None,
    rules: Rules | None = None,
) -> SamplePlan:
    """Plan how many victims to issue so that the interviews will reflect the victims.

    First the interviews of each stratum at least cost for the precision of each user group; then,
    with these fixed, the least boosts by level that bring every level's expected share near the
    profile, given how victims of each kind responded last time. Both stages are exact; see
    :mod:`satisfaction.sampling.allocation` and :mod:`satisfaction.sampling.boosts`.

    A boost is a remedy for low response, not for a wrong frame. Its victims have a higher chance of
    being issued, which stands on each row of the drawn sample; shares weighted by stratum, as the
    profile check weighs them, come near the profile because the boost offsets the response.

    Parameters
    ----------
    profile : Profile
        Victims to reflect.
    survey : Survey
        Gives strata (the first field is the user group, the second the area) and dimensions.
    frame : pandas.DataFrame, optional
        Trusted table of the victims who may be issued next; by default the profile's eligible.
    issued, outcomes, returns : optional
        Last sample and what became of it: interviewed is who is in the returns or, without them,
        whose outcome is an interview.
    last_frame : pandas.DataFrame, optional
        Frame that ``issued`` was drawn from; by default ``frame``.
    response_rate : float, optional
        The same rate for everybody, where there is no issued sample.
    interviews : float or mapping of str to float, optional
        Interviews in all, divided equally between user groups; or of each user group.
    precision : float, optional
        Half width of the 95 % interval of each user group, as a share (0.04 is 4 points); by
        default 5 points, which is this package's choice.
    area_minimum : float
        Interviews from each area, over all user groups.
    budget : int, optional
        Most victims to issue.
    tolerance : float or Tolerance, optional
        As for :func:`satisfaction.check_profile`.
    population : {"recorded", "eligible"}
    limits : PlanLimits, optional
        Largest boost and fraction, aim within the tolerance, anticipated design effect.
    rules : Rules, optional

    Returns
    -------
    SamplePlan

    Raises
    ------
    UsageError
        If targets contradict each other, or nothing tells the response.
    EstimationError
        If frame and profile, or frame and issued sample, do not belong together.

    Notes
    -----
    Response rates: penalised quasi-likelihood (Breslow and Clayton 1993). Allocation: Neyman (1934)
    with costs, as in Cochran (1977), section 5.5. Boosts: linear programme (HiGHS).
    """
    rulebook = rules or load_rules()
    settings = plan_settings(
        interviews=interviews,
        precision=precision,
        area_minimum=area_minimum,
        budget=budget,
        tolerance=tolerance,
        population=population,
        limits=limits,
        rules=rulebook,
    )
    available = frame_of_profile(profile, survey) if frame is None else frame
    drawn_from = last_frame if last_frame is not None else frame
    sample, lost = (
        (None, ())
        if issued is None or drawn_from is None
        else issued_with_response(
            issued, drawn_from, outcomes=outcomes, returns=returns, rules=rulebook
        )
    )
    model = _response(sample, response_rate, survey)
    cells = make_cells(available, profile, survey=survey, population=population)
    plan = _solve(cells, profile, model, settings, survey)
    about = _caveats(settings, cells, model)
    return replace(plan, caveats=(*about, *lost, *profile.caveats))


def _response(
    sample: pd.DataFrame | None, response_rate: float | None, survey: Survey
) -> ResponseModel:
    if sample is not None:
        fields = strata_of(survey)
        return fit_response(with_strata(sample, fields), [*fields, *survey.dimensions])
    if response_rate is None:
        raise UsageError(
            "Nothing tells how victims respond. Give issued= with outcomes= or returns= and the "
            "frame that it was drawn from, or response_rate= for a guess."
        )
    return flat_response(response_rate)


def _solve(
    cells: Cells, profile: Profile, model: ResponseModel, settings: PlanSettings, survey: Survey
) -> SamplePlan:
    response = model.expected(cells.table)
    wanted = allocate_interviews(cells, response, settings)
    levels = make_levels(
        cells,
        profile,
        survey=survey,
        tolerance=settings.tolerance,
        population=settings.population,
    )
    problem = BoostProblem(
        cells=cells,
        levels=levels,
        response=response,
        interviews=wanted.interviews,
        limits=settings.limits,
    )
    boosts = solve_boosts(problem)
    chances, over_budget = _whole(cells, boosts.chances, settings)
    strata = stratum_table(problem, chances)
    groups = group_table(strata, cells, wanted, settings)
    told = level_table(problem, boosts, chances, settings.confidence)
    return SamplePlan(
        table=cell_table(problem, boosts, chances, survey.dimensions),
        provenance=_provenance(profile, settings, model),
        strata=strata,
        groups=_in_order(groups.assign(reached=groups["reached"] & (not over_budget)), profile),
        levels=told,
        rates=model.rates,
        infeasible=(
            *explain_groups(groups, settings),
            *explain_fewest(wanted, settings),
            *explain_areas(wanted.areas, settings),
            *over_budget,
            *explain_levels(problem, boosts, told),
        ),
        fields=cells.fields,
        dimensions=tuple(survey.dimensions),
        tolerance=settings.tolerance,
        confidence=settings.confidence,
    )


def _in_order(groups: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Sort user groups as the definition lists them."""
    wanted = [level for d in profile.dimensions.values() for level in d.all_levels]
    place = {level: number for number, level in reversed(list(enumerate(wanted)))}
    order = groups["group"].map(place).fillna(len(wanted))
    return groups.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def _whole(
    cells: Cells, chances: Floats, settings: PlanSettings
) -> tuple[Floats, tuple[Caveat, ...]]:
    """Scale the chances of each stratum so that a whole number is issued, within the budget."""
    needed = float((cells.count * chances).sum())
    over: tuple[Caveat, ...] = ()
    if settings.budget is not None and needed > settings.budget:
        over = explain_budget(needed, settings.budget)
        chances = chances * settings.budget / needed
    issue = cells.by_stratum(cells.count * chances)
    highest = np.zeros(len(issue))
    np.maximum.at(highest, cells.stratum, chances)
    room = issue / np.maximum(highest, 1e-12)
    rounded = np.floor(issue + 1e-9) if over else np.maximum(np.rint(issue), 1)
    whole = np.minimum(rounded, np.floor(room + 1e-9))
    return np.minimum(chances * (whole / issue)[cells.stratum], 1.0), over


def _provenance(profile: Profile, settings: PlanSettings, model: ResponseModel) -> Provenance:
    goal = (
        f"margin of {settings.precision * 100:g} points for each user group"
        if settings.interviews is None
        else "interviews as asked for"
    )
    limits = settings.limits
    return Provenance(
        survey=profile.provenance.survey,
        period=profile.provenance.period,
        method=(
            f"Interviews by stratum at least cost ({goal}, {settings.confidence:.0%}, design "
            f"effect {limits.design_effect:g} beyond strata), then the least boosts by level that "
            f"keep expected shares within {limits.aim:.0%} of the tolerance of "
            f"{settings.population} victims (linear programme; boosts to {limits.max_boost:g} "
            f"times, at most {limits.max_fraction:.0%} issued). {model.says}"
        ),
        sources=profile.provenance.sources,
    )


def _caveats(settings: PlanSettings, cells: Cells, model: ResponseModel) -> tuple[Caveat, ...]:
    chosen = (
        Caveat(
            code="unverified-targets",
            text=f"The precision of {settings.precision * 100:g} points, the design effect, the "
            "aim within the tolerance and the largest boost are defaults of this package or "
            "choices of the caller, not requirements.",
        ),
        Caveat(
            code="boosts-and-weights",
            text="Boosts offset low response. Boosted victims keep their own chance of selection, "
            "1 over the base weight. The profile check weighs interviews by stratum and so sees "
            "the boosts work; weighting by selection alone, without adjusting for response, would "
            "undo them. Victims of unknown level are never boosted on that dimension.",
        ),
    )
    return (*chosen, *cells.caveats, *model.caveats)
