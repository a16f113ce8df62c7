"""From counts and their sums to the problem of what to withhold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from satisfaction.disclosure.figures import BASE
from satisfaction.numerics.cell_systems import NO_SWITCH, CellSystem
from satisfaction.numerics.disclosure_bounds import attack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.disclosure.figures import Figure
    from satisfaction.disclosure.sums import Ties

# A figure of everyone is worth many figures of groups.
_EVERYONE_COSTS = 50.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """A system of cells with the figure that each of them is.

    Attributes
    ----------
    figures : tuple of Figure
        Of the cells, in their order.
    places : mapping of Figure to int
    primary : (cells,) bool array
        Cells that are withheld for what they are, not to protect others.
    """

    system: CellSystem
    figures: tuple[Figure, ...]
    places: Mapping[Figure, int]
    primary: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What is settled before anything is chosen.

    Attributes
    ----------
    unreliable : set of Figure
        Not shown in any case, as too few answered.
    published, kept : set of Figure
        Out in an earlier edition, and withheld there.
    opinions : set of Figure
        Answers that must not be those of everybody in a group.
    threshold : float
        Counts from 1 to below it are withheld.
    """

    unreliable: frozenset[Figure]
    published: frozenset[Figure]
    kept: frozenset[Figure]
    opinions: frozenset[Figure]
    threshold: float


def problem_of(ties: Ties, standing: Standing) -> Problem | None:
    """Return the problem; None where figures of two editions contradict each other."""
    figures = tuple(ties.counts)
    places = {figure: place for place, figure in enumerate(figures)}
    relations = _relations(ties, places)
    values = _completed(np.array([ties.counts[f] for f in figures]), relations)
    if values is None:
        return None
    primary = _primary(figures, values, places, standing)
    unswitched = ties.rests | ties.pieces
    switches = np.full(len(figures), NO_SWITCH, dtype=np.int64)
    switched = [place for place, figure in enumerate(figures) if figure not in unswitched]
    switches[switched] = np.arange(len(switched))
    told = [figures[place] for place in switched]
    out = np.array([f in ties.totals or f in standing.published for f in told], dtype=np.bool_)
    held = np.array([f in standing.unreliable or f in standing.kept for f in told], dtype=np.bool_)
    system = CellSystem(
        values=values,
        relations=relations,
        switches=switches,
        widths=_widths(figures, values, primary, ties, standing),
        costs=_costs(told, values[switched]),
        withheld=(primary[switched] | held) & ~out,
        published=out,
        follows=_follows(told, out),
    )
    return Problem(
        system=_with_pieces(system, ties, places, standing.threshold),
        figures=figures,
        places=places,
        primary=primary,
    )


def _relations(ties: Ties, places: Mapping[Figure, int]) -> csr_array:
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    for row, (total, parts) in enumerate(ties.sums):
        rows += [row] * (len(parts) + 1)
        columns += [places[total], *(places[part] for part in parts)]
        signs += [-1.0, *([1.0] * len(parts))]
    size = (len(ties.sums), len(places))
    return csr_array((np.array(signs), (np.array(rows), np.array(columns))), shape=size)


def _completed(
    values: npt.NDArray[np.float64], relations: csr_array
) -> npt.NDArray[np.float64] | None:
    """Return the values with unknown ones filled so that every sum holds."""
    unknown = np.flatnonzero(np.isnan(values))
    if not len(unknown):
        return values
    known = np.nan_to_num(values)
    found = linprog(
        np.zeros(len(unknown)),
        A_eq=np.asarray(relations[:, unknown].todense()),
        b_eq=np.asarray(-(relations @ known)).ravel(),
        bounds=(0.0, None),
        method="highs",
    )
    if found.status != 0 or found.x is None:
        return None
    known[unknown] = np.maximum(found.x, 0.0)
    return known


def _primary(
    figures: Sequence[Figure],
    values: npt.NDArray[np.float64],
    places: Mapping[Figure, int],
    standing: Standing,
) -> npt.NDArray[np.bool_]:
    """Return which counts are small, leave few others, or say the same of everybody."""
    bases = np.array(
        [values[places.get(f._replace(answer=BASE), k)] for k, f in enumerate(figures)]
    )
    is_answer = np.array([f.answer != BASE for f in figures], dtype=np.bool_)
    others = np.where(is_answer, bases - values, 0.0)
    opinion = np.array([f in standing.opinions for f in figures], dtype=np.bool_)
    unanimous = opinion & (values > 0) & (others == 0)
    small = _small(values, standing.threshold) | _small(others, standing.threshold)
    found: npt.NDArray[np.bool_] = small | unanimous
    return found


def _small(values: npt.NDArray[np.float64], threshold: float) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (values > 0.5) & (values < threshold)  # noqa: PLR2004
    return found


def _widths(
    figures: Sequence[Figure],
    values: npt.NDArray[np.float64],
    primary: npt.NDArray[np.bool_],
    ties: Ties,
    standing: Standing,
) -> npt.NDArray[np.float64]:
    """Return the threshold for whatever is withheld to protect somebody."""
    spared = np.array(
        [
            (f in standing.unreliable and not primary[k])
            or f in ties.pieces
            or (f in ties.rests and not _is_told_rest(f, values[k], standing.threshold))
            for k, f in enumerate(figures)
        ],
        dtype=np.bool_,
    )
    return np.where(spared, 0.0, standing.threshold)


def _is_told_rest(figure: Figure, value: float, threshold: float) -> bool:
    """Return whether a rest is a small number of people who answered otherwise.

    People of no known level are no group that anybody could be looked for in.
    """
    rest = figure.answer.partition("|")[2]
    return not rest.startswith(("no ", "unknown ")) and bool(_small(np.array(value), threshold))


def _costs(told: Sequence[Figure], values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return one for each figure, less than one more for its size, and much more for everyone."""
    largest = max(float(values.max(initial=0.0)), 1.0)
    everyone = np.array([_EVERYONE_COSTS if figure.is_everyone else 1.0 for figure in told])
    costs: npt.NDArray[np.float64] = everyone * (1.0 + values / largest)
    return costs


def _follows(told: Sequence[Figure], out: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Without its base no count of a row is given, as a share tells most of it."""
    places = {figure: place for place, figure in enumerate(told)}
    pairs = [
        (places[whole], place)
        for figure, place in places.items()
        if figure.answer != BASE
        and not out[place]
        and (whole := figure._replace(answer=BASE)) in places
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _with_pieces(
    system: CellSystem, ties: Ties, places: Mapping[Figure, int], threshold: float
) -> CellSystem:
    """Ask for a width of each piece of a period that would follow exactly and is small."""
    pieces = np.array(sorted(places[f] for f in ties.pieces), dtype=np.int64)
    if not len(pieces):
        return system
    once = np.ones(len(system.values))
    bounds = attack(system, system.closed(system.withheld), pieces, enough=once)
    exact = (bounds.widths < 1) & (np.ceil(bounds.upper) < threshold) & (bounds.upper > 0.5)  # noqa: PLR2004
    widths = system.widths.copy()
    widths[bounds.cells[exact]] = threshold
    return replace(system, widths=widths)
