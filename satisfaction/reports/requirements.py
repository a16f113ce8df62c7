"""Recommendation 10: where we stand, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.requirements.result import RequirementsStatement

Part = Literal["a", "b", "c", "d"]

PARTS: Mapping[Part, str] = {
    "a": "Requirements are complied with, and nobody is excluded unnecessarily",
    "b": "Samples fully reflect the victim profile in age, gender and ethnicity",
    "c": "Results are analysed to include dissatisfied victims, and inform improvement",
    "d": "Inspection visits to the contractor are documented",
}
# How sure a rule is, in words.
STANDINGS: Mapping[str, str] = {
    "requirement": "required by its source",
    "practice": "reported practice, not a Home Office requirement",
    "default": "a default of this package that nobody has verified, not a Home Office requirement",
}
_ORDER = ("not met", "met", "cannot be told")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOfPart:
    """One part of the recommendation: what was examined, and what nothing showed.

    Attributes
    ----------
    rows : list of dict
        Rows of the statement, those not met first.
    unseen : list of dict
        Rows that cannot be told.
    """

    part: Part
    says: str
    rows: list[dict[str, object]]
    unseen: list[dict[str, object]]


def standing_by_part(statement: RequirementsStatement | None) -> tuple[StandingOfPart, ...]:
    """Return the parts of the recommendation that the statement holds rules of, in order."""
    if statement is None:
        return ()
    held = set(statement.table["part"])
    return tuple(
        _standing(part, says, statement.table[statement.table["part"] == part])
        for part, says in PARTS.items()
        if part in held
    )


def _standing(part: Part, says: str, table: pd.DataFrame) -> StandingOfPart:
    place = table["status"].map(_ORDER.index)
    rows = table.assign(place=place).sort_values(["place", "number"], kind="stable")
    told = rows["status"] != "cannot be told"
    return StandingOfPart(
        part=part, says=says, rows=_records(rows[told]), unseen=_records(rows[~told])
    )


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
