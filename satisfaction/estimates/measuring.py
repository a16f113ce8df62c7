"""Questions measured in groups: on the table of the design where it has one, else row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.estimates.answers import graded_answers, indicators
from satisfaction.estimates.numbers import measure_grades, measure_rows
from satisfaction.numerics.design_table import is_tabular, tabulate_design
from satisfaction.numerics.graded_sums import tabulate_domains
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.estimates.answers import Statistics
    from satisfaction.estimates.domains import Domains
    from satisfaction.estimates.numbers import Measured
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.graded_sums import DomainTable
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measurer:
    """Returns with their design and the groups of each period, ready for any question.

    Attributes
    ----------
    returns : Returns
    groups : sequence of Domains
        The groups of each period.
    design : Design
    tables : sequence of DomainTable, or None
        One a period; None for a design with clusters or negative weights.
    """

    returns: Returns
    groups: Sequence[Domains]
    design: Design
    tables: Sequence[DomainTable] | None

    def measure(self, question: str, statistics: Statistics) -> list[Measured]:
        """Return the means of a question in the groups of each period."""
        if self.tables is None or question in self.returns.survey.fields:
            rows = indicators(self.returns, question, statistics)
            return [measure_rows(rows, groups, self.design) for groups in self.groups]
        answers = graded_answers(self.returns, question, statistics)
        return [measure_grades(answers, table) for table in self.tables]


def measurer(returns: Returns, groups: Sequence[Domains]) -> Measurer:
    """Prepare what all questions share."""
    design = survey_design(returns)
    tables = None
    if is_tabular(design):
        strata = tabulate_design(design)
        tables = [tabulate_domains(strata, one.codes, n_domains=len(one.levels)) for one in groups]
    return Measurer(returns=returns, groups=groups, design=design, tables=tables)
