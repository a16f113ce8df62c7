"""Tables of a cascade: its steps with their intervals, which step costs most, and the draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr, stdtrit

from satisfaction.representativeness.cascade_result import NO_STEP

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.representativeness.cascade_chain import Chain
    from satisfaction.representativeness.result import Tolerance
    from satisfaction.representativeness.steps import Step

    Floats = npt.NDArray[np.float64]

RANDOM, NOT_RANDOM, NOT_TESTED, TOO_FEW = (
    "like a random draw", "not like a random draw", "settled by the strata",
    "too few clusters to tell",
)  # fmt: skip
_FEWEST_DRAWN = 5


def step_table(chains: Sequence[Chain], *, confidence: float) -> pd.DataFrame:
    """Return one row a dimension, level and step; the tests share one error (Holm)."""
    parts = [
        _step_rows(chain, number, step, confidence)
        for chain in chains
        for number, step in enumerate(chain.steps, start=1)
    ]
    table = pd.concat(parts, ignore_index=True)
    adjusted = holm(table.pop("p_value").to_numpy(np.float64))
    return table.assign(p_adjusted=adjusted, stands_out=adjusted < 1 - confidence)


def summary_table(table: pd.DataFrame, tolerance: Tolerance) -> pd.DataFrame:
    """Return one row a dimension and level: the whole difference and the steps that stand out."""
    rows = [
        {"dimension": dimension, "level": level, **_summed(part, tolerance)}
        for (dimension, level), part in table.groupby(["dimension", "level"], sort=False)
    ]
    return pd.DataFrame(rows)


def draw_table(chains: Sequence[Chain], *, confidence: float) -> pd.DataFrame:
    """Return whether the issued sample is like a random draw within strata, by dimension."""
    rows = [_draw_row(chain) for chain in chains if chain.draw is not None]
    table = pd.DataFrame(rows, columns=["dimension", "chi_square", "df", "p_value"])
    adjusted = holm(table["p_value"].to_numpy(np.float64))
    verdict = np.where(adjusted < 1 - confidence, NOT_RANDOM, RANDOM)
    untested = np.where(table["df"].isna(), NOT_TESTED, TOO_FEW)
    verdict = np.where(np.isnan(adjusted), untested, verdict)
    return table.assign(p_adjusted=adjusted, verdict=verdict)


def stage_table(chains: Sequence[Chain], *, longest: int) -> pd.DataFrame:
    """Return the victims at each stage of the longest chain."""
    chain = next(chain for chain in chains if len(chain.steps) == longest)
    stages = [chain.steps[0].before, *(step.after for step in chain.steps)]
    victims = np.array([stage.everyone for stage in stages])
    weighted = [float(s.sizes.sum()) / max(1 - s.unknown, 1e-300) for s in stages]
    return pd.DataFrame(
        {
            "stage": [stage.name for stage in stages],
            "victims": victims.astype(np.int64),
            "weighted": weighted,
            "retention_unweighted": np.append(np.nan, victims[1:] / np.maximum(victims[:-1], 1)),
            "of_recorded": victims / max(victims[0], 1),
        }
    )


def holm(p_values: Floats) -> Floats:
    """Return p-values adjusted by Holm (1979); NaN stays and does not count."""
    adjusted = np.full(len(p_values), np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1.0)
    return adjusted


def _step_rows(chain: Chain, number: int, step: Step, confidence: float) -> pd.DataFrame:
    before, after = step.before, step.after
    reach = _reach(step, confidence)
    arms = np.where(step.errors > 0, reach * step.errors, np.nan)
    ratio, lower, upper = _ratios(step, reach, confidence)
    kept = after.counts / np.where(before.counts > 0, before.counts, np.nan)
    return pd.DataFrame(
        {
            "dimension": chain.levels.dimension,
            "level": chain.levels.names,
            "step": number,
            "before": before.name,
            "after": after.name,
            "count_before": before.counts.astype(np.int64),
            "count_after": after.counts.astype(np.int64),
            "weighted_before": before.sizes,
            "weighted_after": after.sizes,
            "share_before": before.shares,
            "share_after": after.shares,
            "difference": step.differences,
            "lower": step.differences - arms,
            "upper": step.differences + arms,
            "retention_unweighted": kept,
            "retention_ratio": ratio,
            "ratio_lower": lower,
            "ratio_upper": upper,
            "unknown_before": before.unknown,
            "unknown_after": after.unknown,
            "chance": _chances(step),
            "weight": step.weight,
            "source": step.source,
            "p_value": _p_values(step),
        }
    )


def _p_values(step: Step) -> Floats:
    """Test each difference against zero; NaN where too few are expected to tell."""
    errors = np.where(step.can_tell, step.test_errors, 1.0)
    away = -np.abs(step.differences) / errors
    tails = ndtr(away) if np.isinf(step.df) else stdtr(step.df, away)
    found: Floats = np.where(step.can_tell, 2 * tails, np.nan)
    return found


def _reach(step: Step, confidence: float) -> float:
    tail = (1 + confidence) / 2
    return float(ndtri(tail) if np.isinf(step.df) else stdtrit(step.df, tail))


def _chances(step: Step) -> npt.NDArray[np.str_]:
    """Say what each interval allows for: nothing where chance has no part or cannot be told."""
    return np.select([step.errors > 0, step.errors == 0], [step.chance, "none"], default="not told")


def _ratios(step: Step, reach: float, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Return level retention over overall retention: the ratio of shares, with its limits.

    Limits are on the log scale; where nobody is left, the upper one is that of zero in so many.
    """
    before, after = step.before.shares, step.after.shares
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, after / before, np.nan)
        spread = np.exp(reach * step.errors / after)
        none_left = 1 - ((1 - confidence) / 2) ** (1 / np.maximum(step.before.counts, 1))
        overall = step.after.counts.sum() / max(float(step.before.counts.sum()), 1.0)
        top = np.where(after > 0, ratio * spread, none_left / max(overall, 1e-300))
        bottom = np.where(after > 0, ratio / spread, 0.0)
    told = (step.errors > 0) & (before > 0)
    return ratio, np.where(told, bottom, np.nan), np.where(told, top, np.nan)


