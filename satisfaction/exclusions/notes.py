"""What a reader of an exclusion audit must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.errors import name_list
from satisfaction.exclusions.age_rules import age_floor
from satisfaction.exclusions.authority import NOT_STATED
from satisfaction.results import Caveat

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.exclusions.settings import AuditSettings
    from satisfaction.tables.exclusions import ExclusionCounts


def notes_on(
    counts: ExclusionCounts, reasons: pd.DataFrame, settings: AuditSettings
) -> tuple[Caveat, ...]:
    """Return what the records cannot tell, and what the settings rest on."""
    said = {
        "overlap_not_told": _overlap(counts),
        "age_not_told": _age(counts),
        "approval_not_told": _approval(counts),
        "authority_unverified": _authority(reasons),
        "authority_not_stated": _unstated(reasons),
        "settings_unverified": _limits(settings),
    }
    return tuple(Caveat(code=code, text=text) for code, text in said.items() if text)


def _overlap(counts: ExclusionCounts) -> str:
    if counts.tells_overlap:
        return ""
    return (
        "The records hold one reason a victim, so nobody can tell whom a reason removed alone. "
        "Without a reason at most as many victims return as it removed. To tell, record further "
        "reasons and name their fields in `also_excluded`."
    )


def _age(counts: ExclusionCounts) -> str:
    if counts.tells_age or not any(age_floor(reason) is not None for reason in counts.used):
        return ""
    return "The records give no age in years, so a rule of age cannot be held against it."


def _approval(counts: ExclusionCounts) -> str:
    fields = {"who approved": counts.tells_approver, "the date": counts.tells_date}
    missing = [what for what, is_told in fields.items() if not is_told]
    if not missing:
        return ""
    return f"The records do not say of every exclusion {' or '.join(missing)}: rule 15 asks for it."


def _authority(reasons: pd.DataFrame) -> str:
    unverified = int((reasons["confidence"] == "unverified").sum())
    if not unverified:
        return ""
    return (
        f"The authority of {unverified} of {len(reasons)} reasons is this package's proposal that "
        "nobody has verified: the force is to state it in rules.yaml."
    )


def _unstated(reasons: pd.DataFrame) -> str:
    unstated = reasons.loc[reasons["authority"] == NOT_STATED, "reason"]
    if unstated.empty:
        return ""
    return (
        f"The rulebook states no authority for {name_list(unstated)}; what would be without it is "
        "not shown, since it may protect victims."
    )


def _limits(settings: AuditSettings) -> str:
    return (
        f"Held against a lowest age of {settings.youngest}, a ratio of "
        f"{settings.ratio_flagged:g} and {settings.tolerated:.0%} of a reason's exclusions without "
        "approver or date: defaults that nobody has verified, unless the force set its own."
    )
