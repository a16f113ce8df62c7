"""What a figure of verbatims says: its finding, its numbers, how to read it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import period_words
from satisfaction.charts.records import Record, amount
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import counted, listed, number

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.verbatims.result import Verbatims

# Telling as they are of a side, they do not say what it speaks of.
_BARE = frozenset({"not", "no", "never", "nobody", "nothing", "none", "without", "neither", "nor"})
_NAMED = 3


def verbatims_text(result: Verbatims, records: list[Record], survey: Survey | None) -> FigureText:
    """Return every word of the figure."""
    title = verbatims_finding(result)
    first, second = result.between
    parts = (
        f"Respondents who said anything: {result.bases[0]:,} {first}, {result.bases[1]:,} {second}",
        period_words(result.provenance.period),
    )
    numbers = [times_span(amount(r, "lower"), amount(r, "upper")) for r in records]
    withheld = result.withheld_rare + result.withheld_personal
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            f"Each term counts once a respondent; to the right those that {first} respondents "
            "mention more. Numbers are the shares that mention it.",
            "Hollow marks: chance may explain the difference."
            if any(not r["side"] for r in records)
            else "",
            f"{interval_note(result.confidence)} A line to the edge goes on.",
            f"{counted(withheld, 'term')} withheld: under {result.minimum} respondents, or "
            "perhaps a name.",
        ),
        alt=f"Dot plot, one row a term. {title}. Odds of mentioning it, {first} against {second}: "
        f"{spoken([quoted(str(r['term'])) for r in records], numbers)}",
        needs_attention=False,
    )


def verbatims_finding(result: Verbatims) -> str:
    """Return which terms stand out in what the first side says, or that none does."""
    first, second = result.between
    told = result.table[result.table["side"] == first]["term"].astype(str)
    chosen = _apart([term for term in told if term not in _BARE])
    if not chosen:
        return f"No term tells what {first} respondents say from what {second} ones say"
    names = listed([quoted(term) for term in chosen[:_NAMED]])
    verb = "stands" if len(chosen) == 1 else "stand"
    return f"{names} {verb} out in what {first} respondents say"


def quoted(term: str) -> str:
    """Return a term in quotation marks."""
    return f"\N{LEFT SINGLE QUOTATION MARK}{term}\N{RIGHT SINGLE QUOTATION MARK}"


def times(log_odds: float) -> str:
    """Return how many times the odds, the same on both sides."""
    ratio = math.exp(abs(log_odds))
    return "same" if ratio < 1 + 1e-9 else f"{number(ratio, 0)}\N{MULTIPLICATION SIGN}"


def times_span(lower: float, upper: float) -> str:
    """Return an interval of odds ratios, for example ``1.4 to 3.9 times``."""
    return f"{number(math.exp(lower), 1)} to {number(math.exp(upper), 1)} times"


def _apart(terms: list[str]) -> list[str]:
    """Return the terms that share no word with one before."""
    chosen: list[str] = []
    said: set[str] = set()
    for term in terms:
        if not said & set(term.split()):
            chosen.append(term)
        # A word that only came along with a term says nothing new either.
        said |= set(term.split())
    return chosen
