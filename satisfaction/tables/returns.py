"""The respondents' answers, trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.definitions.levels import dimensions_of
from satisfaction.errors import ColumnNotFoundError, did_you_mean
from satisfaction.periods import parse_period, quarter_of

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.survey import Survey
    from satisfaction.periods import Period
    from satisfaction.results import Caveat, SourceFile


UnknownPolicy = Literal["keep base share", "own level", "refuse"]
ResidualWeights = Literal["base", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """How the column ``weight`` was made from ``base_weight``.

    Attributes
    ----------
    margins : tuple of str
        Fields whose totals the weights meet; empty when they were only brought to strata totals.
    method : str
        ``"none"``, ``"rake"``, ``"post-stratify"``, ``"linear"`` or ``"logit"``.
    by_period : bool
        Whether each period's interviews were weighted to a profile of their own; the column
        ``weight_period`` then says which, and strata and calibration are crossed with it.
    unknown : {"keep base share", "own level", "refuse"}
        How respondents unknown on a margin were treated.
    residual_weights : {"base", "none"}
        How a variance fits calibration residuals: R ``calibrate``, or R ``rake``.
    fpc : {"", "profile"}
        Whether the column ``stratum_population`` holds the victims of each respondent's stratum,
        for a finite population correction.
    margin_error_points : float
        How far the weighted share of the level furthest off is from its target, in percentage
        points; above rounding only where limits of trimming kept the margins from being met.
    """

    margins: tuple[str, ...]
    method: str
    by_period: bool = False
    unknown: UnknownPolicy = "keep base share"
    residual_weights: ResidualWeights = "base"
    fpc: Literal["", "profile"] = ""
    margin_error_points: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Returns:
    """Interviews that passed their contract, one row a respondent.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns are named by the survey definition. References are pseudonyms (text); dates are
        ``datetime64``; categories and questions are ``category`` with every level the definition
        has, unknowns and ways of not answering included, so that nothing is missing. A count with
        bands gives the band under its own name and the number under ``NAME_years``; a
        classification with several groupings gives ``NAME_GROUPING`` for each further one, and
        ``NAME_detail`` for the code's label. ``row`` is the row number in the file; ``flag_REASON``
        says which soft rules a row breaks.
    survey : Survey
    sources : tuple of SourceFile
    weighting : Weighting or None
        None until :func:`satisfaction.weight` has added ``base_weight`` and ``weight``.
    """

    frame: pd.DataFrame
    survey: Survey
    sources: tuple[SourceFile, ...] = ()
    weighting: Weighting | None = None
    caveats: tuple[Caveat, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"Returns({len(self):,} respondents, survey {self.survey.survey!r})"

    def during(self, period: str | Period) -> Returns:
        """Return the interviews made in ``period``."""
        frame = self.frame[made_during(self, period)].reset_index(drop=True)
        return replace(self, frame=frame)

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters in which there are interviews, in order; empty without interview dates."""
        if "interviewed_on" not in self.frame:
            return ()
        days = self.frame["interviewed_on"].drop_duplicates().dropna()
        months = days.dt.to_period("M").drop_duplicates()
        found = {quarter_of(month.start_time.date()) for month in months}
        return tuple(sorted(found, key=lambda quarter: quarter.start))

    def dimension(self, name: str) -> Dimension:
        """Return the levels of ``name``; open levels are those that the data have.

        Raises
        ------
        ColumnNotFoundError
            If the survey has no such category.
        """
        known = dimensions_of(self.survey.fields)
        if name not in known:
            raise ColumnNotFoundError(
                f"The survey has no category '{name}'.{did_you_mean(name, known)} "
                f"It has: {', '.join(known)}."
            )
        return with_open_levels(known[name], self.frame[name])


def with_open_levels(dimension: Dimension, column: pd.Series) -> Dimension:
    """Return ``dimension`` with the levels of ``column`` where the definition left them open."""
    if not dimension.is_open:
        return dimension
    levels = [level for level in column.cat.categories if level not in dimension.unknown]
    return replace(dimension, levels=tuple(levels))


def made_during(returns: Returns, period: str | Period | None) -> npt.NDArray[np.bool_]:
    """Return which interviews were made in ``period``; all of them where none is given.

    Raises
    ------
    ColumnNotFoundError
        If a period is given and the survey has no date of interview.
    """
    if period is None:
        return np.ones(len(returns), dtype=bool)
    if "interviewed_on" not in returns.frame:
        raise ColumnNotFoundError(
            "The survey has no field 'interviewed_on', so its interviews cannot be told apart by "
            "period. Add the date of interview to the definition, or give no period."
        )
    span = parse_period(period)
    days = returns.frame["interviewed_on"].to_numpy()
    first, last = (np.datetime64(day).astype(days.dtype) for day in (span.start, span.end))
    inside: npt.NDArray[np.bool_] = (days >= first) & (days <= last)
    return inside
