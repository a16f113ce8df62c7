"""One step of the cascade: shares of the levels before and after it, and what chance could do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.representativeness.cluster_errors import ClusterErrors

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

Chance = Literal["process", "draw", "response", "sampling", "none"]

# Below this a count is too skew for a normal approximation far out in its tail.
_FEWEST_EXPECTED = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """Victims at one point of the cascade by the levels of one dimension, k of them.

    Attributes
    ----------
    name : str
    counts, sizes, squares : (k,) float arrays
        Victims of each known level, their weights added up, and their squared weights.
    everyone : float
        Victims with the unknown.
    unknown : float
        Weighted share unknown.
    """

    name: str
    counts: Floats
    sizes: Floats
    squares: Floats
    everyone: float
    unknown: float

    @property
    def shares(self) -> Floats:
        """Weighted shares of those known."""
        shares: Floats = self.sizes / max(float(self.sizes.sum()), 1e-300)
        return shares


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """From one stage to the next.

    Attributes
    ----------
    errors : (k,) float array
        Standard error of the difference in shares; 0 where chance has no part, NaN where it cannot
        be told.
    test_errors : (k,) float array
        The same if the level went through the step like everybody.
    can_tell : (k,) bool array
        Whether enough victims of the level are expected on both sides of the step.
    chance : {"process", "draw", "response", "sampling", "none"}
        What the interval allows for.
    weight : str
        The weight used before and after, in words.
    source : str
        Who said what the levels are.
    df : float
        Degrees of freedom of the errors: infinity unless they come from sums over clusters.
    """

    before: Stage
    after: Stage
    errors: Floats
    test_errors: Floats
    can_tell: Bools
    chance: Chance
    weight: str
    source: str
    df: float = np.inf

    @property
    def differences(self) -> Floats:
        """Share after less share before."""
        return self.after.shares - self.before.shares


def stage_of(name: str, codes: Codes, size: int, weights: Floats | None = None) -> Stage:
    """Count level codes 0 to ``size`` - 1; ``size`` itself is unknown."""
    ones = np.ones(len(codes)) if weights is None else weights
    counts = np.bincount(codes, minlength=size + 1).astype(np.float64)
    sizes = np.bincount(codes, ones, minlength=size + 1).astype(np.float64)
    squares = np.bincount(codes, ones**2, minlength=size + 1).astype(np.float64)
    return Stage(
        name=name,
        counts=counts[:size],
        sizes=sizes[:size],
        squares=squares[:size],
        everyone=float(len(codes)),
        unknown=float(sizes[size] / max(sizes.sum(), 1e-300)),
    )


def census_stage(name: str, counts: Floats) -> Stage:
    """Return a stage in which everybody is counted; the last of ``counts`` is the unknown."""
    known = counts[:-1]
    total = float(counts.sum())
    return Stage(
        name=name,
        counts=known,
        sizes=known,
        squares=known,
        everyone=total,
        unknown=float(counts[-1]) / max(total, 1.0),
    )


def retention_step(
    before: Stage,
    after: Stage,
    *,
    chance: Chance,
    weight: str,
    clustered: ClusterErrors | None = None,
) -> Step:
    """Return a step at which each victim of ``before`` stays or goes by chance.

    Independently, or with ``clustered`` together with others of the same cluster. Those before the
    step are taken as given. The test goes by the larger of two errors: with each level's own rate,
    and with the rate of all.
    """
    overall = float(after.sizes.sum() / max(before.sizes.sum(), 1e-300))
    # One imagined victim on each side, so that a level wholly kept or lost has an error too.
    one = np.divide(before.squares, before.counts, where=before.counts > 0, out=np.ones(_k(before)))
    own = (after.squares + one) / (before.squares + 2 * one)
    total = max(float(after.sizes.sum()), 1e-300)
    errors = _error(before.squares * own * (1 - own), after.shares, total)
    null = _error(before.squares * overall * (1 - overall), before.shares, total)
    if clustered is not None:
        # Sums over few clusters can be alike by chance: never less than if each went alone.
        errors, null = np.maximum(errors, clustered.own), np.maximum(null, clustered.alike)
    # Kish: so many equally weighted victims would tell as much.
    alike = before.sizes**2 / np.where(before.squares > 0, before.squares, 1.0)
    expected = alike * min(overall, 1 - overall)
    return Step(
        before=before,
        after=after,
        errors=errors,
        test_errors=np.maximum(errors, null),
        can_tell=_enough(expected, before) & (np.maximum(errors, null) > 0),
        chance=chance,
        weight=weight,
        source="recorded",
        df=np.inf if clustered is None else clustered.df,
    )


def fixed_step(
    before: Stage,
    after: Stage,
    errors: Floats,
    *,
    chance: Chance,
    weight: str,
    source: str = "recorded",
    df: float = np.inf,
) -> Step:
    """Return a step whose errors are known from the draw or from the sample."""
    expected = before.shares * after.counts.sum()
    return Step(
        before=before,
        after=after,
        errors=errors,
        test_errors=errors,
        can_tell=_enough(expected, before) & (np.nan_to_num(errors) > 0),
        chance=chance,
        weight=weight,
        source=source,
        df=df,
    )


def draw_covariance(population: Floats, drawn: Floats, weights: Floats) -> Floats:
    """Return the covariance, (k, k), of weighted shares under random draws within strata.

    Parameters
    ----------
    population : (strata, k + 1) float array
        Victims by level, the unknown last.
    drawn, weights : (strata,) float arrays
        Victims issued, and the weight of each.

    Notes
    -----
    Exact for the numerator (hypergeometric), linearised for the share: the population is known.
    """
    inside = (drawn > 0) & (population.sum(axis=1) > 1)
    cells, n, w = population[inside], drawn[inside], weights[inside]
    size, known = cells.sum(axis=1), cells[:, :-1]
    have = known.sum(axis=1)
    shares = known.sum(axis=0) / max(float(have.sum()), 1e-300)
    factor = w**2 * n * np.maximum(1 - n / size, 0) / (size - 1)
    sums = known - have[:, None] * shares
    held = factor @ known
    crossed = np.outer(held, shares)
    squares = np.diag(held) - crossed - crossed.T + np.outer(shares, shares) * (factor @ have)
    spread = squares - sums.T @ ((factor / size)[:, None] * sums)
    total = float((w * n * have / size).sum())
    covariance: Floats = spread / max(total, 1e-300) ** 2
    return covariance


def drawn_unequally(codes: Codes, weights: Floats, shares: Floats) -> Floats:
    """Return the covariance, (k, k), of weighted shares if each was drawn on its own (Poisson).

    For draws whose weights differ within a stratum: their cells are not known, so this is used; it
    is somewhat too wide.
    """
    size = len(shares)
    known = codes < size
    scores = (codes[:, None] == np.arange(size)) - np.outer(known, shares)
    total = float(weights[known].sum())
    factor = np.maximum(weights * (weights - 1), 0)
    covariance: Floats = scores.T @ (factor[:, None] * scores) / max(total, 1e-300) ** 2
    return covariance


def _error(spread: Floats, shares: Floats, total: float) -> Floats:
    """Linearise a share in who stays: ``spread`` is the variance of each level's weight."""
    variance = spread * (1 - 2 * shares) + shares**2 * spread.sum()
    error: Floats = np.sqrt(np.maximum(variance, 0)) / total
    return error


def _enough(expected: Floats, before: Stage) -> Bools:
    alone = np.count_nonzero(before.counts) < 2  # noqa: PLR2004 - one level has nothing to lose to
    return np.asarray((expected >= _FEWEST_EXPECTED) & (not alone), dtype=np.bool_)


def _k(stage: Stage) -> int:
    return len(stage.counts)
