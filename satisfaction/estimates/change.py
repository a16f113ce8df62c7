"""The change from one period to another, tested: no arrow without a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import UsageError
from satisfaction.estimates.answers import questions_of
from satisfaction.estimates.change_result import Change
from satisfaction.estimates.differences import differences, with_edge_limits
from satisfaction.estimates.discoveries import Q_VALUES, with_q_values
from satisfaction.estimates.domains import groups_of
from satisfaction.estimates.measuring import measurer
from satisfaction.estimates.numbers import How
from satisfaction.estimates.pairs import side_codes
from satisfaction.estimates.shares import estimates_of
from satisfaction.estimates.windows import window_of
from satisfaction.numerics.graded_differences import N_SIDES
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import SeriesBreak
    from satisfaction.estimates.measuring import Measurer
    from satisfaction.estimates.result import Estimates
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

_KEYS = ["question", "measure", "statistic", "group", "level"]
_SIDE = ["period", "estimate", "lower", "upper", "unweighted", "base", "flag"]
_COLUMNS = [
    *_KEYS, "period_before", "before", "before_lower", "before_upper", "before_unweighted",
    "base_before", "flag_before", "period_after", "after", "after_lower", "after_upper",
    "after_unweighted", "base_after", "flag_after", "change", "change_standard_error",
    "change_lower", "change_upper", "p_value", "q_value", "df", "change_unweighted", "verdict",
]  # fmt: skip


def change(
    returns: Returns,
    *,
    between: tuple[str | Period, str | Period],
    measure: str | Sequence[str] | None = None,
    by: str | Sequence[str] | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    confidence: float = 0.95,
    across_breaks: bool = False,
    rules: Rules | None = None,
) -> Change:
    """Estimate and test the change from one period to another.

    Parameters
    ----------
    returns : Returns
        With the interviews of both periods; weighted, if at all, each quarter to its own victims
        (:func:`satisfaction.weight` with a profile for each).
    between : (period, period)
        The earlier and the later, which may overlap, such as rolling twelve months a quarter apart.
    measure : str or sequence of str, optional
        By default the survey's outcome.
    by : str or sequence of str, optional
        Categories to group by.
    where : mapping of str to level or levels, optional
    confidence : float
    across_breaks : bool
        Compare across a series break all the same; a caveat says so.
    rules : Rules, optional

    Returns
    -------
    Change
        ``verdict`` is ``rise``, ``fall`` or ``no clear change``.

    Raises
    ------
    UsageError
        If a series break lies between the periods, or the later begins before the earlier.
    EstimationError
        If a period has no interview.

    Notes
    -----
    Both periods are domains of one sample, so interviews that they share make them vary together:
    the standard error is that of the difference of the two scores. t interval; at 0 or 1 the
    interval of Zou and Donner (2008) and no p-value. With several comparisons of a statistic the
    verdict goes by q-values (Benjamini and Hochberg 1995). R: ``svycontrast`` of ``svymean`` of the
    domains' indicators.
    """
    questions = questions_of(returns.survey, returns.survey.outcome if measure is None else measure)
    return change_of(
        measurer(returns, questions, "shares"),
        between,
        by=by,
        where=where,
        confidence=confidence,
        across_breaks=across_breaks,
        rules=rules or load_rules(),
    )


def change_of(
    measured: Measurer,
    between: tuple[str | Period, str | Period],
    *,
    by: str | Sequence[str] | None,
    where: Mapping[str, str | Sequence[str]] | None,
    confidence: float,
    rules: Rules,
    across_breaks: bool = False,
) -> Change:
    """Return the change of questions that are prepared already: see :func:`change`."""
    returns = measured.returns
    earlier, later = (parse_period(period) for period in between)
    caveats = _breaks(returns, earlier, later, across_breaks=across_breaks)
    how = How(statistics="shares", confidence=confidence, interval="korn_graubard")
    sides = [
        estimates_of(measured, by=by, period=period, where=where, how=how, rules=rules)
        for period in (later, earlier)
    ]
    found = _tested(measured, sides, by, where, confidence)
    table = _judged(with_q_values(found, family="statistic"), confidence)
    return Change(
        table=table[_COLUMNS],
        provenance=_provenance(sides[0], earlier, later, table),
        caveats=(
            *caveats,
            *_incomplete(returns, (earlier, later)),
            *dict.fromkeys(c for side in sides for c in side.caveats),
        ),
        confidence=confidence,
        periods=(str(earlier), str(later)),
    )


def _tested(
    measured: Measurer,
    sides: Sequence[Estimates],
    by: str | Sequence[str] | None,
    where: Mapping[str, str | Sequence[str]] | None,
    confidence: float,
) -> pd.DataFrame:
    """Return both levels and the difference for each question, statistic and level."""
    groups = groups_of(measured.returns, by=by, where=where)
    codes = side_codes(
        *(made_during(measured.returns, side.table["period"].iloc[0]) for side in sides)
    )
    codes[codes >= 0] += N_SIDES * groups.codes[codes >= 0]
    codes[groups.codes < 0] = -1
    found = differences(measured, codes, len(groups.levels), confidence=confidence)
    levels = dict(enumerate(groups.levels))
    parts = [
        one.reset_index().assign(question=name, level=lambda table: table["pair"].map(levels))
        for name, one in zip(measured.questions, found, strict=True)
    ]
    keys = ["question", "statistic", "level"]
    first, second = (side.table[[*_KEYS, *_SIDE]] for side in sides)
    table = first.merge(second[[*keys, *_SIDE]].rename(columns=_other), on=keys, how="inner")
    return with_edge_limits(table.merge(pd.concat(parts, ignore_index=True), on=keys))


def _other(name: str) -> str:
    return f"other_{name}" if name in _SIDE else name


def _judged(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the table with its verdicts and with names that say before and after."""
    several = table.groupby("statistic")["level"].transform("size") > 1
    clear = table["gap_lower"].gt(0) | table["gap_upper"].lt(0)
    clear = clear.where(~several | table["q_value"].isna(), table["q_value"] < 1 - confidence)
    hidden = table["flag"].eq("hidden") | table["other_flag"].eq("hidden")
    names = np.select(
        [hidden | table["gap"].isna(), clear & (table["gap"] > 0), clear & (table["gap"] < 0)],
        ["", "rise", "fall"],
        default="no clear change",
    )
    renamed = {
        **{f"gap{tail}": f"change{tail}" for tail in ("", "_standard_error", "_lower", "_upper")},
        **_side_names("", "after"),
        **_side_names("other_", "before"),
    }
    named = table.rename(columns=renamed)
    unweighted = named["after_unweighted"] - named["before_unweighted"]
    return named.assign(verdict=names, change_unweighted=unweighted)


