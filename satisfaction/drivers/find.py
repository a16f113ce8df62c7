"""Isolate what is associated with dissatisfaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit
from statsmodels.stats.multitest import multipletests

from satisfaction.definitions.library import load_rules
from satisfaction.drivers.coding import (
    ModelColumns,
    assemble,
    code_driver,
    control_columns,
    is_dissatisfied,
)
from satisfaction.drivers.ranks import rank_intervals
from satisfaction.drivers.result import Drivers
from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError, did_you_mean
from satisfaction.numerics.attributable import attributable_shares
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.kish import kish_design_effect
from satisfaction.numerics.logit import dependent_columns, fit_logit
from satisfaction.numerics.variance import covariance
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.design import survey_design
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.coding import DriverCoding
    from satisfaction.numerics.attributable import AttributableShares
    from satisfaction.numerics.design import Design
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

ESTIMAND = (
    "Share of dissatisfaction associated with a poor rating: how many fewer dissatisfied victims "
    "the model expects if everyone who rated it poor had rated it in the middle (neither poor nor "
    "in the top grades; for a yes or no, had answered yes), all else as it is. Shares overlap and "
    "are not added up."
)

_LEADING_PROBABILITY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Model:
    """Everything that was fitted, for the respondents with a grade of the outcome."""

    found: AttributableShares
    design: Design
    rows: npt.NDArray[np.bool_]
    separated: bool


def find_drivers(
    returns: Returns,
    *,
    drivers: Sequence[str] | None = None,
    controls: Sequence[str] | None = None,
    period: str | Period | None = None,
    confidence: float = 0.95,
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
    drivers : sequence of str, optional
        Questions; by default those the survey marks, at most 20.
    controls : sequence of str, optional
        Categories to adjust for; by default the dimensions and strata of the survey.
    period : str or Period, optional
        Only interviews made in it.
    confidence : float
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
        If there are more than 20 drivers.

    Notes
    -----
    Bruzzi et al. (1985); Greenland and Drescher (1993); design-based variance by linearisation
    through the coefficients (Binder 1983; R ``survey::svyglm``). A driver is ``leading`` when its
    share is above zero after Holm's adjustment and it is among the first five with probability 0.8.
    """
    rulebook = rules or load_rules()
    names = _known_drivers(returns.survey, drivers, rulebook)
    outcome = is_dissatisfied(returns, returns.survey.outcome)
    inside = made_during(returns, period)
    rows = ~np.isnan(outcome) & inside
    coded = [code_driver(returns, name, rows, outcome) for name in names]
    needed = int(rulebook.number("drivers", "low_raters_to_analyse"))
    analysed = [driver for driver in coded if driver.low.sum() >= needed]
    _refuse_hopeless(outcome[rows], analysed, needed)
    adjusted = _known_controls(returns, controls)
    model = _fit(returns, analysed, outcome, rows, adjusted)
    unanswered = int((np.isnan(outcome) & inside).sum())
    return Drivers(
        table=_table(returns, analysed, model, confidence),
        provenance=_provenance(returns, adjusted, period, confidence),
        caveats=(*_caveats(model, unanswered), *_left_out(coded, needed)),
        not_analysed=_not_analysed(returns.survey, coded, needed),
        estimand=ESTIMAND,
        base=int(rows.sum()),
        dissatisfied=int(outcome[rows].sum()),
        design_effect=kish_design_effect(model.design.weights[rows]),
        confidence=confidence,
    )


def _known_drivers(survey: Survey, drivers: Sequence[str] | None, rules: Rules) -> tuple[str, ...]:
    names = tuple(survey.drivers if drivers is None else drivers)
    for name in names:
        if name not in survey.questions:
            raise ColumnNotFoundError(
                f"The survey has no question '{name}'.{did_you_mean(name, survey.questions)}"
            )
    most = int(rules.number("drivers", "most_drivers"))
    if len(names) > most:
        raise UsageError(
            f"{len(names)} drivers were given; at most {most} are analysed together. "
            "Name those you want with drivers=."
        )
    return names


def _known_controls(returns: Returns, controls: Sequence[str] | None) -> tuple[str, ...]:
    survey = returns.survey
    if controls is None:
        return tuple(dict.fromkeys((*survey.dimensions, *survey.weights.strata)))
    for name in controls:
        if name not in returns.frame:
            raise ColumnNotFoundError(
                f"The returns have no category '{name}'.{did_you_mean(name, returns.frame)}"
            )
    return tuple(controls)


def _refuse_hopeless(outcome: Floats, analysed: Sequence[DriverCoding], needed: int) -> None:
    dissatisfied = int(outcome.sum())
    if dissatisfied in (0, len(outcome)):
        raise EstimationError(
            f"{dissatisfied} of {len(outcome)} respondents are dissatisfied; drivers need both "
            "dissatisfied and other respondents."
        )
    if not analysed:
        raise EstimationError(
            f"No driver was rated poor by {needed} respondents or more. Take a longer period."
        )


