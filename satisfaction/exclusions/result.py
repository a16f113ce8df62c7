"""The exclusion audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd

ReasonVerdict = Literal[
    "authority not stated",
    "wider than the rule",
    "to be justified",
    "documented and within the rule",
]
# From the gravest to the one that needs nothing.
VERDICTS: tuple[ReasonVerdict, ...] = (
    "authority not stated",
    "wider than the rule",
    "to be justified",
    "documented and within the rule",
)
ANY_REASON = "any reason"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExclusionAudit(Result):
    """Who was excluded from the survey, by which reason and on whose authority.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a reason that is in use: ``reason``, ``authority`` (``mandatory``,
        ``discretionary``, ``operational``, ``safeguarding`` or ``not stated``), ``confidence`` (how
        sure that authority is), ``removed`` (victims with the reason), ``rate`` (of all recorded),
        ``alone`` and ``together`` (by this reason only; with others; missing where the records hold
        one reason only), ``would_return`` (victims eligible without the reason, at most that many
        where ``alone`` is missing; never given for safeguarding, mandatory or unstated authority),
        ``age_floor``, ``beyond_rule`` (victims whom the reason covers and the rule does not),
        ``cannot_apply`` (too old for the reason itself), ``wrong_alone`` (of both, those with no
        other reason), ``age_unknown``, ``no_approver``, ``no_date``, ``date_in_doubt``,
        ``undocumented`` (approver or date missing), ``levels_higher`` (levels flagged),
        ``verdict``, ``why``.
    levels : pandas.DataFrame
        One row a reason (and ``any reason``), dimension and level, unknown ones too: ``victims``,
        ``removed``, ``rate`` with ``rate_lower`` and ``rate_upper`` (Wilson), ``ratio`` to the
        overall rate with ``lower`` and ``upper`` (Clopper-Pearson), ``p_value`` of a ratio no
        larger than ``ratio_flagged``, ``q_value`` (Benjamini-Hochberg), ``flag`` (``higher``, ``by
        rule`` or empty).
    without : pandas.DataFrame
        What the eligible would be: ``dropped`` (a discretionary or operational reason, or all of
        them), ``dimension``, ``level``, ``is_known``, ``recorded``, ``eligible``,
        ``eligible_without``, and, of known levels the survey covers, ``recorded_share``, ``share``,
        ``share_without``, ``points`` (moved, as a proportion).
    undocumented : pandas.DataFrame
        One row a reason: ``removed``, ``no_approver``, ``no_date``, ``unreadable_date``,
        ``before_report``, ``too_late``, ``undocumented``. A record with two reasons counts for
        both.
    references : pandas.DataFrame
        Records whose approval is not in order, if a key was given: ``reference`` (a pseudonym),
        ``approver``, ``date``, ``reasons``. At most 500.
    victims, excluded : int
        Recorded, and excluded by any reason.
    steps : pandas.DataFrame
        One row a reason, in the order of the table: ``reason``, ``authority``, ``taken`` (victims
        whom no reason above it removed already), ``remaining``.
    by_authority : pandas.DataFrame
        One row an authority: ``authority``, ``removed`` (each victim once, under the gravest),
        ``rate``.
    tells_overlap : bool
        Whether the records say which reasons go together.
    confidence, ratio_flagged, false_flags : float
    """

    levels: pd.DataFrame
    without: pd.DataFrame
    undocumented: pd.DataFrame
    references: pd.DataFrame
    steps: pd.DataFrame
    by_authority: pd.DataFrame
    victims: int
    excluded: int
    tells_overlap: bool
    confidence: float
    ratio_flagged: float
    false_flags: float

    @property
    def eligible(self) -> int:
        """Victims whom no reason excludes."""
        return self.victims - self.excluded

    @property
    def verdict(self) -> ReasonVerdict:
        """The gravest verdict of any reason."""
        found = set(self.table["verdict"])
        return next((verdict for verdict in VERDICTS if verdict in found), VERDICTS[-1])

    @property
    def finding(self) -> str:
        """The audit in two sentences, for a Board."""
        parts = self.by_authority.set_index("authority")["rate"]
        named = [name for name in ("discretionary", "operational") if name in parts.index]
        shares = " and ".join(f"{parts[name]:.1%} for {name}" for name in named)
        only = " only" if self.tells_overlap else ""
        said = f"; {shares} reasons{only}" if shares else ""
        return (
            f"{self.excluded / self.victims:.1%} of {self.victims:,} victims were excluded{said}. "
            f"{self._conclusion}"
        )

    @property
    def _conclusion(self) -> str:
        if not self.needs_attention:
            return "Every reason is documented and within the rule."
        found = self.table.loc[self.table["verdict"] == self.verdict, "reason"]
        return f"{self.verdict.capitalize()}: {', '.join(found)}."

    def __str__(self) -> str:
        names = ["reason", "authority", "removed", "rate", "alone", "together", "verdict", "why"]
        shown = self.table[names].astype({"alone": "Int64", "together": "Int64"})
        lines = [
            f"{type(self).__name__} {self.provenance.period}".strip(),
            shown.assign(rate=shown["rate"].map("{:.1%}".format)).to_string(
                index=False, na_rep="not told"
            ),
            self.finding,
        ]
        return "\n".join([*lines, *(f"Note: {caveat.text}" for caveat in self.caveats)])

    @property
    def needs_attention(self) -> bool:
        """Whether any reason is more than documented and within the rule."""
        return self.verdict != VERDICTS[-1]
