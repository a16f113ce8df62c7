"""Like with like: respondents as the crime record describes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from satisfaction.tables.returns import Returns

_CRIME = "crime"
_FEWEST_FOUND = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """Returns whose dimensions stand as on the crime record, with what that left open."""

    returns: Returns
    caveats: tuple[Caveat, ...]


def as_recorded(returns: Returns, recorded: pd.DataFrame, dimensions: tuple[str, ...]) -> Described:
    """Return the respondents with the recorded values of ``dimensions``, joined by crime.

    A respondent whose crime is not in ``recorded``, or is there more than once (several victims),
    is unknown on every dimension, as is one whose recorded value the survey does not cover.

    Parameters
    ----------
    returns : Returns
    recorded : pandas.DataFrame
        ``crime`` (pseudonyms made with the key of the returns) and each dimension, as
        ``read_table`` gives frame or crime records.
    dimensions : tuple of str

    Raises
    ------
    ColumnNotFoundError
        If the returns have no ``crime``, or ``recorded`` lacks a dimension.
    EstimationError
        If more than half of the respondents are not found.
    """
    _refuse_missing(returns, recorded, dimensions)
    # Look-ups by position: `isin` and `map` on text take ten times as long.
    known = pd.Index(recorded[_CRIME].to_numpy(object))
    crimes = returns.frame[_CRIME].to_numpy(object)
    once = ~known.duplicated(keep=False)
    places = known[once].get_indexer(crimes)
    found = places >= 0
    _refuse_unjoined(int(found.sum()), len(returns))
    rows = recorded[once]
    columns = {
        name: _column(rows[name].astype("str").take(places).where(found), returns, name)
        for name in dimensions
    }
    several = int((known.unique().get_indexer(crimes) >= 0).sum() - found.sum())
    return Described(
        returns=replace(returns, frame=returns.frame.assign(**columns)),
        caveats=_caveats(len(returns), int(found.sum()), several),
    )


def _refuse_missing(returns: Returns, recorded: pd.DataFrame, dimensions: tuple[str, ...]) -> None:
    if _CRIME not in returns.frame:
        raise ColumnNotFoundError(
            "The returns have no field 'crime' to find the crime record by. Add the crime "
            "reference to the survey definition, or leave out `recorded`."
        )
    for name in (_CRIME, *dimensions):
        if name not in recorded:
            raise ColumnNotFoundError(
                f"`recorded` has no column '{name}'.{did_you_mean(name, recorded.columns)} "
                f"It needs {', '.join((_CRIME, *dimensions))}."
            )


def _refuse_unjoined(found: int, interviews: int) -> None:
    if found < _FEWEST_FOUND * interviews:
        raise EstimationError(
            f"Only {found:,} of {interviews:,} interviews have their crime once in `recorded`. "
            "Most likely they were read with different pseudonym keys (give both commands the same "
            "--key-file), or the frame covers another quarter than the interviews: for a rolling "
            "year give the crime records."
        )


def _column(values: pd.Series, returns: Returns, name: str) -> pd.Series:
    """Return recorded values as the survey's levels; what is none of them is unknown."""
    dimension = returns.dimension(name)
    held = values.where(values.isin(dimension.levels), dimension.unknown[0])
    kind = pd.CategoricalDtype(list(returns.frame[name].cat.categories))
    return held.astype(kind).set_axis(returns.frame.index)


def _caveats(interviews: int, found: int, several: int) -> tuple[Caveat, ...]:
    missing = interviews - found - several
    if not missing + several:
        return ()
    return (
        Caveat(
            code="recorded-not-found",
            text=(
                f"Of {interviews:,} interviews {missing:,} have no crime record and {several:,} "
                "one with several victims: unknown in the comparison of recorded with recorded."
            ),
        ),
    )
