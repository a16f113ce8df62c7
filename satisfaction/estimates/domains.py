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
    labels = _labels(returns, names)
    # Not `remove_categories`, which sorts those that stay.
    empty = _empty_unknowns(returns, names, labels)
    labels = labels.cat.set_categories([c for c in labels.cat.categories if c not in empty])
    codes = np.where(inside, labels.cat.codes.to_numpy(), -1).astype(np.int64)
    levels = tuple(map(str, labels.cat.categories))
    return Domains(group=" x ".join(names), levels=levels, codes=codes)


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


def _empty_unknowns(returns: Returns, names: Sequence[str], labels: pd.Series) -> list[str]:
    """Return the levels that say nothing and that nobody has: a row of zeros would say nothing."""
    known = dimensions_of(returns.survey.fields)
    if len(names) != 1 or names[0] not in known:
        return []
    return [level for level in known[names[0]].unknown if not (labels == level).any()]


def _labels(returns: Returns, names: Sequence[str]) -> pd.Series:
    columns = [category_column(returns, name) for name in names]
    if len(columns) == 1:
        return columns[0]
    joined = columns[0].astype(str)
    for column in columns[1:]:
        joined = joined + " x " + column.astype(str)
    return joined.astype("category")
