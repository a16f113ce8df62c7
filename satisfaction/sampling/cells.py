"""The frame in cells: stratum by age, gender and ethnicity, unknowns included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import ColumnNotFoundError, DataRefusedError, EstimationError, name_list
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.profile import Population, Profile

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Victims who may be issued, in cells.

    Attributes
    ----------
    strata : pandas.DataFrame
        One row a stratum: its fields as text, ``victims`` (of the profile, what its interviews will
        stand for) and ``frame`` (victims who may be issued).
    fields : tuple of str
        Stratum fields; the first is the user group.
    table : pandas.DataFrame
        One row a cell: stratum fields and dimensions as text, ``frame``.
    stratum : (c,) int array
        Row of ``strata`` of each cell.
    """

    strata: pd.DataFrame
    fields: tuple[str, ...]
    table: pd.DataFrame
    stratum: Integers
    caveats: tuple[Caveat, ...] = ()

    @property
    def count(self) -> Floats:
        """Victims in each cell, (c,)."""
        return self.table["frame"].to_numpy(np.float64)

    def by_stratum(self, values: Floats) -> Floats:
        """Add up one number a cell to one a stratum, (h,)."""
        return np.bincount(self.stratum, values, minlength=len(self.strata)).astype(np.float64)


def strata_of(survey: Survey) -> tuple[str, ...]:
    """Return the fields that the sample is stratified by, or a single one for everyone."""
    return survey.weights.strata or (EVERYONE,)


def with_strata(frame: pd.DataFrame, fields: Sequence[str]) -> pd.DataFrame:
    """Return ``frame`` with a stratum for everyone where the survey has no strata."""
    return frame.assign(**{EVERYONE: EVERYONE}) if tuple(fields) == (EVERYONE,) else frame


def frame_of_profile(profile: Profile, survey: Survey) -> pd.DataFrame:
    """Return the profile's eligible victims as cells with ``frame``, where no frame is given."""
    cells = profile.in_scope("eligible")
    names = [*survey.weights.strata, *survey.dimensions]
    counts = cells.groupby(names, observed=True)["victims"].sum().rename("frame")
    return counts.reset_index()


def make_cells(
    frame: pd.DataFrame, profile: Profile, *, survey: Survey, population: Population
) -> Cells:
    """Return the cells of ``frame``, a row a victim, or a row a cell with a column ``frame``.

    Raises
    ------
    ColumnNotFoundError
        If the frame lacks a stratum or a dimension.
    EstimationError
        If no victim of the frame is in a stratum of the profile.
    """
    fields = strata_of(survey)
    names = [*fields, *survey.dimensions]
    rows = _in_scope(with_strata(frame, fields), profile.dimensions, survey.dimensions, names)
    counts = rows.assign(frame=rows.get("frame", 1)).groupby(names, observed=True)["frame"].sum()
    table = counts.reset_index().astype(dict.fromkeys(names, "str"))
    table = table.sort_values(names, ignore_index=True)
    strata = _strata(table, profile, fields, population)
    inside = strata[(strata["victims"] > 0) & (strata["frame"] > 0)].reset_index(drop=True)
    if inside.empty:
        raise EstimationError(
            "No victim of the frame is in a stratum of the profile. Check that both are of one "
            "survey and use the same codes."
        )
    place = pd.Series(np.arange(len(inside)), index=pd.MultiIndex.from_frame(inside[list(fields)]))
    found = place.reindex(pd.MultiIndex.from_frame(table[list(fields)])).to_numpy(np.float64)
    kept = ~np.isnan(found)
    return Cells(
        strata=_standing_for_all(inside, strata, fields[0]),
        fields=fields,
        table=table[kept].reset_index(drop=True),
        stratum=found[kept].astype(np.int64),
        caveats=_caveats(strata),
    )


def _in_scope(
    frame: pd.DataFrame,
    dimensions: Mapping[str, Dimension],
    compared: Sequence[str],
    names: Sequence[str],
) -> pd.DataFrame:
    missing = [name for name in names if name not in frame]
    if missing:
        raise ColumnNotFoundError(
            f"The frame has no column {name_list(missing)}. It needs the strata and the "
            f"dimensions of the survey: {', '.join(names)}."
        )
    if frame.empty:
        raise DataRefusedError("The frame has no victims. Check the period and the exclusions.")
    outside = np.zeros(len(frame), dtype=bool)
    for name in compared:
        outside |= frame[name].isin(dimensions[name].outside).to_numpy()
    return frame[~outside]


def _strata(
    table: pd.DataFrame, profile: Profile, fields: Sequence[str], population: Population
) -> pd.DataFrame:
    covered = with_strata(profile.in_scope(population), fields)
    victims = covered.groupby([covered[f].astype(str) for f in fields])["victims"].sum()
    frame = table.groupby(list(fields))["frame"].sum()
    both = pd.concat([victims, frame], axis="columns").fillna(0)
    both = both[(both > 0).any(axis="columns")].sort_index()
    both.index.names = list(fields)
    return both.reset_index()


def _standing_for_all(inside: pd.DataFrame, strata: pd.DataFrame, group: str) -> pd.DataFrame:
    """Let strata stand for those of their group that cannot be sampled, as base weights do."""
    whole = strata.groupby(group)["victims"].sum()
    there = inside.groupby(group)["victims"].sum()
    return inside.assign(victims=inside["victims"] * inside[group].map(whole / there))


def _caveats(strata: pd.DataFrame) -> tuple[Caveat, ...]:
    found = []
    empty = strata[(strata["frame"] == 0) & (strata["victims"] > 0)]
    if len(empty):
        share = empty["victims"].sum() / strata["victims"].sum()
        found.append(
            Caveat(
                code="strata-without-frame",
                text=f"{len(empty)} strata have victims in the profile ({share:.1%} of them) and "
                "nobody in the frame; other strata of the same group stand for them.",
            )
        )
    strange = strata[strata["victims"] == 0]
    if len(strange):
        found.append(
            Caveat(
                code="strata-without-victims",
                text=f"{len(strange)} strata are in the frame ({int(strange['frame'].sum()):,} "
                "victims) and not in the profile; nothing is issued from them.",
            )
        )
    return tuple(found)