def _summed(part: pd.DataFrame, tolerance: Tolerance) -> dict[str, object]:
    first, last = float(part["share_before"].iloc[0]), float(part["share_after"].iloc[-1])
    ordered = part.sort_values("difference", kind="stable")
    return {
        "share_first": first,
        "share_last": last,
        "difference": last - first,
        **_named("costs_at", "cost", ordered.iloc[0], sign=-1),
        **_named("gains_at", "gain", ordered.iloc[-1], sign=1),
        "beyond_tolerance": _is_beyond(first, last, tolerance),
        "source": str(part["source"].iloc[-1]),
    }


def _named(step: str, size: str, most: pd.Series, *, sign: int) -> dict[str, object]:
    """Name the step that takes or adds most, if it is beyond chance: not a lesser one that is."""
    if not most["stands_out"] or sign * most["difference"] <= 0:
        return {step: NO_STEP, size: np.nan}
    return {step: f"{most['before']} to {most['after']}", size: float(most["difference"])}


def _is_beyond(first: float, last: float, tolerance: Tolerance) -> bool:
    low = max(first - tolerance.points, first * tolerance.ratio_low)
    high = min(first + tolerance.points, first * tolerance.ratio_high)
    return not low <= last <= high


def _draw_row(chain: Chain) -> tuple[str, float, float, float]:
    """Test all levels of a dimension at once; levels of which few are expected stay out."""
    step = next(step for step in chain.steps if step.chance == "draw")
    name = chain.levels.dimension
    expected = step.before.shares * step.after.counts.sum()
    kept = np.flatnonzero((expected >= _FEWEST_DRAWN) & (step.errors > 0))
    if not len(kept) or chain.draw is None:
        return name, np.nan, np.nan, np.nan
    joint, away = chain.draw[np.ix_(kept, kept)], step.differences[kept]
    scale = np.sqrt(np.diag(joint))
    values, vectors = np.linalg.eigh(joint / np.outer(scale, scale))
    held = values > 1e-8  # noqa: PLR2004 - shares that add up to 1 leave one direction empty
    along = vectors[:, held].T @ (away / scale)
    statistic, df = float((along**2 / values[held]).sum()), float(held.sum())
    return name, statistic, df, _tail(statistic, df, step.df)


def _tail(statistic: float, df: float, df_design: float) -> float:
    """Return the p-value; with a covariance estimated from clusters, Hotelling's."""
    if np.isinf(df_design):
        return float(chdtrc(df, statistic))
    left = df_design - df + 1
    if left < 1:
        return np.nan
    return float(fdtrc(df, left, statistic * left / (df_design * df)))
