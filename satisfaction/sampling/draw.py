"""Draw the sample that a plan asks for."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import ColumnNotFoundError, DataRefusedError, UsageError, name_list
from satisfaction.results import Caveat, Provenance
from satisfaction.sampling.barring import barred_references
from satisfaction.sampling.cells import with_strata
from satisfaction.sampling.result import OTHERS, IssuedSample
from satisfaction.sampling.systematic import chances_for, pick, random_starts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import numpy.typing as npt

    from satisfaction.sampling.result import SamplePlan

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

_STRATUM, _CELL, _CHANCE = "_stratum", "_cell", "_chance"


def draw_sample(
    frame: pd.DataFrame,
    plan: SamplePlan,
    *,
    rng: int,
    exclude: pd.DataFrame | Sequence[pd.DataFrame] = (),
    issued_on: date | None = None,
    batch: str = "1",
) -> IssuedSample:
    """Draw the victims to issue: stratified, systematic, and the same for the same seed.

    In each stratum of the plan the frame is put in order (draw cell, then age, ethnicity, gender,
    report date, and the reference's pseudonym) and every so-manyth victim is taken from a random
    start, each with the chance that the plan gives. The order of the rows given does not matter.

    Parameters
    ----------
    frame : pandas.DataFrame
        Trusted table of the victims who may be issued, one row a victim.
    plan : SamplePlan
    rng : int
        Seed. The same frame, pseudonym key, plan and seed give the same sample everywhere.
    exclude : pandas.DataFrame or sequence of them
        Trusted tables with ``crime`` of victims issued or interviewed before. Rows whose
        date ``issued_on`` or ``interviewed_on`` is more than 12 months before the day sent are let
        in again.
    issued_on : datetime.date, optional
        Day on which the sample is sent.
    batch : str
        Batch in which it is sent.

    Returns
    -------
    IssuedSample
        Its references are pseudonyms; ``file`` and ``row`` say where each victim stands in the
        frame's file, by which the force finds its own reference.

    Raises
    ------
    ColumnNotFoundError
        If the frame lacks a column that the plan needs.
    DataRefusedError
        If a reference stands in the frame twice: two chances for one victim.
    UsageError
        If ``rng`` is no whole number of 0 or more.

    Notes
    -----
    Systematic sampling with given inclusion probabilities (Madow 1949). The size of each stratum's
    sample is the plan's; of a draw cell, the whole number below or above what the plan expects, so
    that cells of two or three victims keep their chance instead of losing it to rounding. Where
    exclusions or another frame change a stratum, chances are scaled to give its size all the same,
    and the probability on each row is the one that was used.
    """
    _refuse_seed(rng)
    fields, dimensions = list(plan.fields), list(plan.dimensions)
    _refuse_frame(frame, fields, dimensions)
    placed, strange = _placed(with_strata(frame, fields), plan, fields, dimensions)
    barred = placed["crime"].isin(barred_references(exclude, issued_on)).to_numpy()
    left = placed[~barred]
    ordered = left.iloc[_order(left, dimensions)].reset_index(drop=True)
    sizes = _sizes(ordered, plan)
    stratum = ordered[_STRATUM].to_numpy(np.int64)
    chances = chances_for(stratum, ordered[_CHANCE].to_numpy(np.float64), sizes)
    names = ["/".join(row) for row in plan.strata[fields].astype(str).to_numpy()]
    drawn = pick(stratum, chances, random_starts(rng, names))
    table = _table(ordered[drawn], chances[drawn], fields, batch=batch, issued_on=issued_on)
    strata = _stratum_counts(placed, barred, table, plan, fields)
    return IssuedSample(
        table=table.drop(columns=_STRATUM),
        provenance=_provenance(plan, rng),
        caveats=(*_caveats(strata, strange), *_reference_caveat()),
        strata=strata,
        seed=rng,
        frame_mark=_mark(ordered),
        excluded=int(barred.sum()),
    )


def _refuse_seed(rng: object) -> None:
    if not isinstance(rng, int) or isinstance(rng, bool) or rng < 0:
        raise UsageError(
            "`rng` is the seed of the draw: a whole number of 0 or more, such as 2007."
        )


def _refuse_frame(frame: pd.DataFrame, fields: Sequence[str], dimensions: Sequence[str]) -> None:
    wanted = ["crime", *fields, *dimensions]
    missing = [name for name in wanted if name not in with_strata(frame, fields)]
    if missing:
        raise ColumnNotFoundError(
            f"The frame has no column {name_list(missing)}. The plan needs {', '.join(wanted)}."
        )
    twice = int(frame["crime"].duplicated().sum())
    if twice:
        raise DataRefusedError(
            f"{twice:,} rows of the frame repeat a crime reference that stands on an earlier row, "
            "so a victim would have two chances. Keep one row a reference."
        )


def _placed(
    frame: pd.DataFrame, plan: SamplePlan, fields: list[str], dimensions: list[str]
) -> tuple[pd.DataFrame, int]:
    """Return the rows that the plan covers with stratum, draw cell and chance; how many it misses.

    A victim of a kind that the plan's frame did not have gets the unboosted chance of the stratum.
    """
    strata = plan.strata[fields].astype(str)
    number = pd.Series(np.arange(len(strata)), index=_index(strata))
    stratum = number.reindex(_index(frame[fields].astype(str))).to_numpy(np.float64)
    cells = plan.table.assign(**{_CELL: np.arange(len(plan.table))})
    keys = frame[fields].astype(str)
    for name in dimensions:
        boosted = [level for level in cells[name].unique() if level != OTHERS]
        text = frame[name].astype(str)
        keys = keys.assign(**{name: text.where(text.isin(boosted), OTHERS)})
    by_key = cells.set_index([*fields, *dimensions])
    found = by_key.reindex(pd.MultiIndex.from_frame(keys))
    plain = _ordinary_chances(plan, fields)
    outside = np.isnan(stratum)
    place = np.where(outside, 0, stratum).astype(np.int64)
    chance = found["selection_probability"].to_numpy(np.float64)
    placed = frame.assign(
        **{
            _STRATUM: place,
            _CELL: np.nan_to_num(found[_CELL].to_numpy(np.float64), nan=-1.0),
            _CHANCE: np.where(np.isnan(chance), plain[place], chance),
        }
    )
    return placed[~outside], int(outside.sum())


def _ordinary_chances(plan: SamplePlan, fields: list[str]) -> Floats:
    """Return the smallest chance of each stratum, which is that of its unboosted victims."""
    least = plan.table.groupby(fields)["selection_probability"].min()
    least.index = _index(least.index.to_frame())
    return np.asarray(least.reindex(_index(plan.strata[fields].astype(str))), dtype=np.float64)


def _index(keys: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(keys)


def _order(frame: pd.DataFrame, dimensions: Sequence[str]) -> Integers:
    """Return positions by stratum, draw cell, dimensions, report date, pseudonym."""
    wanted = ["age", "ethnicity", "gender"]
    first = [name for name in wanted if name in dimensions]
    implicit = [*first, *(name for name in dimensions if name not in wanted)]
    keys: list[npt.NDArray[np.generic]] = [frame["crime"].rank(method="first").to_numpy()]
    if "reported_on" in frame:
        keys.append(frame["reported_on"].to_numpy().astype("datetime64[D]").astype(np.int64))
    keys += [_codes(frame[name]) for name in reversed(implicit)]
    order = np.lexsort([*keys, frame[_CELL].to_numpy(), frame[_STRATUM].to_numpy()])
    return np.asarray(order, dtype=np.int64)


def _codes(column: pd.Series) -> Integers:
    codes = column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column.rank()
    return np.asarray(codes.to_numpy(), dtype=np.int64)


def _sizes(ordered: pd.DataFrame, plan: SamplePlan) -> Integers:
    there = np.bincount(ordered[_STRATUM], ordered[_CHANCE] > 0, minlength=len(plan.strata))
    planned = plan.strata["issue"].to_numpy(np.int64)
    return np.asarray(np.minimum(planned, there), dtype=np.int64)


def _table(
    drawn: pd.DataFrame,
    chances: Floats,
    fields: Sequence[str],
    *,
    batch: str,
    issued_on: date | None,
) -> pd.DataFrame:
    kept = [name for name in ("file", "row") if name in drawn]
    given = [name for name in fields if name != "everyone"]
    table = drawn[["crime", *given, _STRATUM]].assign(
        batch=pd.Categorical([batch] * len(drawn)),
        issued_on=pd.Series(
            [pd.Timestamp(issued_on) if issued_on else pd.NaT] * len(drawn),
            index=drawn.index,
            dtype="datetime64[us]",
        ),
        base_weight=1 / chances,
        inclusion_probability=chances,
    )
    return table.assign(**{name: drawn[name] for name in kept}).reset_index(drop=True)


def _stratum_counts(
    placed: pd.DataFrame,
    barred: npt.NDArray[np.bool_],
    table: pd.DataFrame,
    plan: SamplePlan,
    fields: Sequence[str],
) -> pd.DataFrame:
    count = len(plan.strata)
    stratum = placed[_STRATUM].to_numpy(np.int64)
    return plan.strata[list(fields)].assign(
        frame=np.bincount(stratum, minlength=count),
        excluded=np.bincount(stratum[barred], minlength=count),
        planned=plan.strata["issue"].to_numpy(np.int64),
        issued=np.bincount(table[_STRATUM], minlength=count),
    )


def _mark(ordered: pd.DataFrame) -> str:
    digest = sha256("\n".join(ordered["crime"]).encode())
    for name in (_STRATUM, _CELL):
        digest.update(ordered[name].to_numpy().astype("<i8").tobytes())
    return digest.hexdigest()


def _provenance(plan: SamplePlan, rng: int) -> Provenance:
    return Provenance(
        survey=plan.provenance.survey,
        period=plan.provenance.period,
        method=(
            "Stratified systematic sample with the plan's inclusion probabilities, ordered by draw "
            f"cell, age, ethnicity, gender, report date and pseudonym; seed {rng}. "
            f"{plan.provenance.method}"
        ),
        sources=plan.provenance.sources,
    )


def _caveats(strata: pd.DataFrame, strange: int) -> tuple[Caveat, ...]:
    found = []
    short = int((strata["planned"] - strata["issued"]).clip(lower=0).sum())
    if short:
        found.append(
            Caveat(
                code="fewer-than-planned",
                text=f"{short:,} fewer victims than planned: the frame has no more in "
                f"{int((strata['issued'] < strata['planned']).sum())} strata after exclusions.",
            )
        )
    if strange:
        found.append(
            Caveat(
                code="outside-the-plan",
                text=f"{strange:,} victims of the frame are in strata that the plan does not have "
                "and could not be drawn.",
            )
        )
    return tuple(found)


def _reference_caveat() -> tuple[Caveat, ...]:
    return (
        Caveat(
            code="references",
            text="References are pseudonyms. Those that the contractor needs are written by "
            "`satisfaction draw-sample`, from the frame's own file, to a private file.",
        ),
    )
