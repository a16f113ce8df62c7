"""What the crime record says of victims against what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError
from satisfaction.numerics.binomial import clopper_pearson_interval
from satisfaction.representativeness.like_with_like import trace_interviews
from satisfaction.results import Caveat, Provenance, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.tables.returns import Returns

OBSERVED = "observed_ethnicity"
_CONFIDENCE = 0.95
_REACH = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordedComparison(Result):
    """Recorded values beside self-defined ones, for interviews traced to a crime record.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a dimension: ``interviews`` traced, ``both_known``, ``agree``, ``agreement`` with
        ``lower`` and ``upper``, ``kappa``, ``recorded_unknown`` and ``told_unknown`` (shares).
    cross : pandas.DataFrame
        ``dimension``, ``recorded``, ``self_defined``, ``interviews``, ``share`` (of those so
        recorded).
    levels : pandas.DataFrame
        Among those known on both sides: ``recorded_share``, ``told_share``, their ``difference``
        with ``lower`` and ``upper``, ``agreement`` (of those so recorded) with
        ``agreement_lower`` and ``agreement_upper``, and ``flag`` (``hidden`` or ``small base``)
        where few are so recorded.
    observed : pandas.DataFrame
        Officer-observed appearance by self-defined ethnicity: ``observed``, ``self_defined``,
        ``interviews``, ``share``. Two variables, never set equal: no agreement is computed. Empty
        where the records do not have it.
    """

    cross: pd.DataFrame
    levels: pd.DataFrame
    observed: pd.DataFrame


def compare_recorded(
    returns: Returns,
    *,
    frame: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
    dimensions: Sequence[str] | None = None,
    period: str = "",
    rules: Rules | None = None,
) -> RecordedComparison:
    """Set recorded against self-defined values, to see how far the recorded profile holds.

    Parameters
    ----------
    returns : Returns
    frame, records : pandas.DataFrame, optional
        Read by their contract with the key of the returns; ``records`` first, if both are given.
    dimensions : sequence of str, optional
        By default those that the survey compares.
    period : str
        For the provenance.
    rules : Rules, optional
        For the bases below which a group is hidden or flagged.

    Returns
    -------
    RecordedComparison

    Raises
    ------
    EstimationError
        If no interview can be traced to a record.

    Notes
    -----
    Counts are of interviews, unweighted: agreement of those interviewed, not of all victims.
    Clopper-Pearson intervals for shares; for paired differences the variance of McNemar.
    """
    names = tuple(dimensions or returns.survey.dimensions)
    traced = trace_interviews(returns, (*names, OBSERVED), frame=frame, records=records)
    if traced is None or traced.rows.empty:
        raise EstimationError(
            f"None of the {len(returns):,} interviews can be traced to a crime record. Give the "
            "frame or the records, read with the key of the returns."
        )
    told = returns.frame.iloc[traced.interview.to_numpy()].reset_index(drop=True)
    held = [name for name in names if name in traced.rows]
    pairs = [_pair(name, traced.rows[name], told[name], returns) for name in held]
    return RecordedComparison(
        table=pd.DataFrame([_agreement(pair) for pair in pairs]),
        provenance=_provenance(returns, len(told), period),
        caveats=_caveats(traced.joins, len(returns)),
        cross=pd.concat([_cross(pair) for pair in pairs], ignore_index=True),
        levels=_flagged(pd.concat(map(_levels, pairs), ignore_index=True), rules or load_rules()),
        observed=_observed(traced.rows, told),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pair:
    """One dimension as recorded and as told, with its known levels."""

    dimension: str
    recorded: pd.Series
    told: pd.Series
    known: tuple[str, ...]

    @property
    def both(self) -> pd.DataFrame:
        """Those known on both sides."""
        kept = self.recorded.isin(self.known) & self.told.isin(self.known)
        return pd.DataFrame({"recorded": self.recorded[kept], "told": self.told[kept]})


def _pair(name: str, recorded: pd.Series, told: pd.Series, returns: Returns) -> _Pair:
    dimension = dimensions_of(returns.survey.fields)[name]
    apart = {*dimension.unknown, *dimension.outside, "not known", "not stated"}
    labels = [str(level) for column in (told, recorded) for level in column.cat.categories]
    known = dict.fromkeys([*dimension.levels, *(v for v in labels if v not in apart)])
    return _Pair(
        dimension=name,
        recorded=recorded.astype("str").fillna("not known"),
        told=told.astype("str"),
        known=tuple(level for level in known if level not in apart),
    )


def _agreement(pair: _Pair) -> dict[str, object]:
    both = pair.both
    same = both["recorded"] == both["told"]
    n, agree = len(both), int(same.sum())
    lower, upper = _limits(agree, n)
    shares = [both[side].value_counts(normalize=True) for side in ("recorded", "told")]
    chance = float((shares[0] * shares[1]).sum())
    rate = agree / n if n else np.nan
    return {
        "dimension": pair.dimension,
        "interviews": len(pair.told),
        "both_known": n,
        "agree": agree,
        "agreement": rate,
        "lower": lower,
        "upper": upper,
        "kappa": (rate - chance) / (1 - chance) if n and chance < 1 else np.nan,
        "recorded_unknown": float((~pair.recorded.isin(pair.known)).mean()),
        "told_unknown": float((~pair.told.isin(pair.known)).mean()),
    }


def _cross(pair: _Pair) -> pd.DataFrame:
    return _crossed(pair.recorded, pair.told, "recorded").assign(dimension=pair.dimension)[
        ["dimension", "recorded", "self_defined", "interviews", "share"]
    ]


def _crossed(rows: pd.Series, told: pd.Series, name: str) -> pd.DataFrame:
    table = pd.DataFrame({name: rows, "self_defined": told})
    counts = table.value_counts(sort=False).rename("interviews").reset_index()
    within = counts.groupby(name)["interviews"].transform("sum")
    return counts.assign(share=counts["interviews"] / within)


def _levels(pair: _Pair) -> pd.DataFrame:
    both = pair.both
    found = [_level(pair.dimension, level, both) for level in pair.known]
    return pd.DataFrame([row for row in found if row["recorded"] or row["told"]])


def _level(dimension: str, level: str, both: pd.DataFrame) -> dict[str, object]:
    """Set a level's two shares against each other: the same people, so paired."""
    recorded, told = both["recorded"] == level, both["told"] == level
    n = max(len(both), 1)
    more, fewer = int((told & ~recorded).sum()), int((recorded & ~told).sum())
    difference = (more - fewer) / n
    error = float(np.sqrt(max((more + fewer) / n - difference**2, 0) / n))
    lower, upper = _limits(int((recorded & told).sum()), int(recorded.sum()))
    return {
        "dimension": dimension,
        "level": level,
        "recorded": int(recorded.sum()),
        "told": int(told.sum()),
        "recorded_share": float(recorded.sum()) / n,
        "told_share": float(told.sum()) / n,
        "difference": difference,
        "lower": difference - _REACH * error if error > 0 else np.nan,
        "upper": difference + _REACH * error if error > 0 else np.nan,
        "agreement": float((recorded & told).sum()) / max(int(recorded.sum()), 1),
        "agreement_lower": lower,
        "agreement_upper": upper,
    }


