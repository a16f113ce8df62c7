"""The chain of steps of one dimension, from whatever tables there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.design import Design
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance
from satisfaction.representativeness.cascade_levels import levels_of, stratum_codes
from satisfaction.representativeness.steps import (
    census_stage,
    draw_covariance,
    drawn_unequally,
    fixed_step,
    retention_step,
    stage_of,
)
from satisfaction.tables.design import survey_strata

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.representativeness.cascade_levels import Census, Levels
    from satisfaction.representativeness.steps import Stage, Step
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

RECORDED, ELIGIBLE, ISSUED, INTERVIEWED, ANSWERED = (
    "recorded", "eligible", "issued", "interviewed", "valid answer",
)  # fmt: skip
_NO_WEIGHT = "none: every victim counts one"
_DRAWN = "before: none, all eligible victims; after: base weight of the draw (eligible over issued)"
_BASE = "base weight of the draw (eligible over issued), before and after"
_SAMPLE = "before: none, all victims; after: victims over interviews of the stratum"
_INTERVIEWS = "victims over interviews of the stratum, before and after"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fieldwork:
    """Victims row by row, as far as they are known.

    Attributes
    ----------
    rows : pandas.DataFrame
        Victims issued or, where ``is_issued`` is false, interviewed.
    weights : (n,) float array
    interviewed, answered : (n,) bool arrays
    recorded : tuple of str
        Dimensions with a recorded value.
    strata : tuple of str
        Fields of ``rows`` and of the profile that the sample was drawn by.
    """

    rows: pd.DataFrame
    weights: Floats
    interviewed: Bools
    answered: Bools
    recorded: tuple[str, ...]
    strata: tuple[str, ...]
    is_issued: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """Interviews with what the respondents said of themselves, for what no record tells."""

    returns: Returns
    weights: Floats
    answered: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """The steps of one dimension; ``draw`` is the covariance of the drawn shares, if drawn."""

    levels: Levels
    steps: tuple[Step, ...]
    draw: Floats | None = None


def chain_of(
    dimension: str, census: Census, fieldwork: Fieldwork | None, told: Told | None
) -> Chain:
    """Return the steps of ``dimension`` with recorded values, or self-defined ones without any."""
    levels = levels_of(census, dimension)
    first, steps = _exclusion(census, levels)
    if fieldwork is not None and dimension in fieldwork.recorded:
        known = levels.codes(fieldwork.rows[dimension])
        if fieldwork.is_issued:
            drawn, joint = _draw(first, levels, known, census, fieldwork)
            after = _after_issue(drawn.after, known, fieldwork)
            return Chain(levels=levels, steps=(*steps, drawn, *after), draw=joint)
        sampled = _sampled(
            first, levels, known, fieldwork.weights, fieldwork.answered,
            strata=stratum_codes([fieldwork.rows], fieldwork.strata)[0], source="recorded",
        )  # fmt: skip
        return Chain(levels=levels, steps=(*steps, *sampled))
    if told is None or dimension not in told.returns.frame:
        return Chain(levels=levels, steps=steps)
    source = told.returns.dimension(dimension).source or "as returned"
    sampled = _sampled(
        first, levels, levels.codes(told.returns.frame[dimension]), told.weights, told.answered,
        strata=survey_strata(told.returns), source=source,
    )  # fmt: skip
    return Chain(levels=levels, steps=(*steps, *sampled))


def _exclusion(census: Census, levels: Levels) -> tuple[Stage, tuple[Step, ...]]:
    """Return the stage that the sample is drawn from, and the step of exclusion if it is known."""
    recorded = census_stage(RECORDED, levels.counts(census.recorded))
    if not census.has_exclusions:
        return recorded, ()
    eligible = census_stage(ELIGIBLE, levels.counts(census.eligible))
    step = retention_step(recorded, eligible, chance="process", weight=_NO_WEIGHT)
    return eligible, (step,)


def _draw(
    first: Stage, levels: Levels, known: Codes, census: Census, fieldwork: Fieldwork
) -> tuple[Step, Floats]:
    size = len(levels.names)
    issued = stage_of(ISSUED, known, size, fieldwork.weights)
    joint = _drawn_covariance(levels, known, census, fieldwork)
    errors = np.sqrt(np.maximum(np.diag(joint), 0))
    if levels.dimension in fieldwork.strata:
        # What the strata settle cannot be lost by chance: rounding of weights is no finding.
        errors = np.zeros(size)
    step = fixed_step(first, issued, errors, chance="draw", weight=_DRAWN)
    return step, joint


def _drawn_covariance(levels: Levels, known: Codes, census: Census, fieldwork: Fieldwork) -> Floats:
    cells = census.eligible
    of_cell, of_row = stratum_codes([cells, fieldwork.rows], fieldwork.strata)
    count = int(max(of_cell.max(initial=0), of_row.max(initial=0))) + 1
    size = len(levels.names) + 1
    victims = cells["victims"].to_numpy(np.float64)
    place = of_cell * size + levels.codes(cells[levels.dimension])
    population: Floats = np.bincount(place, victims, count * size).astype(np.float64)
    drawn = np.bincount(of_row, minlength=count).astype(np.float64)
    weights = np.bincount(of_row, fieldwork.weights, count) / np.maximum(drawn, 1)
    if not np.allclose(fieldwork.weights, weights[of_row], rtol=1e-6):
        shares = levels.counts(cells)[:-1]
        shares = shares / max(float(shares.sum()), 1.0)
        return drawn_unequally(known, fieldwork.weights, shares)
    return draw_covariance(population.reshape(count, size), drawn, weights)


def _after_issue(issued: Stage, known: Codes, fieldwork: Fieldwork) -> tuple[Step, ...]:
    size = len(issued.counts)
    there, answered = fieldwork.interviewed, fieldwork.answered
    held = stage_of(INTERVIEWED, known[there], size, fieldwork.weights[there])
    valid = stage_of(ANSWERED, known[answered], size, fieldwork.weights[answered])
    return (
        retention_step(issued, held, chance="response", weight=_BASE),
        retention_step(held, valid, chance="response", weight=_BASE),
    )


def _sampled(
    first: Stage,
    levels: Levels,
    known: Codes,
    weights: Floats,
    answered: Bools,
    *,
    strata: Codes | None,
    source: str,
) -> tuple[Step, ...]:
    """Return draw and response as one step, and the valid answers."""
    size = len(levels.names)
    held = stage_of(INTERVIEWED, known, size, weights)
    valid = stage_of(ANSWERED, known[answered], size, weights[answered])
    indicators = np.where(
        (known < size)[:, None], known[:, None] == np.arange(size), np.nan
    ).astype(np.float64)
    errors = _sample_errors(indicators, weights, strata)
    sample = fixed_step(first, held, errors, chance="sampling", weight=_SAMPLE, source=source)
    answer = retention_step(held, valid, chance="response", weight=_INTERVIEWS)
    return sample, replace(answer, source=source)


def _sample_errors(indicators: Floats, weights: Floats, strata: Codes | None) -> Floats:
    if not len(indicators):
        return np.full(indicators.shape[1], np.nan)
    everyone = np.zeros(len(weights), dtype=np.int64)
    means = mean_scores(indicators, weights=weights, domains=everyone, n_domains=1)
    joint = covariance(means.scores, Design(weights=weights, strata=strata))
    errors: Floats = np.sqrt(np.maximum(np.diag(joint), 0))
    # Strata settle their own shares; what is left is rounding.
    return np.where(errors < 1e-9, 0.0, errors)  # noqa: PLR2004


def fieldwork_strata(names: Sequence[str], rows: pd.DataFrame, profile: Profile) -> tuple[str, ...]:
    """Return the strata that both the rows and the profile have."""
    return tuple(name for name in names if name in rows and name in profile.table)
