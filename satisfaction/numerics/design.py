"""The sampling design that a variance needs, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray


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
    calibration : (n, k) float array, optional
        Design matrix that the weights were calibrated on; need not have full column rank, so all
        level indicators of all margins may be given.
    base_weights : (n,) float array, optional
        Weights before calibration; required for ``residual_weights="base"`` with a calibration.
    single_unit : {"centre", "certainty", "refuse"}
        What a stratum with one sampled unit contributes: its deviation from the mean of all units,
        nothing, or an error. R: ``survey.lonely.psu`` "adjust", "certainty", "fail".
    residual_weights : {"base", "none"}
        How calibration residuals are fitted: with base weights (R ``calibrate``, ``postStratify``)
        or unweighted (R ``rake``). The two differ by 0.1-0.3 % in a standard error.
    """

    weights: FloatArray
    strata: IntArray | None = None
    clusters: IntArray | None = None
    population: FloatArray | None = None
    calibration: FloatArray | None = None
    base_weights: FloatArray | None = None
    single_unit: Literal["centre", "certainty", "refuse"] = "centre"
    residual_weights: Literal["base", "none"] = "base"

    def __post_init__(self) -> None:
        _check_lengths(self)
        _check_weights(self)
        _check_population(self)

    @property
    def n_rows(self) -> int:
        """Number of rows of the sample."""
        return len(self.weights)

    def stratum_codes(self) -> IntArray:
        """Return the stratum of each row; zeros where the design has no strata."""
        return np.zeros(self.n_rows, dtype=np.int64) if self.strata is None else self.strata


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """The primary sampling units of a design.

    Attributes
    ----------
    of_row : (n,) int array
        Unit of each row.
    strata : (n_units,) int array
        Stratum of each unit.
    counts : (n_strata,) int array
        Sampled units in each stratum.
    """

    of_row: IntArray
    strata: IntArray
    counts: IntArray


def sampling_units(design: Design) -> Units:
    """List the primary sampling units, each within its stratum.

    Parameters
    ----------
    design : Design
        The sampling design.

    Returns
    -------
    Units
        Unit of each row, stratum of each unit, units in each stratum.

    Examples
    --------
    >>> import numpy as np
    >>> design = Design(
    ...     weights=np.ones(3), strata=np.array([0, 0, 1]), clusters=np.array([4, 4, 4])
    ... )
    >>> sampling_units(design).of_row.tolist()
    [0, 0, 1]
    """
    strata = design.stratum_codes()
    if design.clusters is None:
        of_row, of_unit = np.arange(design.n_rows), strata
    else:
        pair = strata * (int(design.clusters.max(initial=0)) + 1) + design.clusters
        _, first, of_row = np.unique(pair, return_index=True, return_inverse=True)
        of_unit = strata[first]
    n_strata = 0 if design.population is None else len(design.population)
    return Units(of_row=of_row, strata=of_unit, counts=np.bincount(of_unit, minlength=n_strata))


def degrees_of_freedom(design: Design, domain: BoolArray | None = None) -> int:
    """Count primary sampling units minus strata.

    Parameters
    ----------
    design : Design
        The sampling design.
    domain : (n,) bool array, optional
        Rows that the estimate is about: units and strata are counted among them only.

    Returns
    -------
    int
        Degrees of freedom; 0 for an empty domain.

    Notes
    -----
    R: ``survey::degf``, for a domain ``degf(subset(design, domain))``. Rows of weight zero do not
    count. Korn and Graubard (1999), section 5.2.

    Examples
    --------
    >>> import numpy as np
    >>> degrees_of_freedom(Design(weights=np.ones(5), strata=np.array([0, 0, 0, 1, 1])))
    3
    """
    inside = design.weights > 0
    if domain is not None:
        inside = inside & np.asarray(domain, dtype=bool)
    units = sampling_units(design)
    n_units = np.unique(units.of_row[inside]).size
    return int(n_units - np.unique(design.stratum_codes()[inside]).size)


def _check_lengths(design: Design) -> None:
    named = {
        "strata": design.strata,
        "clusters": design.clusters,
        "calibration": design.calibration,
        "base_weights": design.base_weights,
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
    for name, codes in (("strata", design.strata), ("clusters", design.clusters)):
        if codes is not None and codes.min(initial=0) < 0:
            raise EstimationError(
                f"{int((codes < 0).sum())} rows have no code in `{name}`; every row needs one."
            )
    if design.calibration is None or design.residual_weights == "none":
        return
    if design.base_weights is None:
        raise EstimationError(
            "A calibrated design needs the weights before calibration: give `base_weights`, "
            'or choose residual_weights="none".'
        )


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
