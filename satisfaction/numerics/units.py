"""The sampling units of a design, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.numbering import flat_codes, number_codes

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray
    from satisfaction.numerics.design import Design


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """A second or later stage of sampling: what was drawn within the units of the stage before.

    Attributes
    ----------
    clusters : (n,) int array
        Unit of each row at this stage, from 0; the same code within two units of the stage before
        is two units.
    strata : (n,) int array, optional
        Stratum of each row within its unit of the stage before, from 0. ``None``: one stratum.
    population : (n,) float array, optional
        Units in the population of the row's stratum within its unit of the stage before; infinity
        for none. ``None``: drawn with replacement, so that no later stage contributes.
    """

    clusters: IntArray
    strata: IntArray | None = None
    population: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """The sampling units of one stage of a design.

    Attributes
    ----------
    of_row : (n,) int array
        Unit of each row.
    strata : (n_units,) int array
        Stratum of each unit; at later stages a stratum lies within one unit of the stage before.
    counts : (n_strata,) int array
        Sampled units in each stratum.
    population : (n_strata,) float array
        Units in the population of each stratum; infinity for no finite population correction.
    share : (n_strata,) float array
        Product of the sampling fractions of the stages before: 1 at the first.
    parents : (n_strata,) int array
        Unit of the stage before that each stratum lies in; zeros at the first stage.
    """

    of_row: IntArray
    strata: IntArray
    counts: IntArray
    population: FloatArray
    share: FloatArray
    parents: IntArray


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
    >>> from satisfaction.numerics.design import Design
    >>> design = Design(
    ...     weights=np.ones(3), strata=np.array([0, 0, 1]), clusters=np.array([4, 4, 4])
    ... )
    >>> sampling_units(design).of_row.tolist()
    [0, 0, 1]
    """
    strata = design.stratum_codes()
    of_row: IntArray = np.arange(design.n_rows)
    of_unit = strata
    if design.clusters is not None:
        of_row, first = number_pairs(strata, design.clusters)
        of_unit = strata[first]
    n_strata = 0 if design.population is None else len(design.population)
    counts = np.bincount(of_unit, minlength=n_strata)
    population = np.full(len(counts), np.inf)
    if design.population is not None:
        population[: len(design.population)] = design.population
    return Units(
        of_row=of_row,
        strata=of_unit,
        counts=counts,
        population=population,
        share=np.ones(len(counts)),
        parents=np.zeros(len(counts), dtype=np.int64),
    )


def stage_units(design: Design) -> list[Units]:
    """List the units of every stage that contributes to a variance.

    Parameters
    ----------
    design : Design
        The sampling design.

    Returns
    -------
    list of Units
        The first stage, then later ones for as long as the stage before has a finite population
        correction: without one the first stage's variance holds everything below it.

    Raises
    ------
    EstimationError
        If a population is smaller than the sample or varies within a stratum.

    Notes
    -----
    Sarndal, Swensson and Wretman (1992), section 4.3. R: the recursion of ``survey::svyrecvar``.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> design = Design(
    ...     weights=np.ones(4),
    ...     clusters=np.array([0, 0, 1, 1]),
    ...     population=np.array([4.0]),
    ...     stages=(Stage(clusters=np.arange(4), population=np.full(4, 10.0)),),
    ... )
    >>> [units.share.tolist() for units in stage_units(design)]
    [[1.0], [0.5, 0.5]]
    """
    found = [sampling_units(design)]
    for number, stage in enumerate(design.stages, start=2):
        units = _units_within(found[-1], stage, number)
        if not (units.share > 0).any():
            break
        found.append(units)
    return found


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
    count, nor do units of later stages. Korn and Graubard (1999), section 5.2.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> degrees_of_freedom(Design(weights=np.ones(5), strata=np.array([0, 0, 0, 1, 1])))
    3
    """
    inside = design.weights > 0
    if domain is not None:
        inside = inside & np.asarray(domain, dtype=bool)
    strata = design.stratum_codes()[inside]
    n_strata = np.count_nonzero(np.bincount(strata))
    if design.clusters is None:
        return int(inside.sum() - n_strata)
    n_units = len(number_pairs(strata, design.clusters[inside])[1])
    return int(n_units - n_strata)


def number_pairs(outer: IntArray, inner: IntArray) -> tuple[IntArray, IntArray]:
    """Count up the pairs of codes that occur, in their order.

    Parameters
    ----------
    outer, inner : (n,) int arrays
        Codes from 0.

    Returns
    -------
    of_row : (n,) int array
        Number of each row's pair.
    first : (n_pairs,) int array
        A row that has each pair.

    Examples
    --------
    >>> import numpy as np
    >>> of_row, first = number_pairs(np.array([1, 0]), np.array([2, 2]))
    >>> of_row.tolist(), first.tolist()
    ([1, 0], [1, 0])
    """
    of_row, outer_of_pair, _ = pair_codes(outer, inner)
    first = np.empty(len(outer_of_pair), dtype=np.int64)
    first[of_row] = np.arange(len(of_row))
    return of_row, first


def pair_codes(outer: IntArray, inner: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Count up the pairs of codes that occur, in their order, and say what each stands for.

    Parameters
    ----------
    outer, inner : (n,) int arrays
        Codes from 0.

    Returns
    -------
    of_row : (n,) int array
        Number of each row's pair.
    outer_of_pair, inner_of_pair : (n_pairs,) int arrays
        The codes of each pair.

    Examples
    --------
    >>> import numpy as np
    >>> [codes.tolist() for codes in pair_codes(np.array([1, 0, 1]), np.array([1, 0, 1]))]
    [[1, 0, 1], [0, 1], [0, 1]]
    """
    n_outer, n_inner = int(outer.max(initial=-1)) + 1, max(int(inner.max(initial=-1)) + 1, 1)
    pairs, of_row, _ = number_codes(
        flat_codes([outer, inner], [n_outer, n_inner]), n_outer * n_inner
    )
    return of_row, pairs // n_inner, pairs % n_inner


def _units_within(above: Units, stage: Stage, number: int) -> Units:
    """Give numbers to the strata within the units above, and the units within those strata."""
    inner = np.zeros(len(above.of_row), dtype=np.int64) if stage.strata is None else stage.strata
    stratum_of_row, stratum_row = number_pairs(above.of_row, inner)
    of_row, unit_row = number_pairs(stratum_of_row, stage.clusters)
    strata = stratum_of_row[unit_row]
    counts, parents = np.bincount(strata), above.of_row[stratum_row]
    population = np.full(len(counts), np.inf)
    if stage.population is not None:
        population = np.asarray(stage.population, dtype=np.float64)[stratum_row]
        _check_stage(stage.population != population[stratum_of_row], counts, population, number)
    fraction = above.share * _divide(above.counts, above.population)
    return Units(
        of_row=of_row,
        strata=strata,
        counts=counts,
        population=population,
        share=fraction[above.strata[parents]],
        parents=parents,
    )


def _divide(counts: IntArray, population: FloatArray) -> FloatArray:
    fractions: FloatArray = np.divide(
        counts, population, out=np.zeros(len(counts)), where=population > 0
    )
    return fractions


def _check_stage(varies: BoolArray, counts: IntArray, population: FloatArray, number: int) -> None:
    if varies.any():
        raise EstimationError(
            f"The population of stage {number} differs between rows of one stratum, first in row "
            f"{int(np.flatnonzero(varies)[0])}; give each stratum one number."
        )
    over = int((~(counts <= population)).sum())
    if over:
        raise EstimationError(
            f"{over} strata of stage {number} have more sampled units than their population. "
            "Correct the population or the codes."
        )
