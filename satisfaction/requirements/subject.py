"""What the rules are held against: everything that a quarter has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.requirements.result import ResponseRates
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """The interviews of a period with whatever is known about their fieldwork."""

    returns: Returns
    rules: Rules
    rates: ResponseRates | None = None

    @property
    def survey(self) -> Survey:
        """The definition that the returns were read with."""
        return self.returns.survey
