r"""Who is missing: dissatisfied victims, those of them who can be asked, those who were chosen.

Those who can be asked are a part of the dissatisfied, so that the difference of the two shares is
linearised as a difference of domain means, with the covariance of part and whole (R: the difference
of the influence functions of ``svyby``). Intervals are simultaneous within each of three families
(dimensions with a quota, boroughs, topics rated poor). The verdict is in the words of the profile
check: ``within`` where the whole interval lies inside the tolerance, ``outside`` where it lies
beyond, else ``too few to tell``. Those chosen were not sampled: their shares have no interval and
no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.kish import kish_design_effect
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.simultaneous import bonferroni_critical, max_t_critical
from satisfaction.numerics.variance import covariance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.focus_groups.blocks import Pool
    from satisfaction.focus_groups.protocols import ProfileVerdicts
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

_NO_SPREAD = 1e-12
_AREA, _TOPIC = "area", "rated poor"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shares:
    """Shares of all and of those who can be asked, with the difference and its limits, (q,)."""

    every: Floats
    asked: Floats
    error: Floats
    lower: Floats
    upper: Floats


def who_is_missing(
    returns: Returns,
    pool: Pool,
    *,
    can_be_asked: Bools,
    chosen: Bools,
    check: ProfileVerdicts | None,
    rules: Rules,
    confidence: float,
) -> pd.DataFrame:
    """Return one row a level, as :class:`FocusGroups` describes ``missing``.

    Parameters
    ----------
    can_be_asked, chosen : (n,) bool arrays
        Of the dissatisfied respondents of the pool.
    """
    names, values = _indicators(pool)
    found = _compare(
        returns, pool, values, can_be_asked, families=_families(names), confidence=confidence
    )
    low, high = _tolerance(found.every, rules)
    counts = [np.nansum(values[who], axis=0).astype(np.int64) for who in (can_be_asked, chosen)]
    verdict, direction = _verdicts(found, low, high, counts[0])
    seated = values[chosen]
    base = np.maximum((~np.isnan(seated)).sum(axis=0), 1)
    table = names.assign(
        dissatisfied=np.nansum(values, axis=0).astype(np.int64),
        share=found.every,
        can_be_asked=counts[0],
        asked_share=found.asked,
        difference=found.asked - found.every,
        standard_error=found.error,
        lower=found.lower,
        upper=found.upper,
        tolerance_lower=low,
        tolerance_upper=high,
        verdict=verdict,
        direction=direction,
        chosen=counts[1],
        chosen_share=counts[1] / base,
    )
    return table.assign(survey_verdict=_survey_verdicts(table, check))


def _indicators(pool: Pool) -> tuple[pd.DataFrame, Floats]:
    """Return the known levels, boroughs and topics with who is of each; NaN where not known."""
    levels, known = pool.levels, pool.levels.names["known"].to_numpy(dtype=np.bool_)
    dimension = levels.names["dimension"].to_numpy(object)
    columns = [levels.member[:, q].astype(np.float64) for q in np.flatnonzero(known)]
    for place, q in enumerate(np.flatnonzero(known)):
        unknown = levels.member[:, ~known & (dimension == dimension[q])].any(axis=1)
        columns[place][unknown] = np.nan
    rows = [tuple(row) for row in levels.names.loc[known, ["dimension", "level"]].to_numpy()]
    for number, area in enumerate(pool.areas):
        rows.append((_AREA, area))
        columns.append(np.where(pool.area >= 0, pool.area == number, np.nan))
    for number, label in enumerate(pool.topic_labels):
        rows.append((_TOPIC, label))
        columns.append(pool.low[:, number].astype(np.float64))
    empty = np.zeros((len(pool.people), 0))
    names = pd.DataFrame(rows, columns=["dimension", "level"])
    return names, np.column_stack(columns) if columns else empty


def _compare(
    returns: Returns,
    pool: Pool,
    values: Floats,
    can_be_asked: Bools,
    *,
    families: npt.NDArray[np.int64],
    confidence: float,
) -> _Shares:
    design = survey_design(returns)
    y = np.full((len(returns), values.shape[1]), np.nan)
    y[pool.people.positions] = values
    domains = []
    for who in (np.ones(len(values), dtype=np.bool_), can_be_asked):
        codes = np.full(len(returns), -1, dtype=np.int64)
        codes[pool.people.positions[who]] = 0
        domains.append(codes)
    every, asked = (
        mean_scores(y, weights=design.weights, domains=codes, n_domains=1) for codes in domains
    )
    joint = covariance(asked.scores - every.scores, design)
    error = np.sqrt(np.maximum(np.diag(joint), 0.0))
    df = float(degrees_of_freedom(design, domains[1] == 0))
    critical = np.zeros(len(error))
    for family in np.unique(families):
        inside = np.flatnonzero(families == family)
        block = joint[np.ix_(inside, inside)]
        critical[inside] = _critical(block, error[inside], df, confidence)
    difference = (asked.estimates - every.estimates)[0]
    return _with_edges(
        _Shares(
            every=every.estimates[0], asked=asked.estimates[0], error=error,
            lower=difference - critical * error, upper=difference + critical * error,
        ),
        weights=design.weights[domains[1] == 0],
        families=families,
        confidence=confidence,
    )  # fmt: skip


def _families(names: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the family of each level: quotas, boroughs, topics."""
    dimension = names["dimension"].to_numpy(object)
    return np.select([dimension == _AREA, dimension == _TOPIC], [1, 2], default=0)


