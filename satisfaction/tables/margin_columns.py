"""The margins of a calibration as columns of level codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.tables.returns import Returns, UnknownPolicy

Beyond = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarginColumn:
    """One margin: a field, or several fields crossed.

    Attributes
    ----------
    name : str
        The field, or fields joined by " x ".
    fields : tuple of str
    levels : tuple of str
        All levels, also those that nobody has.
    known : (k,) bool array
        Which levels the profile's shares are for; the others are ways of being unknown.
    codes : (n,) int array
        Level of each respondent.
    """

    name: str
    fields: tuple[str, ...]
    levels: tuple[str, ...]
    known: npt.NDArray[np.bool_]
    codes: npt.NDArray[np.integer]


def margin_columns(
    returns: Returns,
    names: Sequence[str],
    *,
    crossed: bool,
    unknown: UnknownPolicy,
    beyond: Mapping[str, Beyond] | None = None,
) -> list[MarginColumn]:
    """Return one column a margin, or a single one of all fields crossed.

    ``beyond`` holds further levels of a field that no respondent has, and whether each is known.

    Raises
    ------
    CalibrationError
        If a respondent has no level at all.
    """
    more = beyond or {}
    columns = [_field_column(returns, name, unknown, more.get(name, ())) for name in names]
    return [reduce(_cross, columns)] if crossed and columns else columns


def _field_column(
    returns: Returns, name: str, unknown: UnknownPolicy, beyond: Beyond
) -> MarginColumn:
    column = returns.frame[name]
    codes = column.cat.codes.to_numpy()
    if codes.min(initial=0) < 0:
        raise CalibrationError(
            f"{name}: {int((codes < 0).sum())} respondents have no level, not even an unknown one. "
            "Read the returns with read_returns, which gives blanks a level, or leave them out."
        )
    dimension = returns.dimension(name)
    counted = {*dimension.levels, *(dimension.unknown if unknown == "own level" else ())}
    levels = [str(level) for level in column.cat.categories]
    known = [level in counted for level in levels] + [is_known for _, is_known in beyond]
    return MarginColumn(
        name=name,
        fields=(name,),
        levels=(*levels, *(level for level, _ in beyond)),
        known=np.array(known, dtype=np.bool_),
        codes=codes,
    )


def _cross(left: MarginColumn, right: MarginColumn) -> MarginColumn:
    return MarginColumn(
        name=f"{left.name} x {right.name}",
        fields=(*left.fields, *right.fields),
        levels=tuple(f"{one} x {other}" for one in left.levels for other in right.levels),
        known=np.outer(left.known, right.known).ravel(),
        codes=left.codes.astype(np.int64) * len(right.levels) + right.codes,
    )
