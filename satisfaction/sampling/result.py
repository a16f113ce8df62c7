"""A sample plan, and the sample drawn by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Caveat, Result

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.sampling.settings import Allowed

OTHERS = "all others"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SamplePlan(Result):
    """How many victims to issue, by stratum and kind of victim.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a draw cell: the strata; each dimension, with the level where it is boosted and
        ``all others`` where it is not; ``frame`` (victims who may be issued), ``response_rate``,
        ``selection_probability``, ``issue`` (expected, frame times probability; a draw takes the
        whole number below or above), ``expected_interviews``, ``boost`` (probability over that of
        an unboosted victim of the same stratum).
    strata : pandas.DataFrame
        One row a stratum: ``victims`` (of the profile), ``frame``, ``response_rate``, ``issue`` (a
        whole number), ``expected_interviews``, ``base_weight`` (victims one interview stands for).
    groups : pandas.DataFrame
        One row a user group: ``frame``, ``issue``, ``expected_interviews``, ``wanted_interviews``,
        ``margin`` (half width to expect of an interval of 50 per cent), ``wanted_margin`` (missing
        where interviews were asked for), ``reached``.
    levels : pandas.DataFrame
        One row a level: ``profile_share``, ``tolerance_lower``, ``tolerance_upper``, ``frame``,
        ``response_rate``, ``added`` (the boost, in ordinary rates of the stratum), ``boost`` (mean
        chance of the level over that without boosts), ``share_without`` and ``expected_share``
        (weighted as the profile check does), ``standard_error``, ``verdict_without`` and
        ``expected_verdict`` (if the sample turns out exactly as expected), ``reached``.
    rates : pandas.DataFrame
        Response rates by level, observed with their base and as used; empty where assumed.
    infeasible : tuple of Caveat
        What cannot be reached: wanted, available, and what would relax it. Empty when all can.
    fields, dimensions : tuple of str
        Names of the stratum fields and of the dimensions, as columns of ``table``.
    tolerance : Allowed
    confidence : float
    """

    strata: pd.DataFrame
    groups: pd.DataFrame
    levels: pd.DataFrame
    rates: pd.DataFrame
    infeasible: tuple[Caveat, ...]
    fields: tuple[str, ...]
    dimensions: tuple[str, ...]
    tolerance: Allowed
    confidence: float

    @property
    def needs_attention(self) -> bool:
        """Whether something that was asked for cannot be reached."""
        return bool(self.infeasible)

    @property
    def _headline(self) -> str:
        victims, interviews = self.strata["issue"].sum(), self.strata["expected_interviews"].sum()
        return f"Issue {int(victims):,} victims for about {interviews:,.0f} interviews."

    def __str__(self) -> str:
        lines = [
            f"SamplePlan {self.provenance.period}".strip(),
            self._headline,
            "",
            self.groups.round(3).to_string(index=False),
            "",
            self.levels[_SHOWN].round(3).to_string(index=False),
            *(f"Cannot be reached: {reason.text}" for reason in self.infeasible),
            *(f"Note: {caveat.text}" for caveat in self.caveats),
        ]
        return "\n".join(lines)


_SHOWN = [
    "dimension", "level", "profile_share", "response_rate", "boost", "share_without",
    "expected_share", "expected_verdict",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IssuedSample(Result):
    """The victims to send to the contractor.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a victim drawn: ``crime`` (the pseudonym), the strata, ``batch``, ``issued_on``,
        ``base_weight`` (1 over the probability), ``inclusion_probability``, and ``file`` and
        ``row`` of the frame, by which the force finds its own reference.
    strata : pandas.DataFrame
        One row a stratum: ``frame``, ``excluded``, ``planned``, ``issued``.
    seed : int
    frame_mark : str
        SHA-256 of the references and cells that were drawn from: another mark, another frame.
    excluded : int
        Victims left out because they were issued or interviewed before.
    """

    strata: pd.DataFrame
    seed: int
    frame_mark: str
    excluded: int

    @property
    def needs_attention(self) -> bool:
        """Whether a stratum gave fewer victims than planned."""
        return bool((self.strata["issued"] < self.strata["planned"]).any())

    def __repr__(self) -> str:
        return f"IssuedSample({len(self.table):,} victims, seed {self.seed})"

    def __str__(self) -> str:
        lines = [
            f"IssuedSample {self.provenance.period}".strip(),
            f"{len(self.table):,} victims drawn with seed {self.seed}.",
            f"{self.excluded:,} left out because they were issued or interviewed before.",
            *(f"Note: {caveat.text}" for caveat in self.caveats),
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        # References stay out of notebooks: their outputs are kept and mailed.
        return f"<pre>{escape(str(self))}</pre>"
