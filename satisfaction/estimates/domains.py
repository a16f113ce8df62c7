"""Domains: the respondents that an estimate is about, without dropping the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.levels import dimensions_of
from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean, name_list
from satisfaction.numerics.numbering import number_codes
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Domains:
    """Groups of respondents.

    Attributes
    ----------
    group : str
        What they are grouped by, or an empty text.
    levels : tuple of str
    codes : (n,) int array
        Level of each respondent; -1 for those in none.
    """

    group: str
    levels: tuple[str, ...]
    codes: npt.NDArray[np.int64]

    def mask(self, level: int) -> npt.NDArray[np.bool_]:
        """Return who is in level number ``level``."""
        inside: npt.NDArray[np.bool_] = self.codes == level
        return inside


def domains(
    returns: Returns,
    *,
    by: str | Sequence[str] | None,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
) -> Domains:
    """Return the levels of ``by`` among the respondents of ``period`` and ``where``."""
    return during(groups_of(returns, by=by, where=where), returns, period)


def groups_of(
    returns: Returns,
    *,
    by: str | Sequence[str] | None,
    where: Mapping[str, str | Sequence[str]] | None,
) -> Domains:
    """Return the levels of ``by`` among the respondents of ``where``, of any period."""
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    levels: tuple[str, ...] = (EVERYONE,)
    codes = np.zeros(len(returns), dtype=np.int64)
    if names:
        codes, levels = _crossed(returns, names)
        codes, levels = _without(_empty_unknowns(returns, names, codes, levels), codes, levels)
    for name, wanted in (where or {}).items():
        codes[~_chosen(returns, name, wanted)] = -1
    return Domains(group=" x ".join(names), levels=levels, codes=codes)


def during(groups: Domains, returns: Returns, period: str | Period | None) -> Domains:
    """Return the same levels among the respondents of ``period`` only."""
    if period is None and len(returns):
        return groups
    inside = made_during(returns, period)
    if not inside.any():
        raise EstimationError(
            f"No interview was made in {period or 'these returns'}. Check the period and the files."
        )
    return replace(groups, codes=np.where(inside, groups.codes, -1))


def _without(
    empty: set[str], codes: npt.NDArray[np.int64], levels: tuple[str, ...]
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return codes and levels without levels that are empty."""
    if not empty:
        return codes, levels
    kept = np.array([level not in empty for level in levels], dtype=np.bool_)
    # Places among the levels kept; a respondent in none of them has -1.
    places = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    return places[codes], tuple(level for level in levels if level not in empty)


def _chosen(returns: Returns, name: str, wanted: str | Sequence[str]) -> npt.NDArray[np.bool_]:
    column = category_column(returns, name)
    levels = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    known = list(map(str, column.cat.categories))
    missing = [level for level in levels if level not in known]
    if missing:
        raise ColumnNotFoundError(
            f"'{name}' has no level {name_list(missing)}.{did_you_mean(missing[0], known)} "
            f"Levels: {', '.join(known)}."
        )
    return column.isin(levels).to_numpy()


def category_column(returns: Returns, name: str) -> pd.Series:
    """Return a category column, or an error that lists those there are."""
    frame = returns.frame
    known = [c for c in frame.columns if isinstance(frame[c].dtype, pd.CategoricalDtype)]
    if name not in known:
        raise ColumnNotFoundError(
            f"The returns have no category '{name}' to group by."
            f"{did_you_mean(name, known)} They have: {', '.join(known)}."
        )
    return frame[name]


def _empty_unknowns(
    returns: Returns,
    names: Sequence[str],
    codes: npt.NDArray[np.int64],
    levels: Sequence[str],
) -> set[str]:
    """Return the levels that say nothing and that nobody has: a row of zeros would say nothing."""
    known = dimensions_of(returns.survey.fields)
    if len(names) != 1 or names[0] not in known:
        return set()
    held = np.bincount(codes + 1, minlength=len(levels) + 1)[1:] > 0
    return {
        level
        for level, is_held in zip(levels, held, strict=True)
        if not is_held and level in known[names[0]].unknown
    }


def _crossed(
    returns: Returns, names: Sequence[str]
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return each respondent's level and the levels in order; of crossed ones those that occur.

    Levels are crossed by their codes: joining their names row by row takes a hundred times as long.
    """
    columns = [category_column(returns, name) for name in names]
    codes = columns[0].cat.codes.to_numpy().astype(np.int64)
    levels = [str(level) for level in columns[0].cat.categories]
    for column in columns[1:]:
        inner = column.cat.codes.to_numpy()
        size = len(column.cat.categories)
        both = codes * size + inner
        both[(codes < 0) | (inner < 0)] = -1
        found, codes = _numbered(both, len(levels) * size)
        pairs = [divmod(int(pair), size) for pair in found]
        levels = [f"{levels[outer]} x {column.cat.categories[place]}" for outer, place in pairs]
    return codes, tuple(levels)


def _numbered(
    codes: npt.NDArray[np.int64], size: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the codes that occur, in order, and the place of each row's; -1 stays."""
    if codes.min(initial=0) >= 0:
        return number_codes(codes, size)[:2]
    found, places, _ = number_codes(codes + 1, size + 1)
    return found[1:] - 1, places - 1