def _flagged(levels: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    hidden, small = (rules.number("suppression", n) for n in ("hidden_below", "flagged_below"))
    flags = np.select(
        [levels["recorded"] < hidden, levels["recorded"] < small],
        ["hidden", "small base"],
        default="",
    )
    return levels.assign(flag=flags)


def _observed(rows: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    if OBSERVED not in rows or "ethnicity" not in told:
        return pd.DataFrame(columns=["observed", "self_defined", "interviews", "share"])
    observed = rows[OBSERVED].astype("str").fillna("not known")
    return _crossed(observed, told["ethnicity"].astype("str"), "observed")


def _limits(count: int, n: int) -> tuple[float, float]:
    if not n:
        return np.nan, np.nan
    found = clopper_pearson_interval(count / n, n, confidence=_CONFIDENCE)
    return float(found.lower), float(found.upper)


def _provenance(returns: Returns, traced: int, period: str) -> Provenance:
    return Provenance(
        survey=returns.survey.survey,
        period=period,
        method=(
            f"{traced:,} of {len(returns):,} interviews traced to their crime record; unweighted. "
            "Agreement among those known on both sides, 95% Clopper-Pearson intervals."
        ),
        sources=returns.sources,
    )


def _caveats(joins: pd.DataFrame, interviews: int) -> tuple[Caveat, ...]:
    traced = int(joins.loc[joins["reason"] == "joined", "interviews"].sum())
    found = [
        Caveat(
            code="small-cells",
            text="The cross-tables have small cells: protect them before they leave the team.",
        )
    ]
    if traced < interviews:
        text = f"{interviews - traced:,} of {interviews:,} interviews could not be traced."
        found.append(Caveat(code="not-traced", text=text))
    return tuple(found)
