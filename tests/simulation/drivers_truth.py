"""Drivers found against drivers planted, and what the usual statistics find.

For every world of ``driver_worlds`` and size of survey: rank correlation of each statistic with the
planted causal shares, coverage of the 95 % interval for the estimand (what the same statistic is in
the whole population of 400,000), the share of the five strongest among the first five, and how
often a driver without any effect is said to lead, also where only three of fifteen have one.

Run as a script, it prints the tables that stand in ``docs/driver_truth.md``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).parent))

import driver_worlds as worlds

from satisfaction.drivers.membership import leading_set
from satisfaction.numerics.attributable import attributable_shares
from satisfaction.numerics.design import Design
from satisfaction.numerics.logit import fit_logit
from satisfaction.numerics.ranks import rank_intervals
from satisfaction.numerics.replicate_shares import (
    replicate_coefficients,
    replicate_shares,
)
from satisfaction.numerics.replicate_weights import replicate_weights
from satisfaction.numerics.shapley import exact_lmg
from satisfaction.numerics.variance import covariance

SIZES = (2_000, 5_000, 20_000)
REPLICATIONS = 40
BOOTSTRAPS = 200
LOW = tuple((column,) for column in range(1, 16))
STATISTICS = {
    "share": "**attributable share**",
    "dominance": "Shapley of the low dummies, top and controls in",
    "binary": "Shapley on dissatisfied yes/no, drivers as scores",
    "lmg": "Shapley (LMG) on the seven-point score",
    "johnson": "Johnson relative weights on the score",
    "ratio": "penalty to reward ratio",
}


@dataclass(frozen=True)
class Found:
    """One survey analysed: every array has one value a driver."""

    statistics: dict[str, np.ndarray]
    errors: np.ndarray
    leading: np.ndarray


def columns_of(survey):
    low, top = (survey.ratings <= 3).astype(float), (survey.ratings >= 6).astype(float)
    groups = np.eye(5)[survey.group][:, 1:]
    return np.hstack([np.ones((len(low), 1)), low, top, groups])


@lru_cache(maxsize=16)
def truth(name, active=15):
    """Return the world, its planted shares, and the estimand in its whole population."""
    place = worlds.world(name, active=active)
    population = place.draw(400_000, np.random.default_rng(31), even=True)
    x, y = columns_of(population), population.dissatisfied
    fit = fit_logit(y, x, weights=population.weights)
    estimand = attributable_shares(fit, x, y, weights=population.weights, low_columns=LOW).shares
    return place, worlds.planted_shares(place), estimand


def analyse(survey, *, others=False, seed=1):
    """Analyse a survey as ``find_drivers`` does; with ``others`` by the usual statistics, too."""
    x, y, weights = columns_of(survey), survey.dissatisfied, survey.weights
    design = Design(weights=weights, strata=survey.group)
    fit = fit_logit(y, x, weights=weights)
    shares = attributable_shares(fit, x, y, weights=weights, low_columns=LOW)
    errors = np.sqrt(np.diag(covariance(shares.scores, design)))
    draws = []
    for block in replicate_weights(design, replicates=BOOTSTRAPS, seed=seed):
        moved = replicate_coefficients(fit, x, y, weights=block)
        draws.append(replicate_shares(moved, x, y, weights=block, low_columns=LOW))
    ranks = rank_intervals(shares.shares, np.hstack(draws), confidence=0.95)
    held = leading_set(
        shares.shares, errors, len(y) - 5, among_first=ranks.among_first(5), confidence=0.95
    )
    usual = usual_statistics(survey, x) if others else {}
    return Found({"share": shares.shares} | usual, errors, held.leading)


def usual_statistics(survey, x):
    """Return what key-driver analysis reports; ratings count from worst, so signs do not matter."""
    ratings, weights = survey.ratings.astype(float), survey.weights
    low, rest = x[:, 1:16], x[:, 16:]
    score, bad = survey.overall.astype(float), survey.dissatisfied
    return {
        "lmg": exact_lmg(correlations(score, ratings, weights)).shares,
        "johnson": johnson(correlations(score, ratings, weights)),
        "binary": exact_lmg(correlations(bad, ratings, weights)).shares,
        "dominance": exact_lmg(
            correlations(bad, np.hstack([low, rest]), weights),
            always_in=range(16, 16 + rest.shape[1]),
        ).shares,
        "ratio": penalty_reward(score, x, weights),
    }


def correlations(y, x, weights):
    joined = np.column_stack([y, x])
    centred = joined - weights @ joined / weights.sum()
    cross = centred.T @ (centred * weights[:, None])
    spread = np.sqrt(np.diag(cross))
    return cross / np.outer(spread, spread)


def johnson(matrix):
    """Johnson (2000): R-squared by way of the closest orthogonal columns."""
    values, vectors = np.linalg.eigh(matrix[1:, 1:])
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    slopes = np.linalg.solve(root, matrix[1:, 0])
    return (root**2) @ (slopes**2)


def penalty_reward(score, x, weights):
    """Brandt (1987): the size of the penalty slope in that of both, on the score."""
    root = np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(x * root, score * root[:, 0], rcond=None)[0]
    penalty, reward = np.abs(slopes[1:16]), np.abs(slopes[16:31])
    return penalty / (penalty + reward)


def study(name, size, *, replications=REPLICATIONS, others=False, active=15):
    """Analyse many surveys of a world."""
    place, _, _ = truth(name, active)
    rng = np.random.default_rng([size, active, worlds.WORLDS.index(name)])
    return [
        analyse(place.draw(size, rng), others=others, seed=number) for number in range(replications)
    ]


def rank_correlation(found, planted, statistic="share"):
    return np.mean([spearmanr(one.statistics[statistic], planted)[0] for one in found])


def coverage(found, estimand):
    """Per driver: how often the 95 % interval holds the estimand."""
    return np.mean(
        [np.abs(one.statistics["share"] - estimand) <= 1.96 * one.errors for one in found], axis=0
    )


def recall(found, planted):
    first = set(np.argsort(-planted)[:5])
    return np.mean(
        [len(first & set(np.argsort(-one.statistics["share"])[:5])) / 5 for one in found]
    )


def false_leads(found, planted):
    """How often any driver whose planted share is zero leads."""
    return np.mean([one.leading[planted == 0].any() for one in found])


def tables():
    """Return the tables of the document as Markdown."""
    return "\n\n".join(["\n".join(part) for part in (_recovery(), _usual(), _levels())])


def _recovery():
    yield (
        "| world | respondents | rank correlation | coverage, % | first five found "
        "| without effect leads, % | the same, 3 of 15 work, % |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name in worlds.WORLDS:
        _, planted, estimand = truth(name)
        for size in SIZES:
            found = study(name, size)
            few = study(name, size, active=3)
            yield (
                f"| {name} | {size:,} | {rank_correlation(found, planted):.2f} "
                f"| {100 * coverage(found, estimand).mean():.1f} | {recall(found, planted):.2f} "
                f"| {100 * false_leads(found, planted):.1f} "
                f"| {100 * false_leads(few, truth(name, 3)[1]):.1f} |"
            )


def _usual():
    yield "| statistic | " + " | ".join(worlds.WORLDS) + " |"
    yield "|---|" + "---|" * len(worlds.WORLDS)
    studies = {name: study(name, 5_000, others=True) for name in worlds.WORLDS}
    for statistic, label in STATISTICS.items():
        cells = [
            f"{rank_correlation(studies[name], truth(name)[1], statistic):.2f}"
            for name in worlds.WORLDS
        ]
        yield f"| {label} | " + " | ".join(cells) + " |"


def _levels():
    yield (
        "| world | planted shares of the first five, % | estimand, % "
        "| all fifteen, planted | estimand |"
    )
    yield "|---|---|---|---|---|"
    for name in worlds.WORLDS:
        _, planted, estimand = truth(name)
        yield (
            f"| {name} | {_percents(planted[:5])} | {_percents(estimand[:5])} "
            f"| {100 * planted.sum():.0f} | {100 * estimand.sum():.0f} |"
        )


def _percents(values):
    return ", ".join(f"{100 * value:.0f}" for value in values)


if __name__ == "__main__":
    print(tables())
