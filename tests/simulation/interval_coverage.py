"""Coverage of each kind of interval, over many samples from a population that is known.

The survey draws the same number from each of five user groups, whose victims number 35, 30, 20, 10
and 5 per cent of all; the domain is a random part of every group, so its base is random too. In
``even`` all groups have the same chance of the answer; in ``uneven`` the odds rise from group to
group by half, and the true share is the population's.

Every number follows from counts by stratum, which are binomial, so that tens of thousands of
samples cost a second. ``test_interval_coverage.py`` shows that the counts give what the package
gives.

Run as a script, it prints the table that stands in ``docs/interval_coverage.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from satisfaction.numerics.intervals import proportion_interval

SIZES = np.array([0.35, 0.30, 0.20, 0.10, 0.05])
SHARES = (0.02, 0.2, 0.5, 0.8, 0.98)
BASES = (10, 30, 100, 300, 1000)
KINDS = ("korn_graubard", "logit", "wilson")
REPLICATIONS = 20_000
DOMAIN = 0.25
SEED = 20071231


@dataclass(frozen=True)
class Counts:
    """Samples as counts by stratum: drawn (s,), in the domain and with the answer (r, s)."""

    drawn: np.ndarray
    inside: np.ndarray
    having: np.ndarray
    weights: np.ndarray


def chances(share: float, *, uneven: bool) -> np.ndarray:
    """Return the chance of the answer in each stratum; their mean over the population is share."""
    steps = np.log(1.5) * np.arange(len(SIZES)) if uneven else np.zeros(len(SIZES))
    shift = brentq(lambda a: SIZES @ expit(a + steps) - share, logit(share) - 9, logit(share) + 9)
    return expit(shift + steps)


def draw(share: float, base: int, *, uneven: bool, rng: np.random.Generator) -> Counts:
    """Return samples whose domain has ``base`` respondents on average."""
    drawn = np.full(len(SIZES), round(base / DOMAIN / len(SIZES)))
    inside = rng.binomial(drawn, DOMAIN, size=(REPLICATIONS, len(SIZES)))
    having = rng.binomial(inside, chances(share, uneven=uneven))
    return Counts(drawn=drawn, inside=inside, having=having, weights=SIZES / drawn)


def estimates(counts: Counts) -> dict[str, np.ndarray]:
    """Return share, standard error, base, degrees of freedom and Kish's design effect, (r,)."""
    weights, inside, having = counts.weights, counts.inside, counts.having
    total = inside @ weights
    share = np.divide(having @ weights, total, out=np.full(len(total), np.nan), where=total > 0)
    sums = weights * (having - share[:, None] * inside)
    squares = weights**2 * (
        having * (1 - share[:, None]) ** 2 + (inside - having) * share[:, None] ** 2
    )
    spread = counts.drawn / (counts.drawn - 1) * (squares - sums**2 / counts.drawn)
    count = inside.sum(axis=1)
    return {
        "p": share,
        "se": np.sqrt(np.maximum(spread.sum(axis=1), 0)) / np.where(total > 0, total, 1),
        "n": count,
        "df": count - (inside > 0).sum(axis=1),
        "design_effect": np.divide(
            count * (inside @ weights**2), total**2, out=np.ones(len(total)), where=total > 0
        ),
    }


def coverage(share: float, base: int, kind: str, *, uneven: bool) -> tuple[float, float]:
    """Return how often the interval holds the true share, and its mean width."""
    place = [SHARES.index(share), BASES.index(base), int(uneven)]
    rng = np.random.default_rng([SEED, *place])
    found = estimates(draw(share, base, uneven=uneven, rng=rng))
    limits = proportion_interval(
        **found, confidence=0.95, method=kind, capped=kind == "korn_graubard"
    )
    told = np.isfinite(limits.lower)
    holds = (limits.lower <= share) & (share <= limits.upper)
    return float(holds[told].mean()), float((limits.upper - limits.lower)[told].mean())


def table() -> str:
    """Return the table as Markdown."""
    lines = [
        "| strata | base | share | Korn-Graubard | logit | Wilson |",
        "|---|---|---|---|---|---|",
    ]
    for uneven in (False, True):
        for base in BASES:
            for share in SHARES:
                cells = [
                    "{:.1f} ({:.1f})".format(
                        *(100 * x for x in coverage(share, base, k, uneven=uneven))
                    )
                    for k in KINDS
                ]
                name = "uneven" if uneven else "even"
                lines.append(f"| {name} | {base:,} | {share:.0%} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
