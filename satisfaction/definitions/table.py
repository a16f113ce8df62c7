"""Contracts of the tables beside the returns: crime records, frame, issued sample, logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.checks import Check
from satisfaction.definitions.columns import check_faults, column_faults, unknown_name
from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.fields import Category, Count, Field
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name


class TableContract(Definition):
    """A table that the force or its contractor supplies.

    Attributes
    ----------
    unit : str
        What one row is, such as ``a victim in a crime``.
    victims : str
        Field that holds how many victims a row stands for; empty where each row is one.
    excluded : str
        Field whose known levels are reasons for exclusion; blank means eligible.
    also_excluded : tuple of str
        Fields with the further reasons of a victim who has several: the same codes and levels.
        Without any, nobody can tell whom a reason excluded alone.
    """

    table: Name
    title: Name
    unit: Name
    description: str = ""
    other_columns: Literal["refuse", "ignore"] = "refuse"
    refuse_above: float = ModelField(default=0.1, gt=0, le=1)
    victims: str = ""
    excluded: str = ""
    also_excluded: tuple[Name, ...] = ()
    fields: Mapping[str, Field]
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        yield from column_faults(self.fields)
        for key, name, kind in (
            ("victims", self.victims, Count),
            ("excluded", self.excluded, Category),
        ):
            if name and name not in self.fields:
                yield unknown_name(name, self.fields, (key,), "fields")
            elif name and not isinstance(self.fields[name], kind):
                says = f"'{name}' must be a {kind.__name__.lower()}."
                yield Fault(path=(key,), says=says)
        yield from self._further_faults()
        yield from check_faults(self.checks, self.fields, routed=False)

    def _further_faults(self) -> Iterator[Fault]:
        """Yield further reasons without a first one, or with other levels than the first."""
        path = ("also_excluded",)
        if self.also_excluded and not self.excluded:
            yield Fault(path=path, says="Further reasons need a first one: name it in `excluded`.")
        first = self.fields.get(self.excluded)
        for name in self.also_excluded:
            field = self.fields.get(name)
            if field is None:
                yield unknown_name(name, self.fields, path, "fields")
            elif name == self.excluded or self.also_excluded.count(name) > 1:
                yield Fault(path=path, says=f"'{name}' is named twice. Name each field once.")
            elif not isinstance(field, Category):
                yield Fault(path=path, says=f"'{name}' must be a category.")
            elif isinstance(first, Category) and field.levels != first.levels:
                says = f"'{name}' must have the same `levels` as '{self.excluded}'."
                yield Fault(path=path, says=says)