def _critical(joint: Floats, error: Floats, df: float, confidence: float) -> float:
    if df < 1 or not (error > _NO_SPREAD).any():
        return bonferroni_critical(max(len(error), 1), 1.0, confidence)
    scale = np.where(error > _NO_SPREAD, error, np.inf)
    return max_t_critical(joint / np.outer(scale, scale), df=df, confidence=confidence)


def _with_edges(
    found: _Shares, *, weights: Floats, families: npt.NDArray[np.int64], confidence: float
) -> _Shares:
    """Open the limits of levels that nobody, or everybody, of those who can be asked is of.

    No variance can be estimated there: the open side takes the Clopper-Pearson limit on the
    effective base, at its part of the error allowed (Bonferroni).
    """
    base = max(len(weights) / kish_design_effect(weights), 1.0) if len(weights) else 1.0
    of_family = np.bincount(families, minlength=1)[families]
    open_side = 1 - ((1 - confidence) / of_family) ** (1 / base)
    none, all_of_them = found.asked <= _NO_SPREAD, found.asked >= 1 - _NO_SPREAD
    return _Shares(
        every=found.every,
        asked=found.asked,
        error=found.error,
        lower=np.where(all_of_them, 1 - open_side - found.every, found.lower),
        upper=np.where(none, open_side - found.every, found.upper),
    )


def _tolerance(shares: Floats, rules: Rules) -> tuple[Floats, Floats]:
    """Return the profile check's tolerance: the tighter of points and ratio."""
    points = rules.number("profile_check", "tolerance_points") / 100
    low, high = (rules.number("profile_check", f"ratio_{side}") for side in ("low", "high"))
    return np.maximum(-points, (low - 1) * shares), np.minimum(points, (high - 1) * shares)


def _verdicts(
    found: _Shares, low: Floats, high: Floats, asked: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    under, over = found.upper < low, found.lower > high
    within = (found.lower >= low) & (found.upper <= high) & (asked > 0)
    verdict = np.select([within, under | over], ["within", "outside"], default="too few to tell")
    return verdict, np.select([under, over], ["under", "over"], default="")


def _survey_verdicts(table: pd.DataFrame, check: ProfileVerdicts | None) -> pd.Series:
    """Return what the profile check says of each level, in its first period; empty for others."""
    if check is None or check.table.empty:
        return pd.Series("", index=table.index, dtype="str")
    rows = check.table[check.table["period"] == check.table["period"].iloc[0]]
    said = rows["verdict"].astype("str")
    if "direction" in rows:
        side = rows["direction"].astype("str")
        said = said.where(side == "", said + ", " + side)
    known = pd.Series(
        said.to_numpy(), index=pd.MultiIndex.from_frame(rows[["dimension", "level"]].astype("str"))
    )
    keys = pd.MultiIndex.from_frame(table[["dimension", "level"]].astype("str"))
    return pd.Series(known.reindex(keys).fillna("").to_numpy(), index=table.index, dtype="str")
