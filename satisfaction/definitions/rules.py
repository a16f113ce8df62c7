"""The rulebook's settings: each value with its source, its confidence and who reviews it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Literal, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.classifications import Confidence
from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name, OptionalDay
from satisfaction.errors import ColumnNotFoundError, DefinitionError, did_you_mean

Standing = Literal["requirement", "practice", "default"]

_IN_WORDS: Mapping[Standing, str] = {
    "requirement": "Required by its source",
    "practice": "Reported practice, not a Home Office requirement",
    "default": "A default of this package that nobody has verified, not a Home Office requirement",
}


class Rule(Definition):
    """One rule of the rulebook.

    Attributes
    ----------
    number : int
        Its number in the rulebook.
    says : str
        The rule in one sentence.
    settings : mapping of str to str
        Its values, by name.
    unverified : tuple of str
        Settings that are a default of this package, whatever the rule itself rests on.
    source, confidence : str
        Where it was read, and how sure that is.
    standing : {"requirement", "practice", "default"}
        Whether an official text demands it, forces do it, or this package chose it.
    recommendation : str
        Which part of the recommendation it answers: ``a``, ``b``, ``c``, ``d`` or empty.
    owner, last_reviewed, next_review
        Who keeps it and when; empty until the force fills them in.
    """

    number: int = ModelField(ge=1)
    says: Name
    settings: Mapping[Name, Name] = {}
    unverified: tuple[Name, ...] = ()
    source: Name
    confidence: Confidence
    standing: Standing = "practice"
    recommendation: Literal["a", "b", "c", "d", ""] = ""
    owner: str = ""
    last_reviewed: OptionalDay = None
    next_review: OptionalDay = None

    @property
    def is_official(self) -> bool:
        """Whether it may be shown as a requirement: only what was read in an official text."""
        return self.confidence == "high" and self.standing == "requirement"

    @property
    def in_words(self) -> str:
        """What the rule rests on, for a report: standing, source and confidence."""
        return f"{_IN_WORDS[self.standing]} ({self.source}; confidence {self.confidence})"

    def standing_of(self, setting: str) -> Standing:
        """Return what one setting rests on, which may be less than its rule does."""
        return "default" if setting in self.unverified else self.standing

    @model_validator(mode="after")
    def _claims_no_more_than_it_may(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        if self.standing == "requirement" and self.confidence != "high":
            says = f"A rule of confidence '{self.confidence}' cannot stand as a requirement."
            yield Fault(path=("standing",), says=says)
        for number, name in enumerate(self.unverified):
            if name not in self.settings:
                says = f"'{name}' is not one of `settings`.{did_you_mean(name, self.settings)}"
                yield Fault(path=("unverified", str(number)), says=says)
        if self.last_reviewed and self.next_review and self.next_review < self.last_reviewed:
            yield Fault(path=("next_review",), says="The next review is before the last one.")


class Rules(Definition):
    """All rules, by name."""

    title: Name
    rules: Mapping[str, Rule]

    def number(self, rule: str, setting: str) -> float:
        """Return the setting as a number.

        Raises
        ------
        DefinitionError
            If the setting is not a number.
        """
        text = self.text(rule, setting)
        number = _number(text)
        if number is None:
            key = f"rules.{rule}.settings.{setting}"
            raise DefinitionError(f"'{text}' is not a number.", file="rules.yaml", key=key)
        return number

    def text(self, rule: str, setting: str) -> str:
        """Return the setting as text.

        Raises
        ------
        ColumnNotFoundError
            If there is no such rule or setting.
        """
        if rule not in self.rules:
            raise ColumnNotFoundError(
                f"rules.yaml has no rule '{rule}'.{did_you_mean(rule, self.rules)}"
            )
        settings = self.rules[rule].settings
        if setting not in settings:
            raise ColumnNotFoundError(
                f"The rule '{rule}' has no setting '{setting}'.{did_you_mean(setting, settings)}"
            )
        return settings[setting]

    def listed(self, rule: str, setting: str) -> tuple[str, ...]:
        """Return the names of a setting that lists several, semicolons between."""
        return tuple(name.strip() for name in self.text(rule, setting).split(";"))

    @model_validator(mode="after")
    def _numbers_are_unique(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        first_with: dict[int, str] = {}
        for name, rule in self.rules.items():
            first = first_with.setdefault(rule.number, name)
            if first != name:
                says = f"`rules.{first}` has the number {rule.number} already."
                yield Fault(path=("rules", name, "number"), says=says)


def missing_settings(rules: Rules, shipped: Rules) -> Iterator[Fault]:
    """Yield the settings of ``shipped`` that ``rules`` lacks, or has as text for a number."""
    for name, rule in shipped.rules.items():
        if name not in rules.rules:
            says = f"The rule '{name}' is missing.{did_you_mean(name, rules.rules)}"
            yield Fault(path=("rules", name), says=says)
            continue
        settings = rules.rules[name].settings
        for setting, value in rule.settings.items():
            path = ("rules", name, "settings", setting)
            if setting not in settings:
                says = f"The setting '{setting}' is missing.{did_you_mean(setting, settings)}"
                yield Fault(path=path, says=says)
            elif _number(value) is not None and _number(settings[setting]) is None:
                says = f"'{settings[setting]}' is not a number; the default is {value}."
                yield Fault(path=path, says=says)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
