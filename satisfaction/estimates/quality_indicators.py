"""Qualitative indicators, to be set beside the quantitative ones of a Crime Data Quality Report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.levels import dimensions_of
from satisfaction.estimates.quality_result import QualityIndicators
from satisfaction.estimates.shares import estimate
from satisfaction.periods import parse_period
from satisfaction.results import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates
    from satisfaction.periods import Period
    from satisfaction.results import Caveat
    from satisfaction.tables.returns import Returns

AREA, ROUTE, HANDLER = "area", "handling_route", "dealt_with_by"

_SHARES = ("satisfied", "neither", "dissatisfied")
_CONTACT = "contact"
_NOT_RECORDED = {
    AREA: "The survey has no field area, so nothing is told by borough.",
    ROUTE: "Call handling is not told apart: the survey has no field handling_route (how the "
    "crime was first reported).",
    HANDLER: "Safer Neighbourhood Teams are not told apart: the survey has no field "
    "dealt_with_by (who dealt with it after the report).",
}


def quality_indicators(
    returns: Returns,
    *,
    period: str | Period,
    where: Mapping[str, str | Sequence[str]] | None = None,
    confidence: float = 0.95,
    rules: Rules | None = None,
) -> QualityIndicators:
    """Estimate satisfaction and dissatisfaction by borough and month, and by how it was handled.

    A borough has a few dozen answers a month at best, so the twelve months stand beside the months.

    Parameters
    ----------
    returns : Returns
        Of the twelve months that end with ``period``, weighted or not.
    period : str or Period
        Whose months are told apart: a quarter or a month.
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    confidence : float
    rules : Rules, optional
        For the bases below which an estimate is flagged or hidden.

    Returns
    -------
    QualityIndicators

    Raises
    ------
    ColumnNotFoundError
        If the survey has no date of interview.
    EstimationError
        If nobody was interviewed in the period.

    Notes
    -----
    All rows are of the same respondents, so that levels add up to the force and months to their
    quarter: :func:`satisfaction.protect` protects the whole table at once.
    """
    span = parse_period(period)
    work = _Work(returns, span, where, confidence, rules)
    parts = list(work.parts())
    table = pd.concat([part.table for part in parts], ignore_index=True)
    table = table[table["statistic"].isin(_SHARES)][_columns(parts)]
    keys = ["question", "statistic", "group", "level", "period"]
    return QualityIndicators(
        table=table.drop_duplicates(keys).reset_index(drop=True),
        provenance=Provenance(
            survey=returns.survey.survey,
            period=str(span),
            method=parts[0].provenance.method,
            sources=parts[0].provenance.sources,
        ),
        caveats=_caveats(parts),
        months=tuple(dict.fromkeys(parts[0].table["period"])),
        year=str(span.rolling_year),
        contact_questions=contact_questions(returns.survey),
        not_done=work.not_done,
        confidence=confidence,
    )


def contact_questions(survey: Survey) -> tuple[str, ...]:
    """Return the rated questions of the stage in which the victim made contact."""
    measured = survey.measures.get(_CONTACT)
    stage = survey.questions[measured].stage if measured else _CONTACT
    return tuple(
        name
        for name, question in survey.questions.items()
        if stage and question.stage == stage and survey.scale_of(name).is_rated
    )


class _Work:
    """The estimates that make up the indicators."""

    def __init__(
        self,
        returns: Returns,
        period: Period,
        where: Mapping[str, str | Sequence[str]] | None,
        confidence: float,
        rules: Rules | None,
    ) -> None:
        self.returns, self.period, self.where = returns, period, where
        self.confidence, self.rules = confidence, rules
        contact = contact_questions(returns.survey)
        self.held = {
            AREA: self._is_told(AREA),
            ROUTE: self._is_told(ROUTE) and bool(contact),
            HANDLER: self._is_told(HANDLER),
        }

    @property
    def not_done(self) -> tuple[str, ...]:
        return tuple(text for name, text in _NOT_RECORDED.items() if not self.held[name])

    def parts(self) -> Iterator[Estimates]:
        """Yield months before years, the force before its parts."""
        survey = self.returns.survey
        measures = list(survey.measures.values()) or [survey.outcome]
        contact = list(contact_questions(survey))
        areas = AREA if self.held[AREA] else None
        yield self._monthly(survey.outcome)
        if areas:
            yield self._monthly(survey.outcome, by=areas)
        yield self._yearly([*measures, *(q for q in contact if q not in measures)])
        if areas:
            yield self._yearly(measures, by=areas)
        if self.held[ROUTE]:
            yield self._yearly(contact, by=ROUTE)
        if self.held[HANDLER]:
            yield self._yearly(measures, by=HANDLER)

    def _monthly(self, question: str, by: str | None = None) -> Estimates:
        return estimate(
            self.returns, measure=question, by=by, period=self.period, every="month",
            where=self.where, confidence=self.confidence, rules=self.rules,
        )  # fmt: skip

    def _yearly(self, questions: Sequence[str], by: str | None = None) -> Estimates:
        return estimate(
            self.returns, measure=questions, by=by, period=self.period.rolling_year,
            where=self.where, confidence=self.confidence, rules=self.rules,
        )  # fmt: skip

    def _is_told(self, name: str) -> bool:
        """Return whether the returns have the field, and not only as unknown."""
        frame = self.returns.frame
        if name not in frame or not isinstance(frame[name].dtype, pd.CategoricalDtype):
            return False
        known = dimensions_of(self.returns.survey.fields).get(name)
        unknown = known.unknown if known else ()
        return bool((frame[name].notna() & ~frame[name].isin(unknown)).any())


def _columns(parts: Sequence[Estimates]) -> list[str]:
    return [name for name in parts[0].table.columns if name != "complete"]


def _caveats(parts: Sequence[Estimates]) -> tuple[Caveat, ...]:
    """Return what to be careful about, once; which groups are small, the table says itself."""
    found = {c.text: c for part in parts for c in part.caveats if c.code != "small-base"}
    return tuple(found.values())
