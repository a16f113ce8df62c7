"""The chain of steps of one dimension, from whatever tables there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.representativeness.base_design import base_design
from satisfaction.representativeness.cascade_levels import levels_of, stratum_codes
from satisfaction.representativeness.cluster_errors import (
    Rows,
    retention_errors,
    share_covariance,
)
from satisfaction.representativeness.steps import (
    census_stage,
    draw_covariance,
    drawn_unequally,
    fixed_step,
    retention_step,
    stage_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.numerics.design import Design, SingleUnit
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
    clusters : (n,) int array or None
        Primary sampling unit of each, -1 where no table tells it; None where each is one.
    """

    rows: pd.DataFrame
    weights: Floats
    interviewed: Bools
    answered: Bools
    recorded: tuple[str, ...]
    strata: tuple[str, ...]
    is_issued: bool
    clusters: Codes | None = None
    single_unit: SingleUnit = "centre"

    def coded(self, known: Codes) -> Rows:
        """Return the rows with their levels, strata and clusters."""
        return Rows(
            codes=known,
            weights=self.weights,
            strata=stratum_codes([self.rows], self.strata)[0],
            clusters=self.clusters,
            single_unit=self.single_unit,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """Interviews with what the respondents said of themselves, for what no record tells."""

    returns: Returns
    weights: Floats
    answered: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """The steps of one dimension.

    Attributes
    ----------
    draw : (k, k) float array or None
        Covariance of the drawn shares, if drawn and if it can be told.
    """

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
        rows = fieldwork.coded(levels.codes(fieldwork.rows[dimension]))
        if fieldwork.is_issued:
            drawn, joint = _draw(first, levels, rows, census, fieldwork)
            after = _after_issue(drawn.after, rows, fieldwork)
            return Chain(levels=levels, steps=(*steps, drawn, *after), draw=joint)
        sampled = _sampled(first, rows, rows.design(), fieldwork.answered, source="recorded")
        return Chain(levels=levels, steps=(*steps, *sampled))
    if told is None or dimension not in told.returns.frame:
        return Chain(levels=levels, steps=steps)
    source = told.returns.dimension(dimension).source or "as returned"
    design = base_design(told.returns, told.weights)
    rows = Rows(
        codes=levels.codes(told.returns.frame[dimension]), weights=told.weights,
        strata=design.strata, clusters=design.clusters, single_unit=design.single_unit,
    )  # fmt: skip
    sampled = _sampled(first, rows, design, told.answered, source=source)
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
    first: Stage, levels: Levels, rows: Rows, census: Census, fieldwork: Fieldwork
) -> tuple[Step, Floats | None]:
    size = len(levels.names)
    issued = stage_of(ISSUED, rows.codes, size, rows.weights)
    if rows.clusters is None:
        joint = _drawn_covariance(levels, rows.codes, census, fieldwork)
    else:
        joint = share_covariance(rows, issued.shares)
    errors = np.sqrt(np.maximum(np.diag(joint), 0))
    if levels.dimension in fieldwork.strata:
        # What the strata settle cannot be lost by chance: rounding of weights is no finding.
        errors = np.zeros(size)
    step = fixed_step(first, issued, errors, chance="draw", weight=_DRAWN, df=rows.df)
    return step, None if rows.are_untold else joint


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


def _after_issue(issued: Stage, rows: Rows, fieldwork: Fieldwork) -> tuple[Step, ...]:
    size = len(issued.counts)
    there, answered = fieldwork.interviewed, fieldwork.answered
    held = stage_of(INTERVIEWED, rows.codes[there], size, rows.weights[there])
    respond = retention_step(
        issued, held, chance="response", weight=_BASE,
        clustered=retention_errors(rows, there, issued, held),
    )  # fmt: skip
    return respond, _answering(held, rows.among(there), answered[there], weight=_BASE)


def _answering(held: Stage, rows: Rows, answered: Bools, *, weight: str) -> Step:
    """Return the step from interviews to valid answers."""
    size = len(held.counts)
    valid = stage_of(ANSWERED, rows.codes[answered], size, rows.weights[answered])
    return retention_step(
        held, valid, chance="response", weight=weight,
        clustered=retention_errors(rows, answered, held, valid),
    )  # fmt: skip


def _sampled(
    first: Stage, rows: Rows, design: Design, answered: Bools, *, source: str
) -> tuple[Step, ...]:
    """Return draw and response as one step, and the valid answers."""
    held = stage_of(INTERVIEWED, rows.codes, len(first.counts), rows.weights)
    errors = np.sqrt(np.maximum(np.diag(share_covariance(rows, held.shares, design)), 0))
    # Strata settle their own shares; what is left is rounding.
    errors = np.where(errors < 1e-9, 0.0, errors)  # noqa: PLR2004
    sample = fixed_step(
        first, held, errors, chance="sampling", weight=_SAMPLE, source=source, df=rows.df
    )
    answer = _answering(held, rows, answered, weight=_INTERVIEWS)
    return sample, replace(answer, source=source)


def fieldwork_strata(names: Sequence[str], rows: pd.DataFrame, profile: Profile) -> tuple[str, ...]:
    """Return the strata that both the rows and the profile have."""
    return tuple(name for name in names if name in rows and name in profile.table)
