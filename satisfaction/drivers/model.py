"""The model that everything about drivers is read from: who is in it, its columns, its fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.drivers.coding import (
    CodingRule,
    assemble,
    code_driver,
    control_columns,
    is_dissatisfied,
)
from satisfaction.errors import EstimationError
from satisfaction.numerics.attributable import attributable_shares
from satisfaction.numerics.logit import dependent_columns, fit_logit
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.drivers.coding import DriverCoding, ModelColumns
    from satisfaction.numerics.attributable import AttributableShares
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.logit import LogitFit
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodedAnswers:
    """Who is in the model and how their answers are coded; nothing is fitted yet.

    Attributes
    ----------
    drivers : tuple of DriverCoding
        For the respondents in ``rows``.
    controls : (m, k) float array
    rows : (n,) bool array
        Respondents with a grade of the outcome, interviewed in the period.
    outcome : (m,) float array
        1 for dissatisfied, for the respondents in ``rows``.
    design : Design
        Of all ``n`` respondents.
    rule : CodingRule
    """

    drivers: tuple[DriverCoding, ...]
    controls: Floats
    rows: Rows
    outcome: Floats
    design: Design
    rule: CodingRule

    @property
    def weights(self) -> Floats:
        """Weights of the respondents in ``rows``."""
        return self.design.weights[self.rows]

    def only(self, drivers: Sequence[DriverCoding]) -> CodedAnswers:
        """Return the same with fewer drivers."""
        return CodedAnswers(
            drivers=tuple(drivers),
            controls=self.controls,
            rows=self.rows,
            outcome=self.outcome,
            design=self.design,
            rule=self.rule,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DriverModel:
    """A fitted weighted logit of being dissatisfied.

    Attributes
    ----------
    answers : CodedAnswers
    columns : ModelColumns
        Without columns that others already say.
    fit : LogitFit
    """

    answers: CodedAnswers
    columns: ModelColumns
    fit: LogitFit

    @property
    def shares(self) -> AttributableShares:
        """Attributable share, penalty, reward and reach of each driver, with scores."""
        columns = self.columns
        return attributable_shares(
            self.fit,
            columns.x,
            self.answers.outcome,
            weights=self.answers.weights,
            low_columns=columns.low,
            top_columns=columns.top,
            other_columns=columns.other,
        )

    def whole_sample(self, scores: Floats) -> Floats:
        """Return scores for every respondent of the design: zero for those not in the model."""
        rows = self.answers.rows
        placed = np.zeros((len(rows), scores.shape[1]))
        placed[rows] = scores
        return placed


def code_answers(
    returns: Returns,
    drivers: Mapping[str, Sequence[str]],
    *,
    controls: Sequence[str],
    inside: Rows,
    rule: CodingRule | None = None,
) -> CodedAnswers:
    """Code the answers of the respondents ``inside`` the period.

    Parameters
    ----------
    returns : Returns
    drivers : mapping of str to sequence of str
        The questions of each driver.
    controls : sequence of str
        Categories to adjust for.
    inside : (n,) bool array
    rule : CodingRule, optional
    """
    coding = rule or CodingRule()
    outcome = is_dissatisfied(returns, coding)
    rows = ~np.isnan(outcome) & inside
    return CodedAnswers(
        drivers=tuple(
            code_driver(returns, name, questions, rows=rows, outcome=outcome, rule=coding)
            for name, questions in drivers.items()
        ),
        controls=control_columns(returns, controls, rows, outcome),
        rows=rows,
        outcome=outcome[rows],
        design=survey_design(returns),
        rule=coding,
    )


def fit_model(answers: CodedAnswers) -> DriverModel:
    """Fit the weighted logit of being dissatisfied on every driver's columns and the controls.

    Raises
    ------
    EstimationError
        If two drivers cannot be told apart.
    """
    weights = answers.weights
    columns = _independent(assemble(answers.drivers, answers.controls), weights)
    fit = fit_logit(answers.outcome, columns.x, weights=weights)
    return DriverModel(answers=answers, columns=columns, fit=fit)


def _independent(columns: ModelColumns, weights: Floats) -> ModelColumns:
    """Drop columns that others already say, such as `not asked` of two items on one route."""
    gone = set(map(int, dependent_columns(columns.x, weights)))
    kept = columns.keep([place for place in range(columns.x.shape[1]) if place not in gone])
    if any(len(low) < len(before) for low, before in zip(kept.low, columns.low, strict=True)):
        raise EstimationError(
            "Two drivers were rated poor by exactly the same respondents, or one by nobody else; "
            "they cannot be told apart. Leave one of them out with drivers=."
        )
    return kept
