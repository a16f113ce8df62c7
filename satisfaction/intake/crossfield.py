"""Rules between columns: each a mask of the rows that break it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.checks import DaysBetween, Minimum, Routing, Unique
from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.checks import Check
    from satisfaction.intake.earlier import EarlierKeys


def broken_by(
    check: DaysBetween | Minimum | Routing, frame: pd.DataFrame, misrouted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return the rows that break a rule which looks at one row at a time.

    A missing date or number breaks no rule here: its blank is judged by its own field.
    """
    match check:
        case DaysBetween():
            return _days_outside(check, frame)
        case Minimum():
            return _below(check, frame)
        case Routing():
            return misrouted


def repeats(
    check: Unique,
    frame: pd.DataFrame,
    rejected: npt.NDArray[np.bool_],
    earlier: EarlierKeys | None = None,
) -> npt.NDArray[np.bool_]:
    """Return the rows whose key stands on an earlier row that was not rejected.

    So a good interview is kept although a faulty row with its number came first. A key with a blank
    in it repeats nothing. ``earlier`` holds the keys of the blocks before, if this is a block.
    """
    keys = _key_columns(check, frame)
    candidates = np.flatnonzero(~rejected & ~_has_blank(keys))
    repeated = np.zeros(len(frame), dtype=np.bool_)
    repeated[candidates] = keys.iloc[candidates].duplicated(keep="first").to_numpy()
    if earlier is not None:
        new = candidates[~repeated[candidates]]
        repeated[new] = earlier.add("/".join(check.fields), keys.iloc[new])
    return repeated


def row_checks(checks: Sequence[Check]) -> list[DaysBetween | Minimum | Routing]:
    """Return the checks that look at one row at a time."""
    return [check for check in checks if not isinstance(check, Unique)]


def unique_checks(checks: Sequence[Check]) -> list[Unique]:
    """Return the checks that compare rows with each other."""
    return [check for check in checks if isinstance(check, Unique)]


def _days_outside(check: DaysBetween, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    for name in (check.first, check.second):
        if not pd.api.types.is_datetime64_any_dtype(frame[name].dtype):
            raise _wrong_kind(check, name, "a date")
    days = (frame[check.second] - frame[check.first]).dt.days.to_numpy(np.float64)
    low = -np.inf if check.at_least is None else check.at_least
    high = np.inf if check.at_most is None else check.at_most
    return (days < low) | (days > high)


def _below(check: Minimum, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    years = f"{check.field}_years"
    column = frame[years if years in frame else check.field]
    if not pd.api.types.is_numeric_dtype(column.dtype):
        raise _wrong_kind(check, check.field, "a count or a number")
    return column.to_numpy(np.float64, na_value=np.nan) < check.at_least


def _key_columns(check: Unique, frame: pd.DataFrame) -> pd.DataFrame:
    years = {name: f"{name}_years" for name in check.fields}
    return frame[[years[name] if years[name] in frame else name for name in check.fields]]


def _has_blank(keys: pd.DataFrame) -> npt.NDArray[np.bool_]:
    blank = np.zeros(len(keys), dtype=np.bool_)
    for name in keys:
        column = keys[name]
        blank |= column.isna().to_numpy()
        if isinstance(column.dtype, pd.StringDtype):
            blank |= (column == "").to_numpy(np.bool_)
    return blank


def _wrong_kind(check: DaysBetween | Minimum, field: str, wanted: str) -> DefinitionError:
    return DefinitionError(
        f"The check '{check.reason}' needs {wanted}, and '{field}' is not one. "
        "Name another field or change its kind."
    )
