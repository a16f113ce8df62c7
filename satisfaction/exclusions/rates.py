"""Who is excluded more than others: rates by level, held against the overall rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import binom, false_discovery_control

from satisfaction.exclusions.age_rules import age_floor
from satisfaction.exclusions.result import ANY_REASON
from satisfaction.numerics.binomial import clopper_pearson_interval, wilson_interval

if TYPE_CHECKING:
    from satisfaction.exclusions.settings import AuditSettings
    from satisfaction.tables.exclusions import ExclusionCounts

_AGE = "age"


def rate_table(counts: ExclusionCounts, settings: AuditSettings) -> pd.DataFrame:
    """Return rates by level of every reason and of any, with ratios, intervals and flags.

    The ratio of a level's rate to the overall rate is its share among the excluded over its share
    among the recorded. Given how many were excluded, the share among them is binomial, so its
    Clopper-Pearson interval over the share of the recorded is that of the ratio, and the binomial
    tail tests whether the ratio is above a limit: exact for rare reasons, cautious for others.
    """
    by_level = {name: counts.by_level(name) for name in counts.dimensions}
    rows = [
        _with_ratio(_rates(reason, name, by_level[name], counts), settings)
        for reason in (ANY_REASON, *counts.used)
        for name in by_level
    ]
    table = pd.concat(rows, ignore_index=True)
    is_age_rule = table["reason"].map(age_floor).notna() & (table["dimension"] == _AGE)
    # A rule of age removes the young by definition, and so do all reasons those whom the survey
    # does not cover: that is no finding, and no test.
    is_rule = is_age_rule | ((table["reason"] == ANY_REASON) & _is_outside(table, counts))
    table["p_value"] = table["p_value"].mask(is_rule)
    table["q_value"] = _adjusted(table["p_value"])
    higher = table["q_value"] <= settings.false_flags
    table["flag"] = np.select([is_rule, higher], ["by rule", "higher"], "")
    return table


def _rates(
    reason: str, dimension: str, by_level: pd.DataFrame, counts: ExclusionCounts
) -> pd.DataFrame:
    masks = by_level.columns.to_numpy(np.int64)
    has = masks > 0 if reason == ANY_REASON else counts.has(reason, masks)
    known = set(counts.dimensions[dimension].levels)
    table = pd.DataFrame(
        {
            "reason": reason,
            "dimension": dimension,
            "level": by_level.index.astype("str"),
            "is_known": [level in known for level in by_level.index],
            "victims": by_level.sum(axis="columns").to_numpy(),
            "removed": by_level.loc[:, has].sum(axis="columns").to_numpy(),
        }
    )
    return table[table["victims"] > 0].reset_index(drop=True)


def _with_ratio(table: pd.DataFrame, settings: AuditSettings) -> pd.DataFrame:
    victims = table["victims"].to_numpy(float)
    removed = table["removed"].to_numpy(float)
    total = removed.sum()
    rate, share = removed / victims, victims / victims.sum()
    excluded_share = removed / total if total else np.full(len(table), np.nan)
    rates = wilson_interval(rate, victims, settings.confidence)
    shares = clopper_pearson_interval(excluded_share, total, settings.confidence)
    chance = np.minimum(share * settings.ratio_flagged, 1.0)
    return table.assign(
        rate=rate,
        # Rounding leaves a trace above zero where nobody was removed.
        rate_lower=np.where(removed > 0, rates.lower, 0.0),
        rate_upper=rates.upper,
        ratio=excluded_share / share,
        lower=shares.lower / share,
        upper=shares.upper / share,
        p_value=binom.sf(removed - 1, total, chance) if total else np.nan,
    )


def _is_outside(table: pd.DataFrame, counts: ExclusionCounts) -> pd.Series:
    outside = {(name, level) for name, d in counts.dimensions.items() for level in d.outside}
    pairs = zip(table["dimension"], table["level"], strict=True)
    return pd.Series([pair in outside for pair in pairs], index=table.index, dtype=bool)


def _adjusted(p_values: pd.Series) -> pd.Series:
    """Return Benjamini-Hochberg q-values over all tests together."""
    tested = p_values.dropna()
    if tested.empty:
        return p_values
    found = false_discovery_control(tested.to_numpy())
    return pd.Series(found, index=tested.index).reindex(p_values.index)
