"""The same victim at every step: interviews traced to their crime records by pseudonym."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.tables.returns import Returns

    Bools = npt.NDArray[np.bool_]

ELIGIBLE = "eligible"
JOINED = "joined"
NO_REFERENCE = "no crime reference"
REPEATED = "crime interviewed before in these returns"
SHARED = "reference of several victims"
EXCLUDED = "excluded victim interviewed"
NOT_ISSUED = "eligible, never issued"
UNKNOWN = "unknown reference"
UNKNOWN_OR_EXCLUDED = "not in the frame: unknown reference or excluded victim"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Traced:
    """Victims row by row with what their crime record says.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row a victim issued or, where no issued sample is given, interviewed: ``crime``, the
        recorded dimensions, ``base_weight`` if the sample has it.
    interview : pandas.Series
        Position of the victim's interview in the returns, -1 without one; index as ``rows``.
    joins : pandas.DataFrame
        ``reason``, ``interviews``, ``share``: how each interview was traced, or why it was not.
    recorded : tuple of str
        Dimensions whose recorded value is known row by row.
    is_issued : bool
        Whether ``rows`` are the victims issued.
    excluded, shared : int
        Victims issued whom the records exclude, and whose reference is not theirs alone; they are
        not in ``rows``.
    """

    rows: pd.DataFrame
    interview: pd.Series
    joins: pd.DataFrame
    recorded: tuple[str, ...]
    is_issued: bool
    excluded: int = 0
    shared: int = 0


def trace_interviews(
    returns: Returns,
    dimensions: Sequence[str],
    *,
    frame: pd.DataFrame | None = None,
    issued: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
) -> Traced | None:
    """Join interviews, issued sample and recorded values by the pseudonym of the crime.

    Parameters
    ----------
    returns : Returns
        One period.
    dimensions : sequence of str
    frame, issued, records : pandas.DataFrame, optional
        As :func:`satisfaction.intake.tables.read_table` gives them, with the key of the returns.

    Returns
    -------
    Traced or None
        None where nothing can be traced: no table was given, or the survey has no crime reference.
    """
    if (frame is None and issued is None and records is None) or "crime" not in returns.frame:
        return None
    values = _values(returns, frame, issued, records)
    reasons = _reasons(returns, values, issued, is_census=records is not None)
    crimes = returns.frame["crime"]
    joined = pd.Series(np.flatnonzero(reasons == JOINED), index=crimes[reasons == JOINED])
    base = _interviewed(joined) if issued is None else issued
    crime = base["crime"]
    shared = crime.duplicated(keep=False).to_numpy() | is_among(crime, _shared(values))
    excluded = is_among(crime, _excluded(values)) & ~shared
    rows = _with_values(base[~excluded & ~shared], values, dimensions)
    return Traced(
        rows=rows,
        interview=rows["crime"].map(joined).fillna(-1).astype(np.int64),
        joins=_counted(reasons),
        recorded=tuple(name for name in dimensions if name in rows),
        is_issued=issued is not None,
        excluded=int(excluded.sum()),
        shared=int(shared.sum()),
    )


def is_among(crimes: pd.Series, pool: pd.Series) -> Bools:
    """Return which references are in ``pool``; a missing one never is.

    Arrow's own look-up: pandas would turn every string of the pool into a Python object first.
    """
    found = pc.is_in(
        pa.array(crimes, type=pa.string(), from_pandas=True),
        value_set=pa.array(pool, type=pa.string(), from_pandas=True),
        skip_nulls=True,
    )
    inside: Bools = np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)
    return inside


def _values(
    returns: Returns,
    frame: pd.DataFrame | None,
    issued: pd.DataFrame | None,
    records: pd.DataFrame | None,
) -> pd.DataFrame | None:
    """Return the recorded rows of the crimes that are asked for; shared references stay twice."""
    source = records if records is not None else frame
    if source is None:
        return None
    wanted = returns.frame["crime"]
    if issued is not None:
        wanted = pd.concat([wanted, issued["crime"]])
    return source[is_among(source["crime"], wanted)]


def _reasons(
    returns: Returns,
    values: pd.DataFrame | None,
    issued: pd.DataFrame | None,
    *,
    is_census: bool,
) -> npt.NDArray[np.object_]:
    """Say of each interview how it was traced; the first reason that holds counts."""
    crimes = returns.frame["crime"]
    nowhere: Bools = np.zeros(len(crimes), dtype=bool)
    known = nowhere if values is None else is_among(crimes, values["crime"])
    shared = is_among(crimes, _shared(values)) | is_among(crimes, _shared(issued))
    excluded = is_among(crimes, _excluded(values))
    sent = known if issued is None else is_among(crimes, issued["crime"])
    blank = (crimes.isna() | (crimes == "")).to_numpy()
    conditions = [
        (blank, NO_REFERENCE),
        (crimes.duplicated().to_numpy(), REPEATED),
        (shared, SHARED),
        (excluded, EXCLUDED),
        (sent & (known | (values is None)), JOINED),
        (sent, UNKNOWN if is_census else UNKNOWN_OR_EXCLUDED),
        (known, NOT_ISSUED),
    ]
    otherwise = UNKNOWN if is_census else UNKNOWN_OR_EXCLUDED
    otherwise = NOT_ISSUED if values is None else otherwise
    found: npt.NDArray[np.object_] = np.select(
        [test for test, _ in conditions],
        [np.array(reason, dtype=object) for _, reason in conditions],
        default=np.array(otherwise, dtype=object),
    )
    return found


def _shared(values: pd.DataFrame | None) -> pd.Series:
    if values is None:
        return pd.Series([], dtype="str")
    return values.loc[values["crime"].duplicated(), "crime"]


def _excluded(values: pd.DataFrame | None) -> pd.Series:
    """Return the crimes whose victim the records exclude; without such a column, none."""
    if values is None or "exclusion" not in values:
        return pd.Series([], dtype="str")
    return values.loc[values["exclusion"].astype("str") != ELIGIBLE, "crime"]


def _interviewed(joined: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"crime": joined.index.astype("str")})


def _with_values(
    base: pd.DataFrame, values: pd.DataFrame | None, dimensions: Sequence[str]
) -> pd.DataFrame:
    """Add the recorded dimensions; a victim without a record has none: missing is unknown."""
    rows = base.reset_index(drop=True)
    if values is None:
        return rows
    names = [name for name in dimensions if name in values]
    single = values.drop_duplicates("crime").set_index("crime")[names]
    found = single.reindex(rows["crime"]).reset_index(drop=True)
    return pd.concat([rows.drop(columns=[n for n in names if n in rows]), found], axis="columns")


def _counted(reasons: npt.NDArray[np.object_]) -> pd.DataFrame:
    order = [JOINED, NO_REFERENCE, REPEATED, SHARED, EXCLUDED, NOT_ISSUED, UNKNOWN,
             UNKNOWN_OR_EXCLUDED]  # fmt: skip
    counts = [int((reasons == reason).sum()) for reason in order]
    table = pd.DataFrame({"reason": order, "interviews": counts})
    kept = table[(table["interviews"] > 0) | (table["reason"] == JOINED)].reset_index(drop=True)
    return kept.assign(share=kept["interviews"] / max(len(reasons), 1))
