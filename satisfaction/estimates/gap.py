"""The gap between groups, with both levels and the interval of the difference."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.estimates.answers import question_of
from satisfaction.estimates.differences import differences, with_edge_limits
from satisfaction.estimates.discoveries import Q_VALUES, with_q_values
from satisfaction.estimates.domains import EVERYONE
from satisfaction.estimates.measuring import measurer
from satisfaction.estimates.numbers import How
from satisfaction.estimates.pairs import known_levels, members, pairs_of
from satisfaction.estimates.result import Gap
from satisfaction.estimates.shares import estimates_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.estimates.pairs import Against, Pair
    from satisfaction.estimates.result import Estimates
    from satisfaction.periods import Period
    from satisfaction.results import Caveat, Provenance
    from satisfaction.tables.returns import Returns


def gap(
    returns: Returns,
    *,
    measure: str,
    between: tuple[str, str] | None = None,
    against: Against | None = None,
    by: str | None = None,
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    confidence: float = 0.95,
    rules: Rules | None = None,
) -> Gap:
    """Estimate the difference between two groups, or of every group from all or from the rest.

    Parameters
    ----------
    returns : Returns
    measure : str
    between : (str, str), optional
        The gap is the first minus the second, such as ``("White", "BME")``. One of them may be
        ``"everyone"`` (all who answered, those of unknown level too) or ``"others"`` (all of the
        other known levels), such as ``("BME", "everyone")``.
    against : {"everyone", "others"}, optional
        Instead of ``between``: every known level of ``by``, each against these.
    by : str, optional
        Category that has the levels; found by itself if only one has.
    period : str or Period, optional
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    confidence : float
    rules : Rules, optional
        For the bases below which a level is flagged or hidden.

    Returns
    -------
    Gap
        One row a statistic and pair, with both levels, their bases and intervals. ``q_value``
        controls false discoveries over the pairs of a statistic; with one pair it is the p-value.

    Raises
    ------
    ColumnNotFoundError
        If no category, or more than one, has the levels.
    UsageError
        If neither or both of ``between`` and ``against`` are given.

    Notes
    -----
    The variance takes the covariance of the two domains, overlapping or not, from the same
    linearised scores (R ``svycontrast`` on ``svyby(covmat = TRUE)``); t interval on the degrees of
    freedom of both domains together. Where a level is at 0 or 1 the interval is made from those of
    both levels (Zou and Donner 2008) and there is no p-value. Benjamini and Hochberg (1995) for
    the q-values; hidden levels take no part.
    """
    pairs = pairs_of(returns, between, against, by)
    question = question_of(returns.survey, measure)
    prepared = measurer(returns, (question,), "shares")
    how = How(statistics="shares", confidence=confidence, interval="korn_graubard")
    measured = partial(estimates_of, prepared, period=period, how=how, rules=rules or load_rules())
    shares = measured(by=pairs[0].by, where=where)
    parts = []
    for pair in pairs:
        sides = members(returns, pair, period=period, where=where)
        found = differences(prepared, sides, 1, confidence=confidence)[0].droplevel("pair")
        rows = _level_rows(returns, pair, shares.table, measured, where or {})
        parts.append(_pair_table(rows, found))
    table = with_q_values(pd.concat(parts, ignore_index=True), family="statistic")
    table.insert(0, "group", pairs[0].by)
    table.insert(0, "measure", shares.table["measure"].iloc[0])
    table.insert(0, "question", question)
    return Gap(
        table=table,
        provenance=_provenance(shares.provenance, len(pairs)),
        caveats=_about_these(shares.caveats, table),
        confidence=confidence,
    )


def _about_these(caveats: Sequence[Caveat], table: pd.DataFrame) -> tuple[Caveat, ...]:
    """Leave out that groups are hidden where none of those compared is."""
    hidden = (table[["flag", "other_flag"]] == "hidden").any(axis=None)
    return tuple(caveat for caveat in caveats if hidden or caveat.code != "small-base")


_Rows: TypeAlias = "tuple[pd.DataFrame, pd.DataFrame]"


def _level_rows(
    returns: Returns,
    pair: Pair,
    levels: pd.DataFrame,
    measured: Callable[..., Estimates],
    where: Mapping[str, str | Sequence[str]],
) -> _Rows:
    """Return the rows of both groups, one a statistic."""
    found = []
    for side, opposite in ((pair.first, pair.second), (pair.second, pair.first)):
        rows = levels[levels["level"] == side]
        if rows.empty and side == EVERYONE:
            rows = measured(by=None, where=where).table
        elif rows.empty:
            chosen = _others(returns, pair.by, opposite, where)
            rows = measured(by=None, where={**where, pair.by: chosen}).table
        found.append(rows.assign(level=side).set_index("statistic")[_LEVEL_COLUMNS])
    return found[0], found[1]


def _others(
    returns: Returns, by: str, level: str, where: Mapping[str, str | Sequence[str]]
) -> tuple[str, ...]:
    inside = where.get(by, known_levels(returns, by))
    inside = (inside,) if isinstance(inside, str) else inside
    return tuple(name for name in known_levels(returns, by) if name != level and name in inside)


_LEVEL_COLUMNS = ["level", "estimate", "lower", "upper", "unweighted", "base", "flag"]


def _pair_table(levels: _Rows, found: pd.DataFrame) -> pd.DataFrame:
    first, second = levels
    table = first.join(second.add_prefix("other_")).join(found).reset_index()
    table = table.assign(gap_unweighted=table["unweighted"] - table["other_unweighted"])
    return with_edge_limits(table)


def _provenance(levels: Provenance, pairs: int) -> Provenance:
    family = f" {Q_VALUES.format(count=pairs)}" if pairs > 1 else ""
    return replace(levels, method=f"{levels.method}{family}")
