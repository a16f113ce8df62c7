"""Is an answer associated with a category: Rao and Scott's test on the survey's design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import UsageError
from satisfaction.estimates.answers import indicators, question_of
from satisfaction.estimates.association_result import AssociationTest
from satisfaction.estimates.domains import domains
from satisfaction.estimates.pairs import known_levels
from satisfaction.estimates.shares import flags
from satisfaction.estimates.weights_notes import weights_caveats
from satisfaction.numerics.association import association_test
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.intervals import proportion_interval
from satisfaction.numerics.units import degrees_of_freedom
from satisfaction.periods import parse_period
from satisfaction.results import Provenance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.numerics.association import Association
    from satisfaction.numerics.design import Design
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

Answer = Literal["satisfied", "dissatisfied", "grades"]


def association(
    returns: Returns,
    *,
    measure: str,
    by: str,
    answer: Answer = "satisfied",
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    confidence: float = 0.95,
    rules: Rules | None = None,
) -> AssociationTest:
    """Test whether answers are associated with a category.

    Parameters
    ----------
    returns : Returns
    measure : str
    by : str
        Category; its unknown levels are left out of the table, not out of the design.
    answer : {"satisfied", "dissatisfied", "grades"}
        Satisfied or not, dissatisfied or not, or every grade.
    period : str or Period, optional
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    confidence : float
        Of the intervals (Korn-Graubard) of the shares at each level.
    rules : Rules, optional
        For the bases below which a level is flagged or hidden.

    Returns
    -------
    AssociationTest
        The table of weighted shares and the tests, the one to quote first.

    Raises
    ------
    EstimationError
        If the answers or the category have fewer than two levels among those counted.

    Notes
    -----
    Rao and Scott (1984), second-order correction referred to F (R ``survey::svychisq``, its
    default); "associated with" says nothing of causes.
    """
    question = question_of(returns.survey, measure)
    design = survey_design(returns)
    codes, names = _answer_codes(returns, question, answer)
    groups = domains(returns, by=by, period=period, where=where)
    known = np.isin(np.array([*groups.levels, ""], dtype=object), known_levels(returns, by))
    columns = np.where(known[groups.codes], groups.codes, -1)
    found = association_test(
        codes, columns, design, df_design=float(degrees_of_freedom(design, groups.codes >= 0))
    )
    label = str(parse_period(period)) if period is not None else ""
    measured = returns.survey.questions[question].measure or question
    return AssociationTest(
        table=_table(found, codes, columns, names, groups.levels)
        .assign(
            question=question,
            measure=measured,
            group=groups.group,
            period=label,
            **_limits(codes, columns, design, confidence),
        )
        .assign(flag=lambda table: flags(table["base"], rules or load_rules()))[_COLUMNS],
        provenance=Provenance(
            survey=returns.survey.survey, period=label, method=_METHOD, sources=returns.sources
        ),
        caveats=weights_caveats(returns),
        tests=_tests(found),
        cramers_v=_cramers_v(found),
        confidence=confidence,
    )


_METHOD = (
    "Association tested by Rao and Scott's second-order corrected F on the survey's design; not a "
    "statement about causes."
)
_COLUMNS = [
    "question", "measure", "answer", "group", "level", "period", "share", "within", "lower",
    "upper", "base", "flag",
]  # fmt: skip


def _answer_codes(
    returns: Returns, question: str, answer: Answer
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return each respondent's answer as a code, -1 outside the base, and the answers' names."""
    if answer not in ("satisfied", "dissatisfied", "grades"):
        raise UsageError(
            f"Answers are 'satisfied', 'dissatisfied' or 'grades', not '{answer}'. Choose one."
        )
    found = indicators(returns, question, "grades" if answer == "grades" else "shares")
    if answer == "grades":
        codes = np.nan_to_num(found.values).argmax(axis=1)
        return np.where(found.answered, codes, -1), found.statistics
    hit = np.nan_to_num(np.asarray(found.values)[:, found.statistics.index(answer)])
    return np.where(found.answered, 1 - hit.astype(np.int64), -1), (answer, f"not {answer}")


def _table(
    found: Association,
    codes: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    names: Sequence[str],
    levels: Sequence[str],
) -> pd.DataFrame:
    """Return the shares of the answers and levels that occur."""
    counted = (codes >= 0) & (columns >= 0)
    given = [names[k] for k in np.unique(codes[counted])]
    held, base = np.unique(columns[counted], return_counts=True)
    within = found.shares / found.shares.sum(axis=0)
    return pd.DataFrame(
        {
            "answer": np.repeat(given, len(held)),
            "level": np.tile([levels[k] for k in held], len(given)),
            "share": found.shares.ravel(),
            "within": within.ravel(),
            "base": np.tile(base, len(given)),
        }
    )


def _limits(
    codes: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    design: Design,
    confidence: float,
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the intervals of the shares within levels, in the order of the table."""
    counted = (codes >= 0) & (columns >= 0)
    given, held = np.unique(codes[counted]), np.unique(columns[counted])
    hits = (codes[:, None] == given).astype(np.float64)
    hits[codes < 0] = np.nan
    means = domain_means(hits, design, domains=columns, n_domains=int(columns.max()) + 1)
    found = proportion_interval(
        means.estimates, np.nan_to_num(means.standard_errors), means.counts, means.df,
        confidence=confidence, method="korn_graubard", capped=True,
    )  # fmt: skip
    return {"lower": found.lower[held].T.ravel(), "upper": found.upper[held].T.ravel()}


def _tests(found: Association) -> pd.DataFrame:
    named = {
        "Rao-Scott F": found.rao_scott,
        "Rao-Scott chi-square, first order": found.rao_scott_first_order,
        "Wald F": found.wald,
        "adjusted Wald F": found.adjusted_wald,
    }
    return pd.DataFrame(
        {
            "test": list(named),
            "statistic": [test.statistic for test in named.values()],
            "df": [test.df for test in named.values()],
            "df_denominator": [test.df_denominator for test in named.values()],
            "p_value": [test.p_value for test in named.values()],
        }
    )


def _cramers_v(found: Association) -> float:
    return float(np.sqrt(found.chi_square / found.n / (min(found.shares.shape) - 1)))
