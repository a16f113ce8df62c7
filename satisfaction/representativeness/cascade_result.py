"""What a cascade returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.results import Caveat, Result, readable

if TYPE_CHECKING:
    import pandas as pd

NO_STEP = "no step stands out"

_MANY = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cascade(Result):
    """From recorded victims to valid answers, step by step.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a dimension, level and step: ``before`` and ``after`` (stages), ``count_before``,
        ``count_after`` (victims), ``weighted_before``, ``weighted_after``, ``share_before``,
        ``share_after`` (of the known, weighted), ``difference`` with ``lower`` and ``upper``,
        ``retention_unweighted`` (victims after over before, each counted one), ``retention_ratio``
        (share after over share before: how much more of the level is kept than of all whose level
        is known) with ``ratio_lower`` and ``ratio_upper``, ``unknown_before``, ``unknown_after``,
        ``chance`` (what the intervals allow for; ``not told`` where the sample is clustered and the
        tables do not give the clusters), ``weight`` (of every column but the counts and
        ``retention_unweighted``), ``source`` (who said what the level is), ``p_adjusted``,
        ``stands_out``.
    stages : pandas.DataFrame
        ``stage``, ``victims``, ``weighted`` (by the weight of the stage), and of victims counted
        one each ``retention_unweighted`` (of the stage before) and ``of_recorded``.
    summary : pandas.DataFrame
        One row a dimension and level: ``share_first``, ``share_last``, ``difference`` (the sum of
        its steps), ``costs_at`` and ``cost`` (the step that takes most), ``gains_at`` and ``gain``;
        where no step is beyond chance, ``no step stands out``; ``beyond_tolerance``.
    draw : pandas.DataFrame
        Is the issued sample a random draw within strata? ``dimension``, ``chi_square``, ``df``,
        ``p_value``, ``p_adjusted``, ``verdict``. Empty without an issued sample.
    joins : pandas.DataFrame
        ``reason``, ``interviews``, ``share``: how interviews were traced to crime records.
    cannot_tell : tuple of Caveat
        What the files given do not show; also among ``caveats``.
    confidence : float
    """

    stages: pd.DataFrame
    summary: pd.DataFrame
    draw: pd.DataFrame
    joins: pd.DataFrame
    cannot_tell: tuple[Caveat, ...]
    confidence: float

    @property
    def needs_attention(self) -> bool:
        """Whether a level is lost beyond tolerance, a draw not random or an exclusion broken."""
        lost = self.summary["beyond_tolerance"] & (self.summary["costs_at"] != NO_STEP)
        drawn = self.draw["verdict"].eq("not like a random draw").any()
        broken = {"excluded-interviewed", "excluded-issued"} & {c.code for c in self.caveats}
        return bool(lost.any() or drawn or broken)

    def __str__(self) -> str:
        stages = readable(self.stages).to_string(index=False)
        return f"{Result.__str__(replace(self, table=self._overview()))}\n\n{stages}"

    def _repr_html_(self) -> str:
        stages = readable(self.stages).to_html(index=False, border=0, escape=True)
        return f"{stages}{Result._repr_html_(replace(self, table=self._overview()))}"

    def _overview(self) -> pd.DataFrame:
        """Return the summary for people: of dimensions with many levels, only what is lost."""
        sizes = self.summary.groupby("dimension")["level"].transform("size")
        named = self.summary["costs_at"] != NO_STEP
        return self.summary[(sizes <= _MANY) | named]
