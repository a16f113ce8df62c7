"""Dissatisfied respondents, from whom groups are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import ColumnNotFoundError, EstimationError
from satisfaction.focus_groups.topics import rated_poor
from satisfaction.tables.design import weights_of
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

REFERENCES = ("interview", "crime")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dissatisfied:
    """Respondents who are dissatisfied overall, in an order that their file gives.

    Attributes
    ----------
    positions : (n,) int array
        Their rows in the returns.
    frame : pandas.DataFrame
        These rows.
    weights : (n,) float array
    person, crime : (n,) str arrays
        Pseudonyms; ``crime`` is empty where the survey holds none.
    """

    positions: npt.NDArray[np.intp]
    frame: pd.DataFrame
    weights: npt.NDArray[np.float64]
    person: npt.NDArray[np.object_]
    crime: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.positions)


def dissatisfied_of(returns: Returns, period: str | Period | None) -> Dissatisfied:
    """Return the dissatisfied respondents of the period.

    Raises
    ------
    ColumnNotFoundError
        If the survey holds no reference of a respondent.
    EstimationError
        If nobody is dissatisfied.
    """
    frame = returns.frame
    known = [name for name in REFERENCES if name in frame]
    if not known:
        raise ColumnNotFoundError(
            "The survey has no reference 'interview' or 'crime', so that nobody could be invited. "
            "Add one to the definition."
        )
    chosen = rated_poor(frame, returns.survey, returns.survey.outcome) & made_during(
        returns, period
    )
    places = np.flatnonzero(chosen)
    if not len(places):
        raise EstimationError(
            f"None of {len(returns):,} respondents is dissatisfied, so there is nobody to ask. "
            "Take a longer period."
        )
    places = places[_order(frame.iloc[places], known[0])]
    rows = frame.iloc[places].reset_index(drop=True)
    return Dissatisfied(
        positions=places,
        frame=rows,
        weights=weights_of(returns)[places],
        person=rows[known[0]].to_numpy(object),
        crime=rows["crime"].to_numpy(object) if "crime" in rows else np.full(len(rows), "", object),
    )


def _order(rows: pd.DataFrame, reference: str) -> npt.NDArray[np.intp]:
    """Return the order by file and row, so that the order of the rows given does not matter."""
    keys = [name for name in ("file", "row") if name in rows] or [reference]
    text = rows[keys].assign(**({"file": rows["file"].astype("str")} if "file" in keys else {}))
    tie = text.assign(_tie=rows[reference].to_numpy(object))
    ranked = tie.reset_index(drop=True).sort_values([*keys, "_tie"], kind="stable")
    return np.asarray(ranked.index.to_numpy(), dtype=np.intp)
