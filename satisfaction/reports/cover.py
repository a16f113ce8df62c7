"""What the first page of a pack says: what changed, and what needs a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.reports.attention import alerts
from satisfaction.reports.changes import what_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.reports.attention import Alert
    from satisfaction.reports.changes import WhatChanged
    from satisfaction.reports.exhibits import DrawnExhibit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Changes, the surest first, and what the results call for."""

    changed: WhatChanged
    alerts: tuple[Alert, ...]


def cover_of(
    drawn: Sequence[DrawnExhibit],
    *,
    survey: Survey | None,
    rules: Rules,
    is_internal: bool,
    attention: Sequence[str] = (),
    about: str = "",
    period: str = "",
) -> Cover:
    """Return the cover of a pack with these figures; an external one names no owner."""
    anchors = [f"figure-{number}" for number in range(1, len(drawn) + 1)]
    first = {a: d.exhibit.result for a, d in zip(anchors, drawn, strict=True) if d.is_first}
    changed = what_changed(
        first, survey=survey, is_internal=is_internal, about=about, period=period
    )
    called = alerts(attention, drawn, anchors, rules if is_internal else None)
    return Cover(changed=changed, alerts=called)
