"""On whose authority a reason excludes, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import DefinitionError, did_you_mean

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules

NOT_STATED = "not stated"
# A victim with several reasons counts under the first of these: it stays excluded for that one.
AUTHORITIES = ("safeguarding", "mandatory", NOT_STATED, "operational", "discretionary")
# Safeguarding protects the victim: it is never offered as a saving, whatever a force would gain.
DROPPABLE = ("discretionary", "operational")

_RULE = "exclusions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What the rulebook says of one reason.

    Attributes
    ----------
    name : str
        One of ``AUTHORITIES``.
    confidence : str
        How sure that is: ``unverified`` for a default of this package.
    """

    name: str
    confidence: str


def authority_of(reason: str, rules: Rules) -> Authority:
    """Return the authority of a reason.

    Raises
    ------
    DefinitionError
        If the rulebook gives it one that does not exist.
    """
    rule = rules.rules.get(_RULE)
    name = rule.settings.get(reason, "") if rule else ""
    if rule is None or not name:
        return Authority(name=NOT_STATED, confidence="")
    if name not in AUTHORITIES or name == NOT_STATED:
        known = [one for one in AUTHORITIES if one != NOT_STATED]
        raise DefinitionError(
            f"'{name}' is not an authority.{did_you_mean(name, known)} Use one of: "
            f"{', '.join(known)}.",
            file="rules.yaml",
            key=f"rules.{_RULE}.settings.{reason}",
        )
    is_default = reason in rule.unverified
    return Authority(name=name, confidence="unverified" if is_default else rule.confidence)
