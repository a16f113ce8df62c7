"""Domains: the respondents that an estimate is about, without dropping the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.levels import dimensions_of
from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean, name_list
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

EVERYONE = "everyone"
_DENSE = 65_536  # codes that are counted rather than sorted, whatever the number of rows


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
    inside = _inside(returns, period, where)
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    if not names:
        return Domains(group="", levels=(EVERYONE,), codes=np.where(inside, 0, -1))
    codes, levels = _crossed(returns, names)
    empty = _empty_unknowns(returns, names, codes, levels)
    kept = np.array([level not in empty for level in levels], dtype=np.bool_)
    # Places among the levels kept; a respondent in none of them has -1, as one outside has.
    places = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    return Domains(
        group=" x ".join(names),
        levels=tuple(level for level in levels if level not in empty),
        codes=np.where(inside, places[codes], -1).astype(np.int64),
    )


def _inside(
    returns: Returns,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
) -> npt.NDArray[np.bool_]:
    inside = made_during(returns, period)
    if not inside.any():
        raise EstimationError(
            f"No interview was made in {period or 'these returns'}. Check the period and the files."
        )
    for name, wanted in (where or {}).items():
        inside = inside & _chosen(returns, name, wanted)
    return inside


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
    held = np.bincount(codes[codes >= 0], minlength=len(levels)) > 0
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
        inner = column.cat.codes.to_numpy().astype(np.int64)
        both = np.where((codes >= 0) & (inner >= 0), codes * len(column.cat.categories) + inner, -1)
        found, codes = _numbered(both, len(levels) * len(column.cat.categories))
        pairs = [divmod(int(pair), len(column.cat.categories)) for pair in found]
        levels = [f"{levels[outer]} x {column.cat.categories[place]}" for outer, place in pairs]
    return codes, tuple(levels)


def _numbered(
    codes: npt.NDArray[np.int64], size: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the codes that occur, in order, and the place of each row's; -1 stays."""
    if size > len(codes) + _DENSE:
        found, places = np.unique(np.append(codes, -1), return_inverse=True)
        return found[1:], places[:-1].astype(np.int64) - 1
    held = np.bincount(codes[codes >= 0] if codes.min(initial=0) < 0 else codes, minlength=size) > 0
    place = np.append(np.where(held, np.cumsum(held) - 1, -1), -1)
    return np.flatnonzero(held), place[codes]
