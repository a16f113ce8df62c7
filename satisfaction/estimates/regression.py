"""The odds of an answer by several categories at once, on the survey's design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy.special import stdtr

from satisfaction.errors import UsageError
from satisfaction.estimates.answers import indicators, question_of
from satisfaction.estimates.association_result import OddsRatios
from satisfaction.estimates.domains import domains
from satisfaction.estimates.model_columns import Columns, model_columns
from satisfaction.estimates.weights_notes import weights_caveats
from satisfaction.numerics.regression import fit_survey_grades, fit_survey_logit
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.numerics.arrays import BoolArray, FloatArray
    from satisfaction.numerics.regression import Regression
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

Outcome = Literal["satisfied", "dissatisfied"]
Model = Literal["quasi-binomial", "ordinal"]


def regression(
    returns: Returns,
    *,
    on: Sequence[str],
    outcome: Outcome = "dissatisfied",
    measure: str | None = None,
    model: Model = "quasi-binomial",
    reference: Mapping[str, str] | None = None,
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> OddsRatios:
    """Estimate odds ratios of an answer by several categories held together.

    Parameters
    ----------
    returns : Returns
    on : sequence of str
        Categories, or columns of numbers, of the model.
    outcome : {"dissatisfied", "satisfied"}
        What the odds are of; in the ordinal model, of an answer further to this side.
    measure : str, optional
        Measure or question; by default the survey's outcome.
    model : {"quasi-binomial", "ordinal"}
        Logit of the outcome, or cumulative logit of all the grades (proportional odds).
    reference : mapping of str to str, optional
        Level of a category that its others are held against; by default the first.
    period : str or Period, optional
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    confidence : float

    Returns
    -------
    OddsRatios
        ``.table`` with odds ratios and intervals, ``.tests`` with one test a term.

    Raises
    ------
    ColumnNotFoundError
        If a category or level is not there.
    EstimationError
        If no finite odds ratios exist, or there is nothing to fit.
    UsageError
        If the model or the outcome is not one, or no category is given.

    Notes
    -----
    Binder (1983): weighted pseudo-maximum likelihood with the sandwich covariance of the design.
    R: ``survey::svyglm(family = quasibinomial())`` and ``svyolr``; tests as ``regTermTest``.
    Respondents of unknown level leave the fit, not the design. Odds ratios say what is associated
    with an answer, not what causes it.
    """
    _check(on, outcome, model)
    question = question_of(returns.survey, measure or returns.survey.outcome)
    inside = domains(returns, by=None, period=period, where=where).codes >= 0
    y = (
        _grades(returns, question, outcome)
        if model == "ordinal"
        else _hits(returns, question, outcome)
    )
    y = np.where(inside, y, np.nan)
    columns = model_columns(returns, on, reference or {}, counted=~np.isnan(y))
    fit = _fitted(y, columns.matrix, returns, model)
    label = str(parse_period(period)) if period is not None else ""
    return OddsRatios(
        table=_table(fit, columns, model, confidence),
        provenance=_provenance(returns, question, label, outcome, model),
        caveats=(*_caveats(int((~np.isnan(y)).sum()) - fit.n), *weights_caveats(returns)),
        tests=_tests(fit, columns, model),
        outcome=outcome,
        model=model,
        base=fit.n,
        confidence=confidence,
    )


def _check(on: Sequence[str], outcome: str, model: str) -> None:
    if isinstance(on, str) or not on:
        raise UsageError("Give the categories of the model as a list, such as ['age', 'gender'].")
    if outcome not in ("satisfied", "dissatisfied"):
        raise UsageError(f"The outcome is 'satisfied' or 'dissatisfied', not '{outcome}'.")
    if model not in ("quasi-binomial", "ordinal"):
        raise UsageError(f"The model is 'quasi-binomial' or 'ordinal', not '{model}'.")


def _hits(returns: Returns, question: str, outcome: Outcome) -> FloatArray:
    found = indicators(returns, question, "shares")
    hits: FloatArray = np.asarray(found.values)[:, found.statistics.index(outcome)]
    return hits


def _grades(returns: Returns, question: str, outcome: Outcome) -> FloatArray:
    """Return grades from 0, the highest furthest to the outcome's side."""
    found = indicators(returns, question, "grades")
    scale = returns.survey.scale_of(question)
    places = np.nan_to_num(found.values).argmax(axis=1).astype(np.float64)
    labels = list(scale.grade_labels)
    wanted = scale.satisfied if outcome == "satisfied" else scale.dissatisfied
    towards = np.mean([labels.index(label) for label in scale.labels_of(wanted)])
    if towards < (len(labels) - 1) / 2:
        places = len(labels) - 1 - places
    given = np.unique(places[found.answered])
    # A grade that nobody gave has no threshold of its own.
    return np.where(found.answered, np.searchsorted(given, places), np.nan)


def _fitted(y: FloatArray, x: FloatArray, returns: Returns, model: Model) -> Regression:
    design = survey_design(returns)
    if model == "ordinal":
        return fit_survey_grades(y, x, design)
    return fit_survey_logit(y, np.column_stack([np.ones(len(x)), x]), design)


def _table(fit: Regression, columns: Columns, model: Model, confidence: float) -> pd.DataFrame:
    limits = fit.intervals(confidence)
    aside = fit.n_thresholds or 1
    is_term: BoolArray = np.arange(len(fit.coefficients)) >= aside
    names = ["threshold"] * aside if model == "ordinal" else ["intercept"]
    cuts = [str(k + 1) for k in range(aside)] if model == "ordinal" else [""]
    t_values = np.abs(fit.coefficients / fit.standard_errors)
    odds = {
        name: np.where(is_term, np.exp(np.where(is_term, values, 0.0)), np.nan)
        for name, values in (
            ("odds_ratio", fit.coefficients),
            ("odds_lower", limits.lower),
            ("odds_upper", limits.upper),
        )
    }
    return pd.DataFrame(
        {
            "term": [*names, *columns.terms],
            "level": [*cuts, *columns.levels],
            "reference": [*[""] * aside, *columns.references],
            "coefficient": fit.coefficients,
            "standard_error": fit.standard_errors,
            "lower": limits.lower,
            "upper": limits.upper,
            **odds,
            "p_value": 2 * stdtr(fit.df, -t_values),
            "df": fit.df,
        }
    )


def _tests(fit: Regression, columns: Columns, model: Model) -> pd.DataFrame:
    aside = fit.n_thresholds if model == "ordinal" else 1
    rows = []
    for term in dict.fromkeys(columns.terms):
        places = [aside + k for k, name in enumerate(columns.terms) if name == term]
        test = fit.test(places)
        rows.append((term, test.statistic, test.df, test.df_denominator, test.p_value))
    names = ["term", "statistic", "df", "df_denominator", "p_value"]
    return pd.DataFrame(rows, columns=names)


def _caveats(left_out: int) -> tuple[Caveat, ...]:
    text = (
        f"{left_out:,} respondents who answered are left out of the model, because a category of "
        "it is not known of them."
    )
    return (Caveat(code="unknown-levels", text=text),) if left_out else ()


def _provenance(
    returns: Returns, question: str, period: str, outcome: Outcome, model: Model
) -> Provenance:
    kind = (
        f"Ordinal cumulative logit of the grades of '{question}', towards {outcome}"
        if model == "ordinal"
        else f"Quasi-binomial logit of {outcome} on '{question}'"
    )
    return Provenance(
        survey=returns.survey.survey,
        period=period,
        method=f"{kind}; weighted, sandwich variance of the design. Associations, not causes.",
        sources=returns.sources,
    )
