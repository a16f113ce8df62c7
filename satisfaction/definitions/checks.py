"""Rules between columns, as structured data; what each does with a row is stated, never implied."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name

Consequence = Literal["reject", "flag"]


class _Check(Definition):
    """A rule: reason code, words, and whether a row that breaks it is rejected or flagged."""

    reason: Name
    says: Name
    then: Consequence


class Unique(_Check):
    """The fields together stand once; the first row that has them is kept."""

    kind: Literal["unique"]
    fields: tuple[Name, ...] = ModelField(min_length=1)


class DaysBetween(_Check):
    """Days from one date to another lie in a range, both ends inside."""

    kind: Literal["days_between"]
    first: Name
    second: Name
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _has_ordered_bounds(self) -> Self:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            refuse([Fault(path=(), says="Give `at_least`, `at_most` or both.")])
        if low is not None and high is not None and low > high:
            says = f"`at_least` is {low}, above `at_most` {high}. No row could pass."
            refuse([Fault(path=("at_least",), says=says)])
        return self


class Minimum(_Check):
    """A number is at least a value; an unknown number passes."""

    kind: Literal["minimum"]
    field: Name
    at_least: float


class Routing(_Check):
    """A question is answered exactly by those who were to be asked it."""

    kind: Literal["routing"]


Check = Annotated[Unique | DaysBetween | Minimum | Routing, ModelField(discriminator="kind")]