def _side_names(prefix: str, side: str) -> dict[str, str]:
    return {
        f"{prefix}estimate": side,
        f"{prefix}lower": f"{side}_lower",
        f"{prefix}upper": f"{side}_upper",
        f"{prefix}unweighted": f"{side}_unweighted",
        **{f"{prefix}{name}": f"{name}_{side}" for name in ("period", "base", "flag")},
    }


def _breaks(
    returns: Returns, earlier: Period, later: Period, *, across_breaks: bool
) -> tuple[Caveat, ...]:
    if later.start < earlier.start or (later.start, later.end) == (earlier.start, earlier.end):
        raise UsageError(
            f"A change goes from an earlier period to a later one, not from {earlier} to {later}."
        )
    crossed = breaks_between(returns, earlier, later)
    if not crossed:
        return ()
    what = "; ".join(f"{b.what} ({b.on})" for b in crossed)
    if not across_breaks:
        raise UsageError(
            f"Figures before and after a series break are not compared: {what}. Choose periods on "
            "one side of it, or ask for the comparison across breaks."
        )
    return (Caveat(code="series-break", text=f"Compared across a series break: {what}."),)


def _incomplete(returns: Returns, periods: tuple[Period, Period]) -> tuple[Caveat, ...]:
    """Say which of the periods is not whole: its change may be that of the months it lacks."""
    held = [window_of(returns, p) for p in periods]
    found = [f"{w.period} ({w.held})" for w in held if not w.is_complete]
    if not found:
        return ()
    text = f"Not every month of {' and '.join(found)} holds interviews."
    return (Caveat(code="incomplete-period", text=text),)


def breaks_between(returns: Returns, earlier: Period, later: Period) -> list[SeriesBreak]:
    """Return the series breaks after the first day of ``earlier``, up to the end of ``later``."""
    return [b for b in returns.survey.series_breaks if earlier.start < b.on <= later.end]


def _provenance(side: Estimates, earlier: Period, later: Period, table: pd.DataFrame) -> Provenance:
    count = int(table.groupby("statistic").size().max())
    family = f" {Q_VALUES.format(count=count)}" if count > 1 else ""
    shared = " The periods share interviews, which the test allows for."
    overlap = shared if later.start <= earlier.end else ""
    return Provenance(
        survey=side.provenance.survey,
        period=str(later),
        method=f"{side.provenance.method} Change between {earlier} and {later}.{overlap}{family}",
        sources=side.provenance.sources,
    )
