"""Synthetic surveys in which it is known what each driver does.

Fifteen things are rated from 1 (worst) to 7, alike within a person; 18 to 24 % rate each poor (1 to
3). Five worlds differ in how a rating works on being dissatisfied:

``step``        a penalty for a poor rating, where the analysis makes its cut
``elsewhere``   a penalty for the two worst grades only
``smooth``      a penalty that grows along an S-shaped curve, half of it between grades 3 and 4
``linear``      every grade counts the same: no asymmetry at all
``halo``        ``step``, and a mood that nobody measures moves ratings and the overall grade alike

In all but ``linear`` a top rating (6 or 7) is a reward: fewer are dissatisfied, and the satisfied
stand higher among the satisfied grades. Four drivers reward strongly and penalise hardly: they are
what misleads an analysis that asks what matters to the score. Penalties are scaled so that the
shares are of about the same size in every world. Respondents have one of five user groups, drawn
unevenly and weighted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

WORLDS = ("step", "elsewhere", "smooth", "linear", "halo")
DRIVERS = tuple(f"d{number:02d}" for number in range(1, 16))
PENALTIES = np.array(
    [1.8, 1.6, 1.4, 1.2, 1, 0.65, 0.58, 0.51, 0.44, 0.37, 0.3, 0.23, 0.16, 0.08, 0]
)
REWARDS = np.array([0.1, 0, 0.2, 0, 0.1, 0.3, 0.2, 0.3, 0, 0, 1.3, 1.1, 1.4, 1.2, 0])
LOW = np.tile([0.18, 0.21, 0.24], 5)
SCALED = {"step": 1.0, "elsewhere": 2.0, "smooth": 1.4, "linear": 2.0, "halo": 1.15}
TOP = 0.35
GROUP_SHARES = np.array([0.35, 0.30, 0.20, 0.10, 0.05])
GROUP_EFFECTS = np.array([0.0, 0.2, -0.2, 0.3, 0.5])
DISSATISFIED = 0.2


@dataclass(frozen=True)
class Survey:
    """Answers of ``n`` respondents.

    Attributes: ``ratings`` (n, 15) from 1 to 7; ``overall`` (n,) from 1 to 7, dissatisfied up to 3;
    ``group`` (n,) from 0; ``weights`` (n,); ``chance`` (n,) of being dissatisfied.
    """

    ratings: np.ndarray
    overall: np.ndarray
    group: np.ndarray
    weights: np.ndarray
    chance: np.ndarray

    @property
    def dissatisfied(self):
        return (self.overall <= 3).astype(float)


@dataclass(frozen=True)
class World:
    """How ratings work, and on which drivers: ``penalties`` (15,)."""

    name: str
    penalties: np.ndarray
    level: float

    def draw(self, n, rng, *, even=False):
        """Draw a survey; with ``even`` groups as in the population, all weights one."""
        share = GROUP_SHARES if even else np.full(5, 0.2)
        group = rng.choice(5, size=n, p=share)
        mood = rng.normal(size=n)
        ratings = _ratings(0.6 * mood[:, None] + 0.8 * rng.normal(size=(n, len(LOW))), rng)
        score = self.score(ratings, group, mood)
        weights = GROUP_SHARES[group] / share[group]
        overall = self.grades(score, ratings, rng)
        return Survey(ratings, overall, group, weights, expit(score))

    def score(self, ratings, group, mood):
        halo = -0.5 * mood if self.name == "halo" else 0.0
        harm = self.bites(ratings) @ self.penalties
        return self.level + harm - self.lifts(ratings) + GROUP_EFFECTS[group] + halo

    def bites(self, ratings):
        """How much of its penalty a rating carries: 0 to 1."""
        if self.name == "elsewhere":
            return (ratings <= 2).astype(float)
        if self.name == "smooth":
            return expit(2.0 * (3.5 - ratings))
        if self.name == "linear":
            return (7 - ratings) / 6 * 1.5
        return (ratings <= 3).astype(float)

    def lifts(self, ratings):
        """How far top ratings move a respondent away from dissatisfaction."""
        return 0.0 if self.name == "linear" else (ratings >= 6) @ REWARDS

    def grades(self, score, ratings, rng):
        """Dissatisfied grades by the score; among the others top ratings lift."""
        luck = rng.random(len(score))
        chance = expit(score)
        below = luck < chance
        depth = np.ceil(3 * (1 - np.where(below, luck / chance, 0.5))).astype(int)
        lift = -1.5 * score if self.name == "linear" else self.lifts(ratings)
        above = lift + rng.logistic(size=len(score))
        cuts = np.quantile(above, [0.12, 0.45, 0.75])
        return np.where(below, np.clip(4 - depth, 1, 3), 4 + np.searchsorted(cuts, above))


def world(name, *, active=15, seed=11):
    """Return a world in which only the first ``active`` drivers work."""
    penalties = np.where(np.arange(15) < active, PENALTIES, 0.0) * SCALED[name]
    draft = World(name, penalties, 0.0)
    survey = draft.draw(100_000, np.random.default_rng(seed), even=True)
    offset = logit(survey.chance)
    low, high = -40.0, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if expit(offset + middle).mean() < DISSATISFIED else (low, middle)
        )
    return World(name, penalties, middle)


def planted_shares(place, size=400_000, seed=21):
    """Return the causal share of each driver: poor ratings turned into middle ones by the world."""
    rng = np.random.default_rng(seed)
    survey = place.draw(size, rng, even=True)
    now, bites = survey.chance.sum(), place.bites(survey.ratings)
    offset, shares = logit(survey.chance), []
    for driver in range(len(DRIVERS)):
        ratings = survey.ratings[:, driver]
        middle = rng.permutation(ratings[(ratings > 3) & (ratings < 6)])
        turned = np.where(ratings <= 3, np.resize(middle, size), ratings)
        change = place.bites(turned[:, None])[:, 0] - bites[:, driver]
        shares.append(1 - expit(offset + place.penalties[driver] * change).sum() / now)
    return np.array(shares)


def _ratings(latent, rng):
    """Cut latent ratings into seven grades: ``LOW`` in the lowest three, ``TOP`` in two."""
    size = latent.shape[0]
    ranks = np.argsort(np.argsort(latent, axis=0), axis=0) / size + rng.random() / size
    shares = np.column_stack(
        [
            LOW * 0.3,
            LOW * 0.6,
            LOW,
            LOW + (1 - TOP - LOW) * 0.4,
            np.full(15, 1 - TOP),
            np.full(15, 1 - TOP / 2),
        ]
    )
    return 1 + sum((ranks >= cut).astype(int) for cut in shares.T)
