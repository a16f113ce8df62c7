"""Shares of sample and profile with simultaneous intervals, for one period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr

from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.intervals import proportion_interval
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.simultaneous import bonferroni_critical, max_t_critical
from satisfaction.numerics.variance import covariance
from satisfaction.representativeness.levels import level_indicators
from satisfaction.representativeness.power import power_columns
from satisfaction.representativeness.shares import profile_shares
from satisfaction.representativeness.verdict import judge, settle_base, settled_by, tolerance_limits

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.numerics.design import Design
    from satisfaction.numerics.linearisation import DomainMeans
    from satisfaction.representativeness.levels import LevelIndicators
    from satisfaction.representativeness.settings import CheckSettings
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

_GROUP = "user_group"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Verdicts of one period: over everyone, and within each user group."""

    overall: pd.DataFrame
    within_groups: pd.DataFrame
    critical_value: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _SampleShares:
    """Design-weighted shares of levels in domains, (d, q), with simultaneous limits."""

    estimates: Floats
    errors: Floats
    counts: Floats
    respondents: Floats
    unweighted: Floats
    lower: Floats
    upper: Floats
    critical_value: float


def compare(
    returns: Returns,
    profile: Profile,
    *,
    design: Design,
    settings: CheckSettings,
    within_groups: bool = True,
) -> Comparison:
    """Return the verdict on every level, over everyone and, if asked, within each user group."""
    levels = level_indicators(returns, profile, settings.dimensions)
    everyone: Codes = np.zeros(len(returns), dtype=np.int64)
    overall, critical = _family(levels, design, everyone, profile, [], settings)
    groups = _user_groups(returns, profile) if within_groups else []
    within = overall.iloc[:0]
    if groups:
        column = returns.frame[_GROUP].cat.set_categories(groups)
        codes: Codes = column.cat.codes.to_numpy().astype(np.int64)
        within, _ = _family(levels, design, codes, profile, groups, settings)
    return Comparison(
        overall=overall[_COLUMNS],
        within_groups=within[[_GROUP, *_COLUMNS]],
        critical_value=critical,
    )


_COLUMNS = [
    "period", "dimension", "level", "victims", "profile_share", "profile_share_lower",
    "profile_share_upper", "respondents", "unweighted_share", "sample_share", "difference",
    "standard_error", "lower", "upper", "tolerance_lower", "tolerance_upper", "design_effect",
    "verdict", "direction", "base_to_settle", "settled_by", "power", "power_share", "power_effect",
    "detectable",
]  # fmt: skip


def _family(
    levels: LevelIndicators,
    design: Design,
    domains: Codes,
    profile: Profile,
    groups: list[str],
    settings: CheckSettings,
) -> tuple[pd.DataFrame, float]:
    """One family of simultaneous intervals, judged: over everyone, or within each of ``groups``."""
    sample = _sample_shares(levels, design, domains, max(len(groups), 1), settings.confidence)
    known = profile_shares(profile, levels, groups, settings.population)
    judged = _judged(levels, sample, known, groups, settings)
    return judged.assign(period=profile.provenance.period), sample.critical_value


def _sample_shares(
    levels: LevelIndicators,
    design: Design,
    domains: Codes,
    n_domains: int,
    confidence: float,
) -> _SampleShares:
    means = mean_scores(levels.values, weights=design.weights, domains=domains, n_domains=n_domains)
    plain = mean_scores(
        levels.values, weights=np.ones(design.n_rows), domains=domains, n_domains=n_domains
    )
    joint = covariance(means.scores, design)
    errors = np.sqrt(np.diag(joint))
    df = np.array([degrees_of_freedom(design, domains == d) for d in range(n_domains)])
    constant = errors <= 0
    critical = _critical_value(joint, errors, df, confidence)
    errors = errors.reshape(means.estimates.shape)
    together = float(1 - 2 * stdtr(max(df.sum(), 1), -critical))
    alone = 1 - (1 - confidence) / len(constant)
    limits = _limits(means, errors, df, together, alone, constant, design, domains)
    return _SampleShares(
        estimates=means.estimates,
        errors=errors,
        counts=means.counts.astype(np.float64),
        respondents=np.nan_to_num(plain.estimates * plain.counts).round(),
        unweighted=plain.estimates,
        lower=limits[0],
        upper=limits[1],
        critical_value=critical,
    )


