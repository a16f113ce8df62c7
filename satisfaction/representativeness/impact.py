"""Does it matter: what weighting to the profile does to the published figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import calibration_residuals, covariance
from satisfaction.representativeness.figures import (
    Figure,
    chosen,
    figures_of,
    measured_question,
    published_groups,
)
from satisfaction.results import Caveat, Provenance, Result
from satisfaction.tables.design import survey_design
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.numerics.design import Design
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_MINUS = "\N{MINUS SIGN}"
_LITTLE, _MUCH = 0.01, 0.03
_COLUMNS = [
    "statistic", "other_level", "base", "weighted", "other", "difference", "standard_error",
    "lower", "upper", "df", "flag",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Impact(Result):
    """What weighting to the profile does to the published figures.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a figure (``statistic``: satisfied, dissatisfied, gap) and comparison
        (``other_level``: base-weighted, unweighted): ``base``, ``weighted``, ``other``,
        ``difference`` (weighted minus other), ``standard_error``, ``lower``, ``upper``, ``df``,
        ``flag``.
    bias_bound : float
        Largest non-response bias that the share satisfied can have for this R-indicator; NaN
        without one.
    between : tuple of str
        The two groups of the gap; empty without one.
    confidence : float
    """

    bias_bound: float
    between: tuple[str, ...]
    confidence: float

    @property
    def sentence(self) -> str:
        """What it means for the published figure, in one sentence."""
        is_it = (self.table["statistic"] == "satisfied") & (
            self.table["other_level"] == "base-weighted"
        )
        row = self.table[is_it].to_dict("records")[0]
        difference, lower, upper = (float(row[n]) for n in ("difference", "lower", "upper"))
        if row["flag"] == "hidden" or isnan(difference) or isnan(lower):
            return "There are too few answers to tell what weighting to the profile changes."
        moved = (
            f"Weighting to the profile moves the share satisfied by {_points(difference)} points "
            f"({_points(lower)} to {_points(upper)})"
        )
        if lower <= 0 <= upper:
            return f"{moved}: no more than chance explains, so the figure can be read either way."
        return f"{moved}: the published figure would be {_wrong(difference)} without it."


def impact(
    returns: Returns,
    *,
    measure: str | None = None,
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    between: tuple[str, str] = ("White", "BME"),
    r_indicator: float | None = None,
    mean_propensity: float | None = None,
    confidence: float = 0.95,
    rules: Rules | None = None,
) -> Impact:
    """Compare the weighted figures with those that base weights, or none, would give.

    Parameters
    ----------
    returns : Returns
        As :func:`satisfaction.weight` gives them, with ``base_weight`` and ``weight``.
    measure : str, optional
        Measure or question; by default the published headline's, or the outcome.
    period : str or Period, optional
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample. By default the user groups of the
        published figure: without those that the rulebook reports apart. ``{}`` for everybody.
    between : (str, str)
        Groups of the gap; left out with a caveat where no category has both.
    r_indicator, mean_propensity : float, optional
        Of the response, for the largest bias that is possible.
    confidence : float
    rules : Rules, optional

    Returns
    -------
    Impact

    Raises
    ------
    UsageError
        If the returns carry no weights.
    EstimationError
        If nobody answered, or the scale does not say which grades are satisfied.

    Notes
    -----
    Both figures come from the same respondents, so their errors are correlated: the interval is of
    the difference of the two sets of linearised scores, the calibrated ones replaced by their
    calibration residuals (Deville and Sarndal 1992), under the strata and clusters of the design.
    Where weights move nobody, the difference and its error are zero.
    """
    if returns.weighting is None:
        raise UsageError(
            "The returns carry no weights. Give weight(returns, profile).returns, whose columns "
            "base_weight and weight are compared."
        )
    question = measured_question(returns.survey, measure)
    rulebook = rules or load_rules()
    within = published_groups(returns, rulebook) if where is None else where
    inside = made_during(returns, period) & chosen(returns, within)
    figures = figures_of(returns, question, inside, between)
    weighted = survey_design(returns)
    rows = [
        _row(figure, weighted, other, against, confidence, rulebook)
        for figure in figures
        for against, other in _other_designs(returns).items()
    ]
    has_gap = any(figure.name == "gap" for figure in figures)
    table = pd.DataFrame(rows, columns=_COLUMNS)
    satisfied = table.loc[table["statistic"] == "satisfied", "weighted"].iloc[0]
    return Impact(
        table=table,
        provenance=_provenance(returns, question, period, confidence, within),
        caveats=() if has_gap else (_no_gap(between),),
        bias_bound=_bound(r_indicator, mean_propensity, float(satisfied)),
        between=between if has_gap else (),
        confidence=confidence,
    )


def maximal_bias(*, r_indicator: float, mean_propensity: float, spread: float) -> float:
    r"""Return the largest bias that non-response can give a mean: (1 - R) S(y) / (2 rho).

    Parameters
    ----------
    r_indicator : float
        R-indicator of the response, 0 to 1.
    mean_propensity : float
        Mean response propensity, above 0.
    spread : float
        Standard deviation of the answers; for a share :math:`\sqrt{p (1 - p)}`.

    Raises
    ------
    EstimationError
        If R is not between 0 and 1, the propensity not above 0 and up to 1, or the spread negative.

    Notes
    -----
    Schouten, Cobben and Bethlehem (2009), equation 15. The bound is reached only if the answers
    were perfectly correlated with the propensity: no more than that can be wrong as far as the
    variables of the propensity model tell.

    Examples
    --------
    >>> round(maximal_bias(r_indicator=0.9, mean_propensity=0.5, spread=0.4), 10)
    0.04
    """
    if not (0 <= r_indicator <= 1 and 0 < mean_propensity <= 1 and spread >= 0):
        raise EstimationError(
            f"A bias bound needs R between 0 and 1, a mean propensity above 0 and up to 1 and a "
            f"spread that is not negative; they are {r_indicator:g}, {mean_propensity:g} and "
            f"{spread:g}."
        )
    return (1 - r_indicator) * spread / (2 * mean_propensity)


def _bound(r_indicator: float | None, mean_propensity: float | None, share: float) -> float:
    if r_indicator is None or mean_propensity is None:
        return float("nan")
    spread = float(np.sqrt(share * (1 - share)))
    return maximal_bias(r_indicator=r_indicator, mean_propensity=mean_propensity, spread=spread)


def _other_designs(returns: Returns) -> dict[str, Design]:
    """Return the same design with base weights, and with none: calibrated on nothing."""
    design = survey_design(returns)
    weights = {
        "base-weighted": returns.frame["base_weight"].to_numpy(np.float64),
        "unweighted": np.ones(len(returns)),
    }
    return {
        name: replace(
            design, weights=w, calibration=None, calibration_cells=None, base_weights=None
        )
        for name, w in weights.items()
    }


def _row(
    figure: Figure, weighted: Design, other: Design, against: str, confidence: float, rules: Rules
) -> dict[str, object]:
    """Return one difference, with the error of the difference and not of its two sides."""
    here, first = _estimate(figure, weighted)
    there, second = _estimate(figure, other)
    scores = calibration_residuals(first[:, None], weighted) - second[:, None]
    error = float(np.sqrt(covariance(scores, other)[0, 0]))
    df = degrees_of_freedom(other, figure.counted)
    half = float(student.ppf(0.5 + confidence / 2, df) * error) if df > 0 else float("nan")
    smallest = figure.smallest_base
    hidden, small = (rules.number("suppression", n) for n in ("hidden_below", "flagged_below"))
    return {
        "statistic": figure.name,
        "other_level": against,
        "base": int(figure.counted.sum()),
        "weighted": here,
        "other": there,
        "difference": here - there,
        "standard_error": error,
        "lower": here - there - half,
        "upper": here - there + half,
        "df": df,
        "flag": "hidden" if smallest < hidden else "small base" if smallest < small else "",
    }


def _estimate(figure: Figure, design: Design) -> tuple[float, Floats]:
    """Return a share, or the difference of two, with its linearised scores."""
    groups = figure.groups
    means = mean_scores(
        figure.values, weights=design.weights, domains=figure.codes, n_domains=groups
    )
    signs = np.array([1.0, -1.0])[:groups]
    estimate = float(means.estimates[:, 0] @ signs)
    return estimate, means.scores @ signs


def _no_gap(between: tuple[str, str]) -> Caveat:
    return Caveat(
        code="no-gap",
        text=f"No category has the levels {' and '.join(between)}: their gap is not compared.",
    )


def _points(difference: float) -> str:
    return (
        f"{difference * 100:+.1f}".replace("-", _MINUS)
        .replace("+0.0", "0.0")
        .replace(f"{_MINUS}0.0", "0.0")
    )


def _wrong(difference: float) -> str:
    """Say on which side, and how far, the figure would be off without the weights."""
    side = "low" if difference > 0 else "high"
    size = abs(difference)
    return f"{'a little ' if size < _LITTLE else 'much ' if size >= _MUCH else ''}too {side}"


def _provenance(
    returns: Returns,
    question: str,
    period: str | Period | None,
    confidence: float,
    within: Mapping[str, str | Sequence[str]] | None,
) -> Provenance:
    weighting = returns.weighting
    how = f"{weighting.method} to {', '.join(weighting.margins)}" if weighting else ""
    whose = "; ".join(
        f"{name}: {held if isinstance(held, str) else ', '.join(held)}"
        for name, held in (within or {}).items()
    )
    return Provenance(
        survey=returns.survey.survey,
        period=str(period or ""),
        method=(
            f"'{question}' of {whose or 'everybody'} weighted ({how}) minus the same answers with "
            f"base weights, and with none; {confidence:.0%} t intervals of the difference from the "
            "joint linearised scores of the same respondents."
        ),
        sources=returns.sources,
    )
