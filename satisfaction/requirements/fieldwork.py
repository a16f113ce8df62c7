"""Rules that the contractor's fieldwork meets or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.requirements.dispositions import UNREACHED
from satisfaction.requirements.evidence import Evidence, met_if, untold

if TYPE_CHECKING:
    from satisfaction.requirements.subject import Subject

_NEEDS = "No issued sample with contact outcomes was given."


def response(subject: Subject) -> Evidence:
    """Say response and cooperation rate; no text gives a level that they must reach."""
    if subject.rates is None:
        return untold(_NEEDS)
    table = subject.rates.table
    everyone = table[table["user_group"] == "everyone"].set_index("rate")
    said = [
        f"{name} {row['estimate']:.1%} ({row['lower']:.1%} to {row['upper']:.1%})"
        for name, row in everyone.iterrows()
        if name in {"RR1", "COOP1"}
    ]
    return met_if(True, f"Reported in AAPOR terms: {', '.join(said)}.")


def attempts(subject: Subject) -> Evidence:
    """Tell whether everybody who was not reached was called often enough."""
    if subject.rates is None:
        return untold(_NEEDS)
    fewest = int(subject.rules.number("attempts", "fewest_calls"))
    table = subject.rates.attempts
    too_few = int(table["too_few"].sum())
    tried = table[table["category"].isin(UNREACHED)]
    return met_if(
        not too_few,
        f"{too_few:,} of {int(tried['victims'].sum()):,} victims not reached were given up after "
        f"fewer than {fewest} calls.",
    )
