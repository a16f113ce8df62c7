"""The sampling design of a set of returns, for variance."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from satisfaction.numerics.design import Design
from satisfaction.numerics.numbering import flat_codes, number_codes
from satisfaction.numerics.raking import tabulate_cells
from satisfaction.tables.margin_columns import margin_columns
from satisfaction.tables.population_sizes import later_stages, stratum_populations

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.numerics.raking import Cells
    from satisfaction.numerics.units import Stage
    from satisfaction.tables.margin_columns import MarginColumn
    from satisfaction.tables.returns import Returns, Weighting


def survey_design(returns: Returns) -> Design:
    """Return strata, stages, weights and calibration of ``returns`` as arrays.

    Without weights every respondent counts one; with :func:`satisfaction.weight` the variance
    follows the calibration residuals (block ``CR`` of the reference, R ``calibrate``; or R ``rake``
    where the weights say so). Interviews weighted by period are strata and calibration of their
    own, so that periods vary independently but for clusters that are in several of them.
    """
    plan = returns.survey.weights
    weighting = returns.weighting
    strata = survey_strata(returns) if weighting or plan.column or plan.sizes else None
    calibrated = _calibration(returns, weighting) if weighting and weighting.margins else None
    return Design(
        weights=weights_of(returns),
        strata=strata,
        clusters=survey_clusters(returns),
        population=stratum_populations(returns, strata),
        stages=_stages(returns),
        calibration=calibrated[0] if calibrated else None,
        calibration_cells=calibrated[1] if calibrated else None,
        base_weights=_floats(returns.frame["base_weight"]) if calibrated else None,
        single_unit=plan.single_unit,
        residual_weights=weighting.residual_weights if weighting else "base",
    )


def survey_strata(returns: Returns) -> npt.NDArray[np.int64] | None:
    """Return the stratum of each respondent, numbered from 0; None without strata.

    Weights by period make each period's strata their own, as long as no cluster is in two periods:
    clusters that were drawn once and interviewed again are one unit, whose periods vary together.
    """
    names = returns.survey.weights.strata
    if not (returns.weighting and returns.weighting.by_period):
        return _codes(returns.frame, names)
    crossed = _codes(returns.frame, (*names, "weight_period"))
    if crossed is None or not returns.survey.weights.clusters:
        return crossed
    within = (*names, *returns.survey.weights.clusters[:1])
    return _joined(crossed, np.asarray(_codes(returns.frame, within)))


def _joined(strata: npt.NDArray[np.int64], units: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Put strata together that share a unit."""
    n_strata, n_units = int(strata.max(initial=-1)) + 1, int(units.max(initial=-1)) + 1
    if min(strata.min(initial=0), units.min(initial=0)) < 0:
        return strata
    size = n_strata + n_units
    links = sparse.coo_array(
        (np.ones(len(strata), dtype=np.int8), (strata, n_strata + units)), shape=(size, size)
    )
    _, label = connected_components(links, directed=False)
    _, found = np.unique(label[strata], return_inverse=True)
    return found.astype(np.int64)


def _stages(returns: Returns) -> tuple[Stage, ...]:
    """Return the later stages; within a unit that recurs each period was drawn for itself."""
    stages = later_stages(returns)
    if not (stages and returns.weighting and returns.weighting.by_period):
        return stages
    periods = returns.frame["weight_period"].cat.codes.to_numpy().astype(np.int64)
    return (replace(stages[0], strata=periods), *stages[1:])


def survey_clusters(returns: Returns) -> npt.NDArray[np.int64] | None:
    """Return the primary sampling unit of each respondent; None where each is one."""
    return _codes(returns.frame, returns.survey.weights.clusters[:1])


def weights_of(returns: Returns) -> npt.NDArray[np.float64]:
    """Return the weight of each respondent: the calibrated, the delivered, or one."""
    if returns.weighting:
        return _floats(returns.frame["weight"])
    if returns.survey.weights.column:
        return _floats(returns.frame[returns.survey.weights.column])
    return np.ones(len(returns))


def _codes(frame: pd.DataFrame, names: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """Return a number from 0 for each combination of ``names`` that occurs; -1 for a gap.

    Combined by codes: grouping the rows by their labels takes four times as long.
    """
    if not names:
        return None
    columns = [_level_codes(frame[name]) for name in names]
    gaps = [column < 0 for column in columns if column.min(initial=0) < 0]
    first, *others = [np.maximum(column, 0) for column in columns] if gaps else columns
    found, codes, _ = number_codes(first.astype(np.int64), int(first.max(initial=-1)) + 1)
    for own in others:  # one after the other: the number of all combinations may be beyond an int
        sizes = [len(found), int(own.max(initial=-1)) + 1]
        found, codes, _ = number_codes(flat_codes([codes, own], sizes), prod(sizes))
    if gaps:
        codes[np.any(gaps, axis=0)] = -1
    return codes


def _level_codes(column: pd.Series) -> npt.NDArray[np.integer]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy()
    return pd.factorize(column, sort=True)[0]


def _calibration(
    returns: Returns, weighting: Weighting
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return what the weights were made to meet, one row a cell, and the cell of each respondent.

    That is the total, and shares among the known, in each period: how many respondents are unknown
    on a margin is the sample's own number and not the profile's.
    """
    margins = margin_columns(
        returns,
        weighting.margins,
        crossed=weighting.method == "post-stratify",
        unknown=weighting.unknown,
    )
    periods = _periods(returns, weighting)
    weights = weights_of(returns)
    # Linear weights can be negative; cells only need totals, so their signs are kept apart.
    cells = tabulate_cells(
        [periods, *(margin.codes for margin in margins)], weights=np.abs(weights)
    )
    totals = np.bincount(cells.index, weights=weights, minlength=len(cells.base))
    blocks = [
        _block(cells, totals.astype(np.float64), margins, cells.codes[:, 0] == period)
        for period in range(int(periods.max(initial=0)) + 1)
    ]
    return np.hstack(blocks), cells.index.astype(np.int64, copy=False)


def _periods(returns: Returns, weighting: Weighting) -> npt.NDArray[np.integer]:
    if not weighting.by_period:
        return np.zeros(len(returns), dtype=np.int8)
    return returns.frame["weight_period"].cat.codes.to_numpy()


def _block(
    cells: Cells,
    totals: npt.NDArray[np.float64],
    margins: Sequence[MarginColumn],
    here: npt.NDArray[np.bool_],
) -> npt.NDArray[np.float64]:
    """Return the calibration variables of one period: zero in the cells of every other."""
    columns = [here[:, None].astype(np.float64)]
    for number, margin in enumerate(margins, start=1):
        codes = cells.codes[:, number]
        held = np.unique(codes[here & margin.known[codes]])
        known = ((codes[:, None] == held) & here[:, None]).astype(np.float64)
        inside, sums = known.sum(axis=1), totals @ known
        total = sums.sum()
        columns.append(known - np.outer(inside, sums / total) if total else known)
    return np.hstack(columns)


def _floats(column: pd.Series) -> npt.NDArray[np.float64]:
    return column.to_numpy(np.float64)
