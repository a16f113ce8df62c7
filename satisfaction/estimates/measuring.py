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

    import numpy as np
    import numpy.typing as npt

    from satisfaction.estimates.answers import GradedAnswers, Statistics
    from satisfaction.estimates.domains import Domains
    from satisfaction.estimates.numbers import Measured
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.design_table import DesignTable
    from satisfaction.numerics.graded_sums import DomainTable
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measurer:
    """Returns with their design and questions, ready for any groups.

    Groups are measured one after the other, so that memory is that of one, however many periods
    there are.

    Attributes
    ----------
    returns : Returns
    questions : sequence of str
    statistics : {"shares", "grades", "mean"}
    design : Design
    strata : DesignTable or None
        None for a design with clusters or negative weights.
    graded : dict of str to GradedAnswers
        Questions that are measured on the table of the design; the others go row by row.
    """

    returns: Returns
    questions: Sequence[str]
    statistics: Statistics
    design: Design
    strata: DesignTable | None
    graded: dict[str, GradedAnswers]

    def measure(self, groups: Domains) -> list[Measured]:
        """Return the means of each question in the groups."""
        table = self.tabulated(groups.codes, len(groups.levels)) if self.graded else None
        return [self._measured(question, groups, table) for question in self.questions]

    def tabulated(self, codes: npt.NDArray[np.int64], size: int) -> DomainTable | None:
        """Return the table of disjoint domains, None where the design has none."""
        if self.strata is None:
            return None
        return tabulate_domains(self.strata, codes, n_domains=size)

    def _measured(self, question: str, groups: Domains, table: DomainTable | None) -> Measured:
        if table is not None and question in self.graded:
            return measure_grades(self.graded[question], table)
        rows = indicators(self.returns, question, self.statistics)
        return measure_rows(rows, groups, self.design)


def measurer(returns: Returns, questions: Sequence[str], statistics: Statistics) -> Measurer:
    """Prepare what all groups and periods share."""
    design = survey_design(returns)
    by_grade = [name for name in questions if name not in returns.survey.fields]
    has_table = is_tabular(design)
    return Measurer(
        returns=returns,
        questions=questions,
        statistics=statistics,
        design=design,
        strata=tabulate_design(design) if has_table else None,
        graded={name: graded_answers(returns, name, statistics) for name in by_grade}
        if has_table
        else {},
    )
