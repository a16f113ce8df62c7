"""Response of those issued by their recorded characteristics: the model and its indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from satisfaction.errors import EstimationError
from satisfaction.numerics.partial_indicators import level_errors, partial_indicator
from satisfaction.numerics.response_propensity import fit_propensities, r_indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from satisfaction.numerics.response_propensity import Link, Propensities, RIndicator

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

FEW = "levels with few issued"
_FEWEST = 20
_FEWEST_EXPECTED = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variable:
    """One variable of those issued: a code for each, and the level of each code."""

    name: str
    codes: Codes
    levels: tuple[str, ...]
    merged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One outcome among those who could have it: response, contact, or cooperation."""

    name: str
    responded: Floats
    weights: Floats
    strata: Codes
    variables: tuple[Variable, ...]

    @property
    def varies(self) -> bool:
        """Whether some did and some did not, and a variable tells victims apart."""
        return bool(self.variables) and 0 < self.responded.sum() < len(self.responded)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indicators:
    """The tables of one part."""

    summary: Mapping[str, object]
    variables: pd.DataFrame
    levels: pd.DataFrame


def variable_of(name: str, column: pd.Series, responded: Floats) -> Variable:
    """Code a variable; levels with few issued, or without response or refusal, become one.

    Unknown is a level of its own: not to be known is a characteristic too.
    """
    text = column.astype("str").fillna("not known")
    counts = pd.crosstab(text, responded).reindex(columns=[0.0, 1.0], fill_value=0)
    few = (counts.sum(axis=1) < _FEWEST) | (counts.min(axis=1) < 1)
    merged = tuple(str(level) for level in counts.index[few])
    kept = _in_order(column, [str(level) for level in counts.index[~few]])
    levels = (*kept, FEW) if merged else tuple(kept)
    places = {level: place for place, level in enumerate(kept)}
    codes: Codes = text.map(places).fillna(len(kept)).to_numpy().astype(np.int64)
    return Variable(name=name, codes=codes, levels=levels, merged=merged)


def indicators_of(part: Part, *, link: Link, confidence: float) -> Indicators:
    """Fit one part and return R, CV and the partial indicators."""
    _refuse_constant(part)
    fit = _fitted(part, part.variables, link)
    whole = r_indicator(fit, strata=part.strata)
    return Indicators(
        summary=_summary(part, whole, confidence),
        variables=pd.DataFrame([_variable(part, v, fit, whole, link) for v in part.variables]),
        levels=pd.concat(
            [_levels(part, v, fit, whole, confidence) for v in part.variables], ignore_index=True
        ),
    )


def main_effects(variables: tuple[Variable, ...]) -> Floats:
    """Return an intercept and a column for each level but the first."""
    rows = len(variables[0].codes)
    parts = [
        (v.codes[:, None] == np.arange(1, len(v.levels))).astype(np.float64) for v in variables
    ]
    return np.hstack([np.ones((rows, 1)), *parts])


def _in_order(column: pd.Series, levels: list[str]) -> list[str]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        order = [str(level) for level in column.cat.categories]
        return sorted(levels, key=lambda v: order.index(v) if v in order else len(order))
    return levels


def _refuse_constant(part: Part) -> None:
    if not part.varies:
        raise EstimationError(
            f"Of {len(part.responded):,} victims issued everybody or nobody responded, or no "
            "variable has two levels: there is no propensity to estimate. Check that the tables "
            "are of one period and key."
        )


def _fitted(part: Part, variables: tuple[Variable, ...], link: Link) -> Propensities:
    is_equal = np.allclose(part.weights, part.weights[0], rtol=1e-9)
    return fit_propensities(
        part.responded,
        main_effects(variables),
        weights=part.weights,
        link=link,
        covariance="model" if is_equal else "sandwich",
    )


def _summary(part: Part, whole: RIndicator, confidence: float) -> dict[str, object]:
    reach = float(ndtri((1 + confidence) / 2))
    return {
        "part": part.name,
        "issued": whole.n,
        "responded": int(part.responded.sum()),
        "mean": whole.mean,
        "r": whole.r,
        "r_se": whole.r_se,
        "r_lower": whole.r - reach * whole.r_se,
        "r_upper": min(whole.r + reach * whole.r_se, 1.0),
        "r_unadjusted": whole.r_unadjusted,
        "cv": whole.cv,
        "cv_se": whole.cv_se,
        "cv_lower": max(whole.cv - reach * whole.cv_se, 0.0),
        "cv_upper": whole.cv + reach * whole.cv_se,
        "cv_unadjusted": whole.cv_unadjusted,
        "bias_factor": whole.bias_factor,
    }


def _variable(
    part: Part, variable: Variable, fit: Propensities, whole: RIndicator, link: Link
) -> dict[str, object]:
    found = partial_indicator(
        fit.values, variable.codes, _others(part, variable), weights=part.weights,
        bias_factor=whole.bias_factor,
    )  # fmt: skip
    error = np.nan
    if len(variable.levels) > 1:
        error = r_indicator(_fitted(part, (variable,), link), strata=part.strata).r_se / 2
    return {
        "part": part.name,
        "variable": variable.name,
        "unconditional": found.unconditional,
        "unconditional_se": error,
        "unconditional_unadjusted": found.unconditional_unadjusted,
        "conditional": found.conditional,
        "conditional_unadjusted": found.conditional_unadjusted,
    }


def _levels(
    part: Part, variable: Variable, fit: Propensities, whole: RIndicator, confidence: float
) -> pd.DataFrame:
    found = partial_indicator(
        fit.values, variable.codes, _others(part, variable), weights=part.weights,
        bias_factor=whole.bias_factor,
    )  # fmt: skip
    size, w = len(variable.levels), part.weights
    errors = level_errors(part.responded, variable.codes, weights=w)
    away = found.by_level_unconditional
    reach = float(ndtri((1 + confidence) / 2))
    reached = np.bincount(variable.codes, w * part.responded, size)
    wider = np.maximum(errors, level_errors(part.responded, variable.codes, weights=w, alike=True))
    told = _can_tell(part, variable, whole.mean) & (wider > 0)
    p_values = np.where(told, 2 * ndtr(-np.abs(away) / np.where(told, wider, 1.0)), np.nan)
    return pd.DataFrame(
        {
            "part": part.name,
            "variable": variable.name,
            "level": variable.levels,
            "issued": np.bincount(variable.codes, minlength=size),
            "responded": np.bincount(variable.codes, part.responded, size).astype(np.int64),
            "rate": reached / np.bincount(variable.codes, w, size),
            "unconditional": away,
            "lower": away - reach * errors,
            "upper": away + reach * errors,
            "conditional": found.by_level_conditional,
            "p_value": p_values,
        }
    )


def _can_tell(part: Part, variable: Variable, mean: float) -> npt.NDArray[np.bool_]:
    """Say which levels have so many issued (Kish) that a normal approximation holds in its tail."""
    sizes = np.bincount(variable.codes, part.weights)
    alike = sizes**2 / np.bincount(variable.codes, part.weights**2)
    return np.asarray(alike * min(mean, 1 - mean) >= _FEWEST_EXPECTED, dtype=np.bool_)


def _others(part: Part, variable: Variable) -> Codes:
    """Return the cell of all other variables that each is in."""
    codes: Codes = np.zeros(len(part.responded), dtype=np.int64)
    for other in part.variables:
        if other.name != variable.name:
            codes = codes * len(other.levels) + other.codes
    return np.unique(codes, return_inverse=True)[1]
