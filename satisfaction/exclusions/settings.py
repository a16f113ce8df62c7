"""What an exclusion audit goes by, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules

_RULE = "unnecessary_exclusion"
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSettings:
    """Limits of one audit.

    Attributes
    ----------
    youngest : int
        Lowest age that the rule lets the survey interview.
    ratio_flagged : float
        Ratio to the overall rate above which a level is flagged.
    false_flags : float
        Expected share of false flags among all.
    tolerated : float
        Share of a reason's exclusions that may lack approver or date.
    confidence : float
    """

    youngest: int
    ratio_flagged: float
    false_flags: float
    tolerated: float
    confidence: float = _CONFIDENCE


def settings_of(rules: Rules) -> AuditSettings:
    """Return the rulebook's settings."""
    return AuditSettings(
        youngest=int(rules.number(_RULE, "youngest_age")),
        ratio_flagged=rules.number(_RULE, "ratio_flagged"),
        false_flags=rules.number(_RULE, "false_flags"),
        tolerated=rules.number(_RULE, "undocumented_tolerated"),
    )
