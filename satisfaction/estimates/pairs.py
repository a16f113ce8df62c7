"""Which two groups a gap is between: levels of a category, everyone, or all the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.definitions.levels import dimensions_of
from satisfaction.errors import ColumnNotFoundError, UsageError, did_you_mean
from satisfaction.estimates.domains import EVERYONE, category_column, domains
from satisfaction.numerics.graded_differences import BOTH, FIRST, SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

OTHERS = "others"
Against = Literal["everyone", "others"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two groups of one category.

    Attributes
    ----------
    by : str
        The category.
    first, second : str
        Levels of it, ``"everyone"`` or ``"others"``.
    """

    by: str
    first: str
    second: str


def pairs_of(
    returns: Returns, between: tuple[str, str] | None, against: Against | None, by: str | None
) -> tuple[Pair, ...]:
    """Return the one pair asked for, or each known level against everyone or the others.

    Raises
    ------
    UsageError
        If neither or both of ``between`` and ``against`` are given, or a pair makes no sense.
    ColumnNotFoundError
        If the category or a level is not there.
    """
    if (between is None) == (against is None):
        raise UsageError(
            "Give either the two groups that the gap is between, or what every level is to be held "
            "against (everyone, or others); not both and not neither."
        )
    if between is not None:
        name = _category(returns, by, between)
        return (Pair(by=name, first=between[0], second=between[1]),)
    if against not in (EVERYONE, OTHERS):
        raise UsageError(f"Levels are held against 'everyone' or 'others', not '{against}'.")
    if by is None:
        raise UsageError("Name the category whose levels are to be compared, such as user_group.")
    return tuple(Pair(by=by, first=level, second=against) for level in known_levels(returns, by))


def known_levels(returns: Returns, by: str) -> tuple[str, ...]:
    """Return the levels of a category that say something, in their order."""
    unknown = _unknown_levels(returns, by)
    return tuple(level for level in _levels(returns, by) if level not in unknown)


def _unknown_levels(returns: Returns, by: str) -> tuple[str, ...]:
    """Return the unknown levels of a field, or of the field that a grouping is of."""
    known = dimensions_of(returns.survey.fields)
    of = [name for name in known if by == name or by.startswith(f"{name}_")]
    return known[max(of, key=len)].unknown if of else ()


def members(
    returns: Returns,
    pair: Pair,
    *,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
) -> npt.NDArray[np.int64]:
    """Return who is in the first group only, in the second only, in both; -1 for neither."""
    groups = domains(returns, by=pair.by, period=period, where=where)
    known = known_levels(returns, pair.by)
    sides = []
    for side, opposite in ((pair.first, pair.second), (pair.second, pair.first)):
        if side in groups.levels:
            chosen: Sequence[str] = (side,)
        elif side == EVERYONE:
            chosen = groups.levels
        else:
            chosen = [level for level in known if level != opposite]
        sides.append(np.isin([*groups.levels, ""], chosen))
    return side_codes(*sides)[groups.codes]


def side_codes(
    first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return the code of being in the first group only, in the second only, in both, in neither."""
    return np.select([first & second, first, second], [BOTH, FIRST, SECOND], default=-1)


def _category(returns: Returns, by: str | None, between: tuple[str, str]) -> str:
    """Return the category that has the levels of a pair."""
    levels = [side for side in between if side not in (EVERYONE, OTHERS)]
    if not levels or between[0] == between[1]:
        raise UsageError("A gap needs two different groups, and at least one that is a level.")
    if by is None:
        return _category_with(returns, levels)
    known = _levels(returns, by)
    for level in levels:
        if level not in known:
            others = [name for name in _having(returns, levels) if name != by]
            hint = f" {' and '.join(others)} has all of them." if others else ""
            raise ColumnNotFoundError(
                f"'{by}' has no level '{level}'.{hint or did_you_mean(level, known)} "
                f"Levels: {', '.join(known)}."
            )
    return by


def _category_with(returns: Returns, levels: Sequence[str]) -> str:
    having = _having(returns, levels)
    if len(having) != 1:
        wanted = " and ".join(f"'{level}'" for level in levels)
        raise ColumnNotFoundError(
            f"Exactly one category must have {wanted} among its levels; "
            f"found: {', '.join(having) or 'none'}. Name the category as well."
        )
    return having[0]


def _having(returns: Returns, levels: Sequence[str]) -> list[str]:
    """Return the categories that have all of ``levels``."""
    frame = returns.frame.select_dtypes("category")
    return [str(c) for c in frame if set(levels) <= set(frame[c].cat.categories)]


def _levels(returns: Returns, by: str) -> list[str]:
    return list(map(str, category_column(returns, by).cat.categories))
