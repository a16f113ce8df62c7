"""What dissatisfied victims have in common, in plain words made from results.

Every figure stands with its interval, and nothing is said to cause anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.records import amount, records_of
from satisfaction.charts.wording import (
    counted,
    listed,
    number,
    share_with_interval,
    span,
)

if TYPE_CHECKING:
    from satisfaction.charts.records import Record
    from satisfaction.drivers.result import Drivers

_MANY = 20


def opening(result: Drivers) -> list[str]:
    """Return who was asked, and whether anything stands out."""
    said = [
        (
            f"{result.dissatisfied:,} of {result.base:,} respondents were dissatisfied overall "
            "(unweighted). This page says which experiences they share more often than others."
        )
    ]
    leading = result.table[result.table["leading"]]
    if leading.empty:
        return [*said, "No single experience stands out from the others in this period."]
    names = [_quoted(str(name)) for name in leading["label"]]
    few = "One experience stands" if len(names) == 1 else f"{_number_word(len(names))} stand"
    said.append(f"{few} out: {listed(names, at_most=_MANY)}.")
    said.append(_first_place(result))
    return said


def finding(record: Record) -> str:
    """Return what is known of one driver, in four sentences."""
    more = (
        f"Among them the chance of being dissatisfied is {_points(record, 'penalty')} points higher"
        if amount(record, "penalty") >= 0
        else f"Among them the chance of being dissatisfied differs by {_points(record, 'penalty')} "
        "points"
    )
    return (
        f"{_share(record, 'reach')} of victims rated it poor. {more} than among like victims who "
        f"rated it in the middle. {_share(record, 'share')} of dissatisfaction is associated with "
        f"it. {_standing(record)}"
    )


def asymmetry(record: Record) -> str:
    """Return whether poor and top ratings weigh alike; empty where that cannot be told."""
    return {
        "dissatisfier": (
            f"A poor rating goes with more than a top one does: {_points(record, 'asymmetry')} "
            "points."
        ),
        "satisfier": (
            "A top rating goes with more than a poor one does: the difference is "
            f"{_points(record, 'asymmetry')} points."
        ),
        "hybrid": (
            f"A poor and a top rating go with about as much: {_points(record, 'asymmetry')} points."
        ),
    }.get(str(record["kind"]), "")


def robustness(result: Drivers) -> list[str]:
    """Return how far the findings depend on choices, and how good the model is."""
    agreed = [_quoted(str(r["label"])) for r in _records(result) if r["agreed"]]
    said = []
    if agreed:
        said.append(
            "A second method, which divides explained variation instead of counting victims, "
            f"has these in its leading set, too: {listed(agreed, at_most=_MANY)}."
        )
    said.append(_flips(result))
    if result.quality is not None:
        found = result.quality
        pairs = share_with_interval(found.auc, found.auc_lower, found.auc_upper)
        said.append(
            "Of a dissatisfied and another respondent, the model gives the dissatisfied one the "
            f"higher chance in {pairs} of pairs that it has not seen."
        )
    return said


def leading_records(result: Drivers) -> list[Record]:
    """Return the leading drivers, largest share first."""
    return [record for record in _records(result) if record["leading"]]


def _records(result: Drivers) -> list[Record]:
    return records_of(result.table)


def _first_place(result: Drivers) -> str:
    if result.main:
        (first,) = [r for r in _records(result) if r["driver"] == result.main]
        return (
            f"{_quoted(str(first['label']))} comes first in at least 95 of 100 repetitions of the "
            "survey on the computer."
        )
    return "Which of them comes first cannot be told: their intervals overlap."


def _standing(record: Record) -> str:
    return (
        f"By that share its place among the things asked about is {_ranks(record)}; "
        f"{counted(int(amount(record, 'low_base')), 'respondent')} rated it poor."
    )


def _ranks(record: Record) -> str:
    lower, upper = int(amount(record, "rank_lower")), int(amount(record, "rank_upper"))
    return f"number {lower}" if lower == upper else f"between {lower} and {upper}"


def _flips(result: Drivers) -> str:
    if not result.flips:
        return (
            "The leading set stays the same under every other cut, control and coding that was "
            "tried."
        )
    labels = dict(zip(result.table["driver"], result.table["label"], strict=True))
    names = [_quoted(str(labels.get(name, name))) for name in result.flips]
    return (
        "Under other reasonable choices (cuts, controls, missing answers) these would enter or "
        f"leave the leading set: {listed(names, at_most=_MANY)}."
    )


def _share(record: Record, name: str) -> str:
    return share_with_interval(
        amount(record, name), amount(record, f"{name}_lower"), amount(record, f"{name}_upper")
    )


def _points(record: Record, name: str) -> str:
    limits = span(amount(record, f"{name}_lower"), amount(record, f"{name}_upper"))
    return f"{number(amount(record, name) * 100, 0)} ({limits})"


def _quoted(label: str) -> str:
    """Return a label so that a sentence holds it whole."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{label}\N{RIGHT DOUBLE QUOTATION MARK}"


def _number_word(count: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five")
    return f"{words[count] if count < len(words) else count} experiences"
