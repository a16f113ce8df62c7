"""What a review measures by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules

_RULE = "contractor_review"
_RULE_OF = {
    "share_validated": "monitoring",
    "share_in_field_centre": "monitoring",
    "fewest_calls": "attempts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorSettings:
    """Floors, limits and bases.

    All stand in the rulebook: the two floors as practice (rule 25), everything else as a default of
    this package that nobody has verified; the contract with the contractor decides.

    Attributes
    ----------
    share_validated, share_in_field_centre : float
        Least share of interviews monitored, reviewed or back-checked.
    failed_back_checks : float
        Share of failed back-checks above which it is a matter for the next visit.
    serious_share : float
        Share of judgements of a listening item that are major or critical above which it is.
    warn_days : int
        How long before a date it is listed as due soon.
    visit_every_days : int
        Longest time between visits where the log names no next one.
    appraisal_every_days : int
        Longest time since an interviewer's last appraisal.
    least_vetting : int
        Place of the least level of vetting in the contract's list, 0 for none.
    fewest_interviews, small_base : int
        Interviewers below the first are not tested; below the second they are marked small base.
    short_share : float
        An interview shorter than this share of the median is very short.
    gaps_share : float
        An interview with so large a share of questions unanswered has many gaps.
    day_minutes : int
        Minutes of interviews that one person can hold in one day.
    fewest_calls : int
        Calls before a victim who was never reached may be closed.
    false_discoveries : float
        Share of interviewers named that may be named wrongly.
    confidence : float
    """

    share_validated: float = 0.10
    share_in_field_centre: float = 0.05
    failed_back_checks: float = 0.05
    serious_share: float = 0.05
    warn_days: int = 60
    visit_every_days: int = 120
    appraisal_every_days: int = 365
    least_vetting: int = 1
    fewest_interviews: int = 20
    small_base: int = 50
    short_share: float = 0.6
    gaps_share: float = 0.1
    day_minutes: int = 480
    fewest_calls: int = 6
    false_discoveries: float = 0.05
    confidence: float = 0.95

    def __post_init__(self) -> None:
        wrong = [f.name for f in fields(self) if not getattr(self, f.name) >= 0]
        shares = [n for n in _SHARES if not 0 < getattr(self, n) < 1]
        if wrong or shares:
            raise UsageError(
                f"Settings of the review that cannot be: {', '.join([*wrong, *shares])}. Shares "
                "lie between 0 and 1, days and counts are 0 or more."
            )

    @classmethod
    def from_rules(cls, rules: Rules) -> Self:
        """Return the settings of the rulebook."""
        found: dict[str, Any] = {
            f.name: rules.number(_RULE_OF.get(f.name, _RULE), f.name) for f in fields(cls)
        }
        whole = {f.name: int(found[f.name]) for f in fields(cls) if isinstance(f.default, int)}
        return cls(**(found | whole))


_SHARES = ("share_validated", "share_in_field_centre", "false_discoveries", "confidence")
