"""What needs a decision, found in the results themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.reports.exhibits import DrawnExhibit

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
    """A sentence for the first page, with the place in the pack that it comes from."""

    sentence: str
    anchor: str = ""


def alerts(
    given: Sequence[str], drawn: Sequence[DrawnExhibit], anchors: Sequence[str]
) -> tuple[Alert, ...]:
    """Return what the results call for, then the sentences given; none twice."""
    found: list[Alert] = []
    for exhibit, anchor in zip(drawn, anchors, strict=True):
        if exhibit.wide.layout.meta["needs_attention"]:
            found.append(Alert(sentence=exhibit.words["title"], anchor=anchor))
        found += [
            Alert(sentence=caveat.text.rstrip("."), anchor=anchor)
            for caveat in exhibit.exhibit.result.caveats
            if caveat.code in _GRAVE
        ]
    found += [Alert(sentence=sentence) for sentence in given]
    return tuple({alert.sentence: alert for alert in reversed(found)}.values())[::-1]
