"""What segments say: which group is dissatisfied most often, or that none stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import period_words
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import counted, listed, sentence_case, share_with_interval

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.segments.result import Segments

_MOST_LEVELS = 4


def rate_of(record: Record) -> str:
    """Return the share dissatisfied with its interval."""
    share, lower, upper = (amount(record, name) for name in ("estimate", "lower", "upper"))
    return share_with_interval(share, lower, upper)


def shortened(levels: str) -> str:
    """Return the levels of a group; of many, the first few and how many more there are."""
    names = levels.split(", ")
    return levels if len(names) <= _MOST_LEVELS else listed(names, at_most=_MOST_LEVELS - 1)


def segments_finding(result: Segments) -> str:
    """Return the group with the highest share; whether the estimating half bears it out."""
    everyone = records_of(result.table)[0]
    if not result.needs_attention:
        tested = "differences are no larger than chance explains"
        if result.tests.empty:
            tested = "there are too few answers to look for one"
        return f"No group of victims stands out: {tested}; {rate_of(everyone)} are dissatisfied"
    first = records_of(result.final)[0]
    parts = ", ".join(_shortened_part(part) for part in str(first["segment"]).split("; "))
    doubt = "" if result.is_confirmed else ", but the half that estimates does not bear it out"
    found = f"Highest share dissatisfied: {rate_of(first)}, {parts}"
    return f"{found}; everyone {rate_of(everyone)}{doubt}"


def _shortened_part(part: str) -> str:
    name, _, levels = part.partition(": ")
    return f"{name} {shortened(levels)}"


def segments_text(result: Segments, records: list[Record], survey: Survey | None) -> FigureText:
    """Return the words of the figure."""
    title = segments_finding(result)
    parts = (
        "Share dissatisfied overall, per cent",
        f"base {result.base:,}",
        period_words(result.provenance.period),
    )
    names = [sentence_case(str(record["segment"])) for record in records]
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            "Each group lies within the one above it; filled marks are not divided further. The "
            "dotted line is everyone. It says whom to ask, not why.",
            interval_note(result.confidence),
            *(c.text for c in result.caveats if c.code == "halves"),
        ),
        alt=f"Tree of {counted(len(records), 'group')}, one row each. {title}. Dissatisfied: "
        f"{spoken(names, [rate_of(record) for record in records])}",
        needs_attention=result.needs_attention,
    )
