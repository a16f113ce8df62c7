"""Isolate what is associated with dissatisfaction."""

from __future__ import annotations

from dataclasses import dataclass
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

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.rules import Rules
    from satisfaction.drivers.choices import DriverNames
    from satisfaction.drivers.model import CodedAnswers, DriverModel
    from satisfaction.periods import Period
    from satisfaction.results import Caveat, Provenance
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
    most = int(rulebook.number("drivers", "most_drivers"))
    named = chosen_drivers(returns.survey, drivers, most=most)
    adjusted = chosen_controls(returns, controls)
    inside = made_during(returns, period)
    return _analyse(
        _Run(
            returns=returns,
            coded=code_answers(returns, named, controls=adjusted, inside=inside),
            controls=adjusted,
            inside=inside,
            period=period,
            needed=int(rulebook.number("drivers", "low_raters_to_analyse")),
            shown=int(rulebook.number("drivers", "low_raters_to_show")),
            confidence=confidence,
            bootstraps=bootstraps,
            seed=seed,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    """What one analysis is of: ``needed`` and ``shown`` are numbers of poor ratings."""

    returns: Returns
    coded: CodedAnswers
    controls: tuple[str, ...]
    inside: npt.NDArray[np.bool_]
    period: str | Period | None
    needed: int
    shown: int
    confidence: float
    bootstraps: int
    seed: int


def _analyse(run: _Run) -> Drivers:
    coded, survey = run.coded, run.returns.survey
    analysed = [driver for driver in coded.drivers if driver.low_raters >= run.needed]
    refuse_hopeless(coded.outcome, analysed, run.needed)
    model = fit_model(coded.only(analysed))
    found = _findings(run, model)
    table = driver_table(survey, found, confidence=run.confidence)
    tried = _sensitivity(run, model, table)
    left_out = left_out_table(survey, coded.drivers, run.needed)
    return Drivers(
        table=table,
        provenance=_provenance(run),
        caveats=(*_caveats(run, model, left_out), *flip_caveats(flips_of(tried), table)),
        rank_chances=rank_chances(table, [driver.name for driver in analysed], found.ranks),
        across_scale=scale_effects(run.returns, model, fewest=run.shown, confidence=run.confidence),
        ordinal_check=ordinal_check(run.returns, model, confidence=run.confidence),
        sensitivity=tried,
        flips=flips_of(tried),
        quality=out_of_fold_quality(model, seed=run.seed, confidence=run.confidence),
        not_analysed=left_out,
        null_line=found.dominance.null_line,
        estimand=ESTIMAND,
        base=len(coded.outcome),
        dissatisfied=int(coded.outcome.sum()),
        design_effect=kish_design_effect(coded.weights),
        confidence=run.confidence,
        bootstraps=run.bootstraps,
    )


def _sensitivity(run: _Run, model: DriverModel, table: pd.DataFrame) -> pd.DataFrame:
    return sensitivity(
        run.returns,
        model,
        {driver.name: driver.questions for driver in model.answers.drivers},
        controls=run.controls,
        inside=run.inside,
        leading=table.loc[table["leading"], "driver"].tolist(),
        fewest=run.needed,
        confidence=run.confidence,
        seed=run.seed,
    )


def _caveats(run: _Run, model: DriverModel, left_out: pd.DataFrame) -> list[Caveat]:
    unanswered = int(run.inside.sum()) - len(run.coded.outcome)
    return caveats(model, unanswered=unanswered, left_out=left_out)


def _provenance(run: _Run) -> Provenance:
    return provenance(
        run.returns,
        run.controls,
        run.period,
        confidence=run.confidence,
        bootstraps=run.bootstraps,
    )


def _findings(run: _Run, model: DriverModel) -> Findings:
    survey = run.returns.survey
    dominance = penalty_dominance(model, seed=run.seed)
    replicates = bootstrap(model, dominance, replicates=run.bootstraps, seed=run.seed)
    return Findings(
        model=model,
        dominance=dominance,
        replicates=replicates,
        ranks=rank_intervals(model.shares.shares, replicates.shares, confidence=run.confidence),
        totals=total_effects(
            model.answers,
            {driver.name: stage_of(survey, driver) for driver in model.answers.drivers},
            survey.stages,
            confidence=run.confidence,
            seed=run.seed,
        ),
    )


_FEWEST_BOOTSTRAPS = 100
