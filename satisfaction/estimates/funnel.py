"""Which areas differ from the overall rate by more than chance: a funnel, no ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError
from satisfaction.estimates.area_bases import steady_bases
from satisfaction.estimates.discoveries import with_q_values
from satisfaction.estimates.funnel_limits import binomial_limit, binomial_tail
from satisfaction.estimates.funnel_result import Funnel
from satisfaction.estimates.funnel_words import caveats_of, model_for, provenance_of
from satisfaction.estimates.pairs import known_levels
from satisfaction.estimates.shares import estimate
from satisfaction.estimates.weights_notes import weights_caveats
from satisfaction.numerics.overdispersion import dispersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.numerics.arrays import FloatArray
    from satisfaction.numerics.overdispersion import Dispersion, DispersionModel
    from satisfaction.periods import Period
    from satisfaction.results import Provenance
    from satisfaction.tables.returns import Returns

Rated = Literal["satisfied", "dissatisfied"]

_CURVE_POINTS = 120
_LIMITS = ("inner", "outer")


def funnel(
    returns: Returns,
    *,
    measure: str,
    by: str = "area",
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    statistic: Rated = "satisfied",
    limits: tuple[float, float] | None = None,
    overdispersion: DispersionModel = "multiplicative",
    rules: Rules | None = None,
) -> Funnel:
    """Hold every area against the overall rate, with limits for what chance explains.

    Parameters
    ----------
    returns : Returns
    measure : str
    by : str
        Category of the areas.
    period : str or Period, optional
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    statistic : {"satisfied", "dissatisfied"}
    limits : (float, float), optional
        Levels of the inner and outer limits; by default those of the rules, 95 % and 99.9 %.
    overdispersion : {"multiplicative", "additive", "none"}
        How to allow for variation between areas beyond chance, where the test finds any: limits as
        on a base divided by phi, or with the variance between areas added.
    rules : Rules, optional
        For the limits, and the bases below which an area is flagged or hidden.

    Returns
    -------
    Funnel
        ``.table`` with one row an area, ``.curves`` for the figure, ``.dispersion``.

    Raises
    ------
    UsageError
        If the limits or the model are not ones.
    EstimationError
        If nobody or everybody is counted, so that there is no variation to hold areas against.

    Notes
    -----
    Spiegelhalter (2005): limits are exact binomial quantiles round the overall rate, interpolated
    as in its appendix A.1.1, on the effective base of each area (its weights' design effect, times
    a ratio pooled over the areas; never above its base); phi from
    z-scores winsorised by 10 % on each side, see :func:`satisfaction.numerics.overdispersion.\
dispersion`. p-values are two-sided and agree with the limits. An area is part of the overall rate,
    which makes the limits slightly too wide. Hidden areas count in the overall rate only.
    """
    rulebook = rules or load_rules()
    levels = _limits(limits, rulebook)
    _check(statistic, overdispersion)
    areas, target, source = _measured(
        returns, measure=measure, by=by, period=period, where=where, statistic=statistic,
        rules=rulebook,
    )  # fmt: skip
    held = _with_z(areas, target)
    found = _dispersion(held, target)
    model = model_for(overdispersion, found)
    return Funnel(
        table=_judged(held, target, levels, found, model),
        provenance=provenance_of(source, target, levels, found, model, len(held)),
        caveats=(*caveats_of(held, found, overdispersion), *weights_caveats(returns)),
        curves=_curves(held, target, levels, found, model),
        target=target,
        limits=levels,
        dispersion=found,
        model=model,
        confidence=_OWN_INTERVAL,
    )


_OWN_INTERVAL = 0.95
_AREA_COLUMNS = [
    "question", "measure", "statistic", "group", "level", "period", "base", "effective_base",
    "estimate", "standard_error", "lower", "upper", "flag",
]  # fmt: skip


def _measured(
    returns: Returns,
    *,
    measure: str,
    by: str,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
    statistic: Rated,
    rules: Rules,
) -> tuple[pd.DataFrame, float, Provenance]:
    """Return the areas' rows, the overall rate and where they came from."""
    areas = estimate(
        returns, measure=measure, by=by, period=period, where=where, rules=rules,
        confidence=_OWN_INTERVAL,
    )  # fmt: skip
    overall = estimate(returns, measure=measure, period=period, where=where, rules=rules)
    target = float(overall.table.set_index("statistic")["estimate"][statistic])
    if not 0 < target < 1:
        raise EstimationError(
            f"The overall share {statistic} is {target:g}, so that areas cannot differ from it by "
            "chance. Check the period and the measure."
        )
    table = areas.table[areas.table["statistic"] == statistic]
    table = table[table["level"].isin(known_levels(returns, by))].reset_index(drop=True)
    bases = steady_bases(returns, table, measure=measure, by=by, period=period, where=where)
    return table[_AREA_COLUMNS].assign(effective_base=bases), target, areas.provenance


