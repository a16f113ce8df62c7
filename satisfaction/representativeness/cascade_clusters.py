"""The primary sampling unit of each victim issued, from whatever table tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.returns import Returns

    Codes = npt.NDArray[np.int64]


def cluster_field(survey: Survey) -> tuple[str, ...]:
    """Return the field of the first stage's clusters; empty where each respondent is a unit."""
    return survey.weights.clusters[:1]


def fieldwork_clusters(rows: pd.DataFrame, place: Codes, returns: Returns) -> Codes | None:
    """Return the cluster of each row, -1 where no table tells it; None without clusters.

    Parameters
    ----------
    rows : pandas.DataFrame
        Victims issued or interviewed, perhaps with the clusters' field.
    place : (n,) int array
        Position of the victim's interview in the returns, -1 without one.
    returns : Returns
        Tell the cluster of those interviewed.
    """
    names = cluster_field(returns.survey)
    if not names:
        return None
    said = returns.frame[names[0]].astype("str")
    told = said.iloc[place].set_axis(rows.index).where(place >= 0)
    values = rows[names[0]].astype("str").fillna(told) if names[0] in rows else told
    codes, _ = pd.factorize(values)
    return codes.astype(np.int64)


def are_clusters_told(rows: pd.DataFrame, names: tuple[str, ...]) -> bool:
    """Return whether every row has its cluster; true where there are no clusters."""
    return all(name in rows and bool(rows[name].notna().all()) for name in names)