def _limits(
    means: DomainMeans,
    errors: Floats,
    df: Codes,
    together: float,
    alone: float,
    constant: npt.NDArray[np.bool_],
    design: Design,
    domains: Codes,
) -> tuple[Floats, Floats]:
    """Korn-Graubard limits: levels with a variance together, those at 0 or 1 each on its own."""
    heaviest = _heaviest(design.weights, domains, len(means.estimates))[:, None]
    varying, exact = (
        proportion_interval(
            means.estimates, errors, means.counts, df[:, None], confidence=confidence,
            method="korn_graubard", design_effect=heaviest, capped=True,
        )
        for confidence in (together, alone)
    )  # fmt: skip
    apart = constant.reshape(means.estimates.shape)
    return (
        np.where(apart, exact.lower, varying.lower),
        np.where(apart, exact.upper, varying.upper),
    )


def _critical_value(joint: Floats, errors: Floats, df: Codes, confidence: float) -> float:
    """Quantile of max |t| of the levels with a variance, at their share of the error allowed.

    Levels at 0 or 1 are outside the joint distribution: each takes an equal part of the error
    (Bonferroni), and the quantile spends what is left.
    """
    varying = int((errors > 0).sum())
    if df.sum() < 1 or not varying:
        return bonferroni_critical(len(errors), 1.0, confidence)
    spent = 1 - (1 - confidence) * varying / len(errors)
    return max_t_critical(_correlation(joint, errors), df=float(df.sum()), confidence=spent)


def _correlation(joint: Floats, errors: Floats) -> Floats:
    scale = np.where(errors > 0, errors, 1.0)
    correlation: Floats = joint / np.outer(scale, scale)
    return correlation


def _heaviest(weights: Floats, domains: Codes, n_domains: int) -> Floats:
    """Largest weight over the mean weight in each domain: what a level that nobody has may hide in.

    A level confined to the most heavily weighted stratum is missed most easily, so the mean design
    effect would promise too much.
    """
    inside = domains >= 0
    codes, w = domains[inside], weights[inside]
    count = np.bincount(codes, minlength=n_domains)
    total = np.bincount(codes, weights=w, minlength=n_domains)
    largest = np.zeros(n_domains)
    np.maximum.at(largest, codes, w)
    effect: Floats = np.divide(count * largest, total, out=np.ones(n_domains), where=total > 0)
    return effect


def _judged(
    levels: LevelIndicators,
    sample: _SampleShares,
    known: pd.DataFrame,
    groups: list[str],
    settings: CheckSettings,
) -> pd.DataFrame:
    n_domains = max(len(groups), 1)
    table = known.assign(
        dimension=np.tile(levels.dimensions, n_domains),
        level=np.tile(levels.levels, n_domains),
        user_group=np.repeat(groups or [""], len(levels.levels)),
        respondents=sample.respondents.ravel().astype(np.int64),
        unweighted_share=sample.unweighted.ravel(),
        sample_share=sample.estimates.ravel(),
        standard_error=sample.errors.ravel(),
        base=sample.counts.ravel(),
    )
    table = table.assign(
        difference=table["sample_share"] - table["profile_share"],
        lower=sample.lower.ravel() - table["profile_share"],
        upper=sample.upper.ravel() - table["profile_share"],
        design_effect=_design_effect(table),
    )
    low, high = tolerance_limits(table["profile_share"], settings.tolerance)
    table = table.assign(tolerance_lower=low, tolerance_upper=high)
    verdict = judge(table, settings.tolerance, settings.unknown_limit)
    needed = settle_base(table, verdict)
    judged = table.assign(
        verdict=verdict.names,
        direction=verdict.directions,
        base_to_settle=needed,
        settled_by=settled_by(verdict, needed),
    )
    return judged.join(power_columns(judged, sample.critical_value))


def _design_effect(table: pd.DataFrame) -> pd.Series:
    simple = (
        table["sample_share"] * (1 - table["sample_share"]) / table["base"].where(table["base"] > 0)
    )
    return (table["standard_error"] ** 2 / simple.where(simple > 0)).astype(np.float64)


def _user_groups(returns: Returns, profile: Profile) -> list[str]:
    if _GROUP not in returns.frame or _GROUP not in profile.table:
        return []
    present = set(returns.frame[_GROUP].astype(str)) & set(profile.table[_GROUP].astype(str))
    return [level for level in returns.dimension(_GROUP).levels if level in present]
