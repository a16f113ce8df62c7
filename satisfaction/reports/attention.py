"""What needs a decision, found in the results themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.contractor.result import ContractorReview
from satisfaction.estimates.change_result import Change
from satisfaction.estimates.control_result import ControlChart
from satisfaction.estimates.funnel_result import Funnel
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.exclusions.result import ExclusionAudit
from satisfaction.representativeness.history import History
from satisfaction.representativeness.result import ProfileCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.reports.exhibits import DrawnExhibit
    from satisfaction.results import Result

# The rule that a result answers: its owner decides.
_RULES: Mapping[type[Result], str] = {
    Estimates: "headline",
    Change: "change",
    ControlChart: "change",
    Gap: "ethnicity_gap",
    Funnel: "comparing_areas",
    ProfileCheck: "profile_check",
    History: "profile_check",
    ExclusionAudit: "exclusions",
    ContractorReview: "monitoring",
}

# Caveats that change how a whole figure may be read.
_GRAVE = frozenset(
    {
        "profile-unknown",
        "unlike-sources",
        "observed-not-self-defined",
        "strata-without-interviews",
        "level-set-aside",
        "period-basis",
        "period-mismatch",
        "history-bases",
        "not-converged",
        "response-not-converged",
        "margins-missed",
        "excluded-issued",
        "excluded-interviewed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A sentence for the first page.

    Attributes
    ----------
    sentence : str
    anchor : str
        Place in the pack that it comes from.
    decides : str
        Who decides, where the rulebook names an owner and the page may.
    """

    sentence: str
    anchor: str = ""
    decides: str = ""


def alerts(
    given: Sequence[str],
    drawn: Sequence[DrawnExhibit],
    anchors: Sequence[str],
    owners: Rules | None = None,
) -> tuple[Alert, ...]:
    """Return what the results call for, then the sentences given; none twice.

    ``owners`` are the rules whose owners are named as those who decide; by default nobody is.
    """
    found: list[Alert] = []
    for exhibit, anchor in zip(drawn, anchors, strict=True):
        decides = _owner(exhibit.exhibit.result, owners)
        if exhibit.wide.layout.meta["needs_attention"]:
            found.append(Alert(sentence=exhibit.words["title"], anchor=anchor, decides=decides))
        found += [
            Alert(sentence=caveat.text.rstrip("."), anchor=anchor, decides=decides)
            for caveat in exhibit.exhibit.result.caveats
            if caveat.code in _GRAVE
        ]
    found += [Alert(sentence=sentence) for sentence in given]
    return tuple({alert.sentence: alert for alert in reversed(found)}.values())[::-1]


def _owner(result: Result, rules: Rules | None) -> str:
    if rules is None:
        return ""
    rule = rules.rules.get(_RULES.get(type(result), ""))
    return rule.owner if rule else ""