def _with_z(areas: pd.DataFrame, target: float) -> pd.DataFrame:
    error = np.sqrt(target * (1 - target) / areas["effective_base"])
    return areas.assign(target=target, z=(areas["estimate"] - target) / error)


def _dispersion(areas: pd.DataFrame, target: float) -> Dispersion:
    return dispersion(
        areas["z"].mask(areas["flag"] == "hidden").to_numpy(np.float64),
        (target * (1 - target) / areas["effective_base"]).to_numpy(np.float64),
    )


def _judged(
    areas: pd.DataFrame,
    target: float,
    levels: tuple[float, float],
    found: Dispersion,
    model: DispersionModel,
) -> pd.DataFrame:
    """Add limits, p-values and where each area lies."""
    base = _limit_base(areas["effective_base"].to_numpy(np.float64), target, found, model)
    hidden = areas["flag"] == "hidden"
    tail = pd.Series(binomial_tail(target, base, areas["estimate"].to_numpy(np.float64)))
    table = areas.assign(p_value=np.minimum(2 * np.minimum(tail, 1 - tail), 1.0))
    table = with_q_values(table)
    for name, level in zip(_LIMITS, levels, strict=True):
        for end, probability in (("lower", (1 - level) / 2), ("upper", (1 + level) / 2)):
            table[f"{name}_{end}"] = binomial_limit(target, base, probability)
    outside = [
        (table["estimate"] < table[f"{name}_lower"]) | (table["estimate"] > table[f"{name}_upper"])
        for name in _LIMITS
    ]
    beyond = np.select([outside[1], outside[0]], [levels[1], levels[0]], default=0.0)
    side = np.where(beyond > 0, np.sign(table["estimate"] - target), 0.0)
    table = table.assign(beyond=beyond, side=side)
    masked = {name: table[name].mask(hidden) for name in ("beyond", "side", "p_value")}
    return table.assign(**masked)[_COLUMNS]


_COLUMNS = [
    *_AREA_COLUMNS[:-1], "target", "inner_lower", "inner_upper", "outer_lower", "outer_upper", "z",
    "p_value", "q_value", "beyond", "side", "flag",
]  # fmt: skip


def _limit_base(
    base: FloatArray, target: float, found: Dispersion, model: DispersionModel
) -> FloatArray:
    """Return the base on which binomial variation is as large as chance and dispersion together."""
    if model == "multiplicative":
        return base / found.phi
    if model == "additive":
        spread = target * (1 - target)
        widened: FloatArray = spread / (spread / base + found.tau**2)
        return widened
    return base


def _curves(
    areas: pd.DataFrame,
    target: float,
    levels: tuple[float, float],
    found: Dispersion,
    model: DispersionModel,
) -> pd.DataFrame:
    """Return the limits along the bases, from well below the smallest area to past the largest."""
    shown = areas.loc[areas["flag"] != "hidden", "effective_base"].dropna()
    least, most = (shown.min(), shown.max()) if len(shown) else (10.0, 100.0)
    along = np.linspace(max(least * 0.6, 5.0), most * 1.08, _CURVE_POINTS)
    base = _limit_base(along, target, found, model)
    parts = [
        pd.DataFrame(
            {
                "effective_base": along,
                "limit": level,
                "lower": binomial_limit(target, base, (1 - level) / 2),
                "upper": binomial_limit(target, base, (1 + level) / 2),
            }
        )
        for level in levels
    ]
    return pd.concat(parts, ignore_index=True)


def _limits(limits: tuple[float, float] | None, rules: Rules) -> tuple[float, float]:
    inner, outer = limits or (
        rules.number("comparing_areas", "inner_limit"),
        rules.number("comparing_areas", "outer_limit"),
    )
    if not 0 < inner < outer < 1:
        raise UsageError(
            f"The limits are {inner:g} and {outer:g}; expected two levels between 0 and 1, the "
            "inner one first, such as 0.95 and 0.999."
        )
    return inner, outer


def _check(statistic: str, model: str) -> None:
    if statistic not in ("satisfied", "dissatisfied"):
        raise UsageError(f"A funnel shows 'satisfied' or 'dissatisfied', not '{statistic}'.")
    if model not in ("multiplicative", "additive", "none"):
        raise UsageError(
            f"There is no model '{model}' of over-dispersion; choose multiplicative, additive or "
            "none."
        )