def _fit(
    returns: Returns,
    analysed: Sequence[DriverCoding],
    outcome: Floats,
    rows: npt.NDArray[np.bool_],
    controls: Sequence[str],
) -> _Model:
    design = survey_design(returns)
    weights = design.weights[rows]
    columns = assemble(analysed, control_columns(returns, controls, rows, outcome))
    kept = _independent(columns, weights)
    y = outcome[rows]
    fit = fit_logit(y, kept.x, weights=weights)
    found = attributable_shares(
        fit, kept.x, y, weights=weights, low_columns=kept.low, other_columns=kept.others
    )
    return _Model(
        found=found,
        design=design,
        rows=rows,
        separated=fit.separated,
    )


def _independent(columns: ModelColumns, weights: Floats) -> ModelColumns:
    """Drop columns that others already say, such as `not asked` of two items on one route."""
    gone = set(map(int, dependent_columns(columns.x, weights)))
    stay = [place for place in range(columns.x.shape[1]) if place not in gone]
    position = {place: new for new, place in enumerate(stay)}
    if gone & set(columns.low):
        raise EstimationError(
            "Two drivers were rated poor by exactly the same respondents, or one by nobody else; "
            "they cannot be told apart. Leave one of them out with drivers=."
        )
    return ModelColumns(
        x=columns.x[:, stay],
        low=tuple(position[place] for place in columns.low),
        others=tuple(tuple(position[p] for p in part if p in position) for part in columns.others),
    )


def _table(
    returns: Returns, analysed: Sequence[DriverCoding], model: _Model, confidence: float
) -> pd.DataFrame:
    found, size = model.found, len(analysed)
    scores = np.zeros((len(returns), 3 * size))
    scores[model.rows] = np.hstack([found.scores, found.penalty_scores, found.reach_scores])
    joint = covariance(scores, model.design)
    errors = np.sqrt(np.diag(joint)).reshape(3, size)
    df = max(degrees_of_freedom(model.design, model.rows), 1)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * errors
    ranks = rank_intervals(found.shares, joint[:size, :size], confidence=confidence)
    p_value = 2 * stdtr(df, -np.abs(found.shares / errors[0]))
    p_holm = multipletests(p_value, method="holm")[1]
    questions = returns.survey.questions
    above_zero = (p_holm < 1 - confidence) & (found.shares > 0)
    table = pd.DataFrame(
        {
            "driver": [d.name for d in analysed],
            "label": [questions[d.name].label or d.name for d in analysed],
            "stage": [questions[d.name].stage for d in analysed],
            "base": [d.rated for d in analysed],
            "low_base": [int(d.low.sum()) for d in analysed],
            **_with_limits("reach", found.reach, half[2], at_least=0.0),
            **_with_limits("penalty", found.penalties, half[1]),
            **_with_limits("share", found.shares, half[0]),
            "share_standard_error": errors[0],
            "p_value": p_value,
            "p_holm": p_holm,
            "rank_lower": ranks.lower,
            "rank_upper": ranks.upper,
            "among_first_five": ranks.among_first,
            "first": ranks.first,
            "leading": above_zero & (ranks.among_first >= _LEADING_PROBABILITY),
        }
    )
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _with_limits(
    name: str, estimates: Floats, half: Floats, *, at_least: float = -np.inf
) -> dict[str, Floats]:
    return {
        name: estimates,
        f"{name}_lower": np.maximum(estimates - half, at_least),
        f"{name}_upper": estimates + half,
    }


def _not_analysed(survey: Survey, coded: Sequence[DriverCoding], needed: int) -> pd.DataFrame:
    rows = [
        (d.name, survey.questions[d.name].label or d.name, int(d.low.sum()))
        for d in coded
        if d.low.sum() < needed
    ]
    table = pd.DataFrame(rows, columns=["driver", "label", "low_base"])
    return table.assign(why=f"rated poor by fewer than {needed} respondents")


def _left_out(coded: Sequence[DriverCoding], needed: int) -> list[Caveat]:
    names = [driver.name for driver in coded if driver.low.sum() < needed]
    if not names:
        return []
    return [
        Caveat(
            code="not-analysed",
            text=f"Not analysed, since fewer than {needed} rated them poor: {', '.join(names)}.",
        )
    ]


def _caveats(model: _Model, unanswered: int) -> tuple[Caveat, ...]:
    found = [
        Caveat(
            code="same-interview",
            text=(
                "Ratings and the overall judgement come from the same interview, so shares are "
                "likely to be somewhat too large; their order is steadier than their size."
            ),
        )
    ]
    if unanswered:
        found.append(
            Caveat(
                code="outcome-not-answered",
                text=f"{unanswered} respondents gave no overall judgement: not in the model.",
            )
        )
    if model.separated:
        found.append(
            Caveat(
                code="separated",
                text="Some answers foretell the outcome perfectly; their effects are not bounded.",
            )
        )
    return tuple(found)


def _provenance(
    returns: Returns, controls: Sequence[str], period: str | Period | None, confidence: float
) -> Provenance:
    weighting = returns.weighting
    weights = "logit without weights"
    if weighting or returns.survey.weights.column:
        weights = f"weighted logit ({weighting.method if weighting else 'delivered weights'})"
    return Provenance(
        survey=returns.survey.survey,
        period=str(parse_period(period)) if period is not None else "",
        method=(
            f"Attributable shares from a {weights} of being dissatisfied on low and top "
            f"ratings, adjusted for {', '.join(controls) or 'nothing'}; design-based "
            f"{confidence:.0%} intervals."
        ),
        sources=returns.sources,
    )
