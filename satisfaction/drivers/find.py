"""Isolate what is associated with dissatisfaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_rules
from satisfaction.drivers.bootstrap import bootstrap
from satisfaction.drivers.choices import chosen_controls, chosen_drivers, refuse_hopeless
from satisfaction.drivers.dominance import penalty_dominance
from satisfaction.drivers.model import code_answers, fit_model
from satisfaction.drivers.notes import caveats, flip_caveats, provenance
from satisfaction.drivers.ordinal_check import ordinal_check
from satisfaction.drivers.quality import out_of_fold_quality
from satisfaction.drivers.result import Drivers
from satisfaction.drivers.scale_effects import scale_effects
from satisfaction.drivers.sensitivity import flips_of, sensitivity
from satisfaction.drivers.table import (
    Findings,
    driver_table,
    left_out_table,
    rank_chances,
    stage_of,
)
from satisfaction.drivers.total_effects import total_effects
from satisfaction.errors import UsageError
from satisfaction.numerics.kish import kish_design_effect
from satisfaction.numerics.ranks import rank_intervals
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.choices import DriverNames
    from satisfaction.drivers.model import DriverModel
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

ESTIMAND = (
    "Share of dissatisfaction associated with a poor rating: how many fewer dissatisfied victims "
    "the model expects if everyone who rated it poor had rated it in the middle (neither poor nor "
    "in the top grades; for a yes or no, had answered yes), all else as it is. Shares overlap and "
    "are not added up."
)

_SEED = 20_071_231


def find_drivers(
    returns: Returns,
    *,
    drivers: DriverNames | None = None,
    controls: Sequence[str] | None = None,
    period: str | Period | None = None,
    confidence: float = 0.95,
    bootstraps: int = 1_000,
    seed: int = _SEED,
    rules: Rules | None = None,
) -> Drivers:
    """Find what share of dissatisfaction is associated with each driver.

    A weighted logit of being dissatisfied on a low and a top dummy of every driver, with controls;
    the share is the standardised attributable fraction of the low dummy. Dissatisfaction is not the
    mirror image of satisfaction, so drivers are not ranked by importance for the 7-point score.

    Parameters
    ----------
    returns : Returns
        Weighted returns; without weights every respondent counts one.
    drivers : sequence of str, or mapping of str to sequence of str, optional
        Questions; or names of drivers with the questions that make up each, which are then taken
        together. By default those the survey marks. At most 20.
    controls : sequence of str, optional
        Categories to adjust for; by default the dimensions and strata of the survey.
    period : str or Period, optional
        Only interviews made in it.
    confidence : float
    bootstraps : int
        Replicates for ranks and probabilities, at least 100.
    seed : int
        The same seed gives the same figures.
    rules : Rules, optional
        For the number of poor ratings that a driver needs.

    Returns
    -------
    Drivers

    Raises
    ------
    ColumnNotFoundError
        If a driver or control is not there.
    EstimationError
        If nobody or everybody is dissatisfied, or no driver has enough poor ratings.
    UsageError
        If there are more than 20 drivers, or fewer than 100 bootstraps.

    Notes
    -----
    Bruzzi et al. (1985); Greenland and Drescher (1993). Intervals: design-based variance by
    linearisation through the coefficients (Binder 1983; R ``survey::svyglm``). Ranks: bootstrap of
    Rao and Wu (1988), intervals by Mogstad et al. (2024). Second opinion: Shapley value of the low
    dummies (Lindeman, Merenda and Gold 1980). A driver is ``leading`` when its share is above 1 %
    after Holm's adjustment and it is among the first five with probability 0.8.
    """
    if bootstraps < _FEWEST_BOOTSTRAPS:
        raise UsageError(
            f"bootstraps={bootstraps} is too few for probabilities of ranks; expected at least "
            f"{_FEWEST_BOOTSTRAPS}, by default 1,000."
        )
    rulebook = rules or load_rules()
    needed = int(rulebook.number("drivers", "low_raters_to_analyse"))
    named = chosen_drivers(
        returns.survey, drivers, most=int(rulebook.number("drivers", "most_drivers"))
    )
    adjusted = chosen_controls(returns, controls)
    inside = made_during(returns, period)
    coded = code_answers(returns, named, controls=adjusted, inside=inside)
    analysed = [driver for driver in coded.drivers if driver.low_raters >= needed]
    refuse_hopeless(coded.outcome, analysed, needed)
    model = fit_model(coded.only(analysed))
    found = _findings(
        returns.survey, model, bootstraps=bootstraps, seed=seed, confidence=confidence
    )
    table = driver_table(returns.survey, found, confidence=confidence)
    tried = sensitivity(
        returns,
        model,
        {driver.name: driver.questions for driver in analysed},
        controls=adjusted,
        inside=inside,
        leading=table.loc[table["leading"], "driver"].tolist(),
        fewest=needed,
        confidence=confidence,
        seed=seed,
    )
    left_out = left_out_table(returns.survey, coded.drivers, needed)
    unanswered = int(inside.sum()) - len(coded.outcome)
    noted = caveats(model, unanswered=unanswered, left_out=left_out)
    return Drivers(
        table=table,
        provenance=provenance(
            returns, adjusted, period, confidence=confidence, bootstraps=bootstraps
        ),
        caveats=(*noted, *flip_caveats(flips_of(tried), table)),
        rank_chances=rank_chances(table, [driver.name for driver in analysed], found.ranks),
        across_scale=scale_effects(
            returns,
            model,
            fewest=int(rulebook.number("drivers", "low_raters_to_show")),
            confidence=confidence,
        ),
        ordinal_check=ordinal_check(returns, model, confidence=confidence),
        sensitivity=tried,
        flips=flips_of(tried),
        quality=out_of_fold_quality(model, seed=seed, confidence=confidence),
        not_analysed=left_out,
        null_line=found.dominance.null_line,
        estimand=ESTIMAND,
        base=len(coded.outcome),
        dissatisfied=int(coded.outcome.sum()),
        design_effect=kish_design_effect(coded.weights),
        confidence=confidence,
        bootstraps=bootstraps,
    )


def _findings(
    survey: Survey, model: DriverModel, *, bootstraps: int, seed: int, confidence: float
) -> Findings:
    dominance = penalty_dominance(model, seed=seed)
    replicates = bootstrap(model, dominance, replicates=bootstraps, seed=seed)
    return Findings(
        model=model,
        dominance=dominance,
        replicates=replicates,
        ranks=rank_intervals(model.shares.shares, replicates.shares, confidence=confidence),
        totals=total_effects(
            model.answers,
            {driver.name: stage_of(survey, driver) for driver in model.answers.drivers},
            survey.stages,
            confidence=confidence,
            seed=seed,
        ),
    )


_FEWEST_BOOTSTRAPS = 100
