"""Recommendation 10: what it asks, whether it is met, on what evidence, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from satisfaction.definitions.rules import Rule, Rules

Part = Literal["a", "b", "c", "d"]
Status = Literal["met", "not met", "cannot be told"]

PARTS: Mapping[Part, str] = {
    "a": "Requirements are complied with, and nobody is excluded unnecessarily",
    "b": "Samples fully reflect the victim profile in age, gender and ethnicity",
    "c": "Results are analysed to include dissatisfied victims, and inform improvement",
    "d": "Inspection visits to the contractor are documented",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What this run found about one rule."""

    status: Status
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement and where the force stands.

    Attributes
    ----------
    part : {"a", "b", "c", "d"}
        Part of the recommendation.
    sentence : str
        What is required.
    status : {"met", "not met", "cannot be told"}
    evidence : str
        What shows it; for ``cannot be told``, what is missing.
    owner : str
    last_reviewed, next_review : datetime.date, optional
    """

    part: Part
    sentence: str
    status: Status
    evidence: str
    owner: str = ""
    last_reviewed: date | None = None
    next_review: date | None = None


def requirements_of(rules: Rules, found: Mapping[str, Evidence]) -> tuple[Requirement, ...]:
    """Return every rule that answers a part of the recommendation, with what was found about it.

    A rule that nothing was found about cannot be told: silence is never taken for compliance.
    """
    listed = [
        _requirement(rule, rule.recommendation, found.get(name))
        for name, rule in rules.rules.items()
        if rule.recommendation
    ]
    return tuple(sorted(listed, key=lambda requirement: requirement.part))


def _requirement(rule: Rule, part: Part, evidence: Evidence | None) -> Requirement:
    return Requirement(
        part=part,
        sentence=rule.says,
        status=evidence.status if evidence else "cannot be told",
        evidence=evidence.sentence if evidence else "Not examined in this run.",
        owner=rule.owner,
        last_reviewed=rule.last_reviewed,
        next_review=rule.next_review,
    )
