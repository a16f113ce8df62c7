"""The slope of a series, by a line through its periods or through its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

from satisfaction.estimates.answers import indicators
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.graded_means import graded_means
from satisfaction.numerics.lines import fit_line, fit_plain_line, fit_share_line
from satisfaction.numerics.quantiles import t_quantile
from satisfaction.numerics.regression import fit_survey_line
from satisfaction.numerics.units import degrees_of_freedom
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.estimates.domains import Domains
    from satisfaction.estimates.measuring import Measurer
    from satisfaction.numerics.lines import Line

    Floats = npt.NDArray[np.float64]


_FEWEST_TO_SHOW_SPREAD = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretch:
    """What a series is of, for all of its levels and segments.

    ``when``, (n,), is the place of each respondent's period among ``periods``, -1 for none.
    """

    measured: Measurer
    question: str
    statistic: str
    groups: Domains
    periods: Sequence[str]
    when: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slope:
    """A line: its slope a year with interval and p-value, and its place at each period."""

    per_year: float
    standard_error: float
    lower: float
    upper: float
    p_value: float
    df: float
    excess: float
    fitted: Floats
    reach: Floats


def slope_of(stretch: Stretch, rows: pd.DataFrame, *, method: str, confidence: float) -> Slope:
    """Return the line through the periods of ``rows``, which are of one level and segment."""
    places, years = _places(stretch, rows), _years(rows)
    if method == "regression":
        return _regression(stretch, places, years, confidence)
    shares, joint, df = _joint(stretch, places, len(rows))
    if method == "ols":
        found = fit_plain_line(shares, _with_edges(joint, rows, confidence), years)
    else:
        bases = rows["effective_base"].to_numpy(np.float64)
        found = fit_share_line(shares, joint, bases, years)
    return _judged(found, years, float(df), confidence)


def _joint(
    stretch: Stretch, places: npt.NDArray[np.int64], size: int
) -> tuple[Floats, Floats, int]:
    """Return the shares of the periods, their joint covariance and its degrees of freedom."""
    measured = stretch.measured
    table = measured.tabulated(places, size)
    if table is None:
        answers = indicators(measured.returns, stretch.question, "shares")
        values = answers.values[:, answers.statistics.index(stretch.statistic)]  # noqa: PD011
        means = domain_means(values, measured.design, domains=places, n_domains=size, joint=True)
        shares, joint = means.estimates[:, 0], np.asarray(means.covariance)
        answered = answers.answered
    else:
        graded = measured.graded[stretch.question]
        worth = graded.worth[:, [graded.statistics.index(stretch.statistic)]]
        found = graded_means(graded.grades, worth, table, joint=True)
        shares, joint = found.estimates[:, 0], np.asarray(found.covariance)[0]
        answered = ~np.isnan(worth[:, 0])[graded.grades]
    return shares, joint, degrees_of_freedom(measured.design, (places >= 0) & answered)


def _regression(
    stretch: Stretch, places: npt.NDArray[np.int64], years: Floats, confidence: float
) -> Slope:
    """Return the line through the answers themselves."""
    answers = indicators(stretch.measured.returns, stretch.question, "shares")
    values = answers.values[:, answers.statistics.index(stretch.statistic)]  # noqa: PD011
    time = np.append(years, np.nan)[places]
    line = fit_survey_line(
        np.where(places >= 0, values, np.nan),
        np.column_stack([np.ones(len(time)), time]),
        stretch.measured.design,
    )
    return _slope(line.coefficients, line.covariance, line.df, years, np.nan, confidence)


def line_slope(
    estimates: Floats, joint: Floats, years: Floats, *, df: float, confidence: float
) -> Slope:
    """Return the line by generalised least squares, widened where points vary more than sampling.

    ``df`` are those of the design. Where the line is widened, and with fewer than five points,
    which cannot show whether they vary more, t goes by the points left: the test then errs on no
    more than 6 % of flat series however much the points vary (``tests/simulation``).
    """
    return _judged(fit_line(estimates, joint, years), years, df, confidence)


def _judged(found: Line, years: Floats, df: float, confidence: float) -> Slope:
    widened = max(found.excess, 1.0)
    is_by_points = widened > 1 or len(years) < _FEWEST_TO_SHOW_SPREAD
    return _slope(
        found.coefficients,
        found.covariance * widened,
        len(years) - 2 if is_by_points else df,
        years,
        found.excess,
        confidence,
    )


def _years(rows: pd.DataFrame) -> Floats:
    """Return when each period begins, in years from the first: some may be missing between."""
    starts = [parse_period(period).start for period in rows["period"]]
    months = np.array([12 * start.year + start.month for start in starts], dtype=np.float64)
    years: Floats = (months - months[0]) / 12
    return years


def _places(stretch: Stretch, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the period of each respondent among ``rows``, -1 for those outside."""
    number = {str(period): place for place, period in enumerate(rows["period"])}
    place = np.array([*(number.get(label, -1) for label in stretch.periods), -1])
    level = stretch.groups.levels.index(str(rows["level"].iloc[0]))
    return np.where(stretch.groups.mask(level), place[stretch.when], -1)


def _with_edges(joint: Floats, rows: pd.DataFrame, confidence: float) -> Floats:
    """Give periods at 0 or 1 the variance that their interval implies: theirs is zero."""
    reach = (rows["upper"] - rows["lower"]).to_numpy(np.float64)
    quantile = float(t_quantile(np.array(np.inf), confidence))
    own = np.diag(joint)
    extra: Floats = np.diag(np.where(own > 0, 0.0, (reach / quantile) ** 2))
    return joint + extra


def _slope(
    coefficients: Floats,
    covariance: Floats,
    df: float,
    years: Floats,
    excess: float,
    confidence: float,
) -> Slope:
    design = np.column_stack([np.ones(len(years)), years])
    quantile = float(t_quantile(np.array(float(df)), confidence))
    error = float(np.sqrt(covariance[1, 1]))
    slope = float(coefficients[1])
    spread = np.sqrt(np.einsum("ij,jk,ik->i", design, covariance, design))
    return Slope(
        per_year=slope,
        standard_error=error,
        lower=slope - quantile * error,
        upper=slope + quantile * error,
        p_value=float(2 * student.sf(abs(slope / error), df)) if error > 0 else float("nan"),
        df=float(df),
        excess=excess,
        fitted=design @ coefficients,
        reach=quantile * spread,
    )
