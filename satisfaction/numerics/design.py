"""The sampling design that a variance needs, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.units import Stage, Units, degrees_of_freedom, sampling_units

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray

__all__ = [
    "Design",
    "SingleUnit",
    "Stage",
    "Units",
    "degrees_of_freedom",
    "sampling_units",
]

SingleUnit = Literal["centre", "certainty", "refuse", "average"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """Who was drawn how, and how the weights were calibrated.

    All rows of the sample belong to the design, also for an estimate about a few of them: a domain
    is estimated with scores of zero outside it, never by filtering first.

    Attributes
    ----------
    weights : (n,) float array
        Weights that estimates use: base weights, or calibrated ones.
    strata : (n,) int array, optional
        Stratum code of each row, from 0. ``None``: one stratum.
    clusters : (n,) int array, optional
        Primary sampling unit of each row, from 0; the same code in two strata is two units.
        ``None``: each row is a unit.
    population : (n_strata,) float array, optional
        Primary sampling units in the population of each stratum, for the finite population
        correction ``1 - n_h / N_h``; infinity for none.
    stages : tuple of Stage
        Second and later stages. They contribute where the stage before has a finite population
        correction.
    calibration : (n, k) or (n_cells, k) float array, optional
        Design matrix that the weights were calibrated on; need not have full column rank, so all
        level indicators of all margins may be given. One row a respondent, or one a cell.
    calibration_cells : (n,) int array, optional
        Cell of each row, from 0: its calibration variables are ``calibration[cell]``. The same
        numbers for less time and memory than one row a respondent.
    base_weights : (n,) float array, optional
        Weights before calibration; required for ``residual_weights="base"`` with a calibration.
    single_unit : {"centre", "certainty", "refuse", "average"}
        What a stratum with one sampled unit contributes: its deviation from zero, which is the mean
        score of all rows for means, ratios and coefficients; nothing; an error; or the mean of the
        other strata's contributions. R: ``survey.lonely.psu`` "adjust", "certainty", "fail",
        "average". A unit that was the whole population of its stratum needs no rule.
    residual_weights : {"base", "none"}
        How calibration residuals are fitted: with base weights (R ``calibrate``, ``postStratify``)
        or unweighted (R ``rake``). The two differ by 0.1-0.3 % in a standard error.
    """

    weights: FloatArray
    strata: IntArray | None = None
    clusters: IntArray | None = None
    population: FloatArray | None = None
    stages: tuple[Stage, ...] = ()
    calibration: FloatArray | None = None
    calibration_cells: IntArray | None = None
    base_weights: FloatArray | None = None
    single_unit: SingleUnit = "centre"
    residual_weights: Literal["base", "none"] = "base"

    def __post_init__(self) -> None:
        _check_lengths(self)
        _check_weights(self)
        _check_codes(self)
        _check_population(self)

    @property
    def n_rows(self) -> int:
        """Number of rows of the sample."""
        return len(self.weights)

    def stratum_codes(self) -> IntArray:
        """Return the stratum of each row; zeros where the design has no strata."""
        return np.zeros(self.n_rows, dtype=np.int64) if self.strata is None else self.strata


def _check_lengths(design: Design) -> None:
    named = {
        "strata": design.strata,
        "clusters": design.clusters,
        "calibration": design.calibration if design.calibration_cells is None else None,
        "calibration_cells": design.calibration_cells,
        "base_weights": design.base_weights,
        **_stage_columns(design),
    }
    for name, values in named.items():
        if values is not None and len(values) != len(design.weights):
            raise EstimationError(
                f"The design has {len(design.weights)} weights but {len(values)} rows in `{name}`; "
                "expected one row for each weight."
            )


def _check_weights(design: Design) -> None:
    for name, weights in (("weights", design.weights), ("base_weights", design.base_weights)):
        if weights is not None and not np.isfinite(weights).all():
            raise EstimationError(
                f"{int((~np.isfinite(weights)).sum())} of `{name}` are missing or infinite; "
                "every row of the design needs a weight."
            )
    if design.calibration is None or design.residual_weights == "none":
        return
    if design.base_weights is None:
        raise EstimationError(
            "A calibrated design needs the weights before calibration: give `base_weights`, "
            'or choose residual_weights="none".'
        )


def _check_codes(design: Design) -> None:
    named = {
        "strata": design.strata,
        "clusters": design.clusters,
        "calibration_cells": design.calibration_cells,
        **_stage_columns(design),
    }
    for name, codes in named.items():
        if codes is not None and codes.min(initial=0) < 0:
            raise EstimationError(
                f"{int((codes < 0).sum())} rows have no code in `{name}`; every row needs one."
            )
    cells, rows = design.calibration_cells, design.calibration
    if cells is not None and (rows is None or cells.max(initial=-1) >= len(rows)):
        raise EstimationError(
            f"Cell code {int(cells.max(initial=-1))} occurs in `calibration_cells`, but "
            f"`calibration` has {0 if rows is None else len(rows)} cells; give one row a cell."
        )
    if design.stages and design.clusters is None:
        raise EstimationError(
            "A design with later stages needs the units of the first: give `clusters`."
        )


def _stage_columns(design: Design) -> dict[str, FloatArray | IntArray | None]:
    """Name the columns of the later stages, as they are counted in a design."""
    return {
        f"{name} of stage {number}": getattr(stage, name)
        for number, stage in enumerate(design.stages, start=2)
        for name in ("clusters", "strata", "population")
    }


def _check_population(design: Design) -> None:
    if design.population is None:
        return
    counts = sampling_units(design).counts
    if len(counts) > len(design.population):
        raise EstimationError(
            f"`population` has {len(design.population)} strata, but stratum code "
            f"{len(counts) - 1} occurs; give a population for every stratum."
        )
    over = np.flatnonzero(~(counts <= design.population))
    if over.size:
        raise EstimationError(
            f"{over.size} strata have more sampled units than their population, first stratum "
            f"{int(over[0])}: {int(counts[over[0]])} sampled. Correct the population or the strata."
        )
