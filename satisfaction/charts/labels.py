"""What people call a question, a statistic, a category."""

from __future__ import annotations

from calendar import month_name
from typing import TYPE_CHECKING

from satisfaction.charts.wording import sentence_case
from satisfaction.errors import UsageError
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.survey import Survey

EVERYONE = "everyone"

_MEASURES: Mapping[str, str] = {
    "contact": "Contact",
    "action": "Action taken",
    "follow_up": "Follow-up",
    "treatment": "Treatment",
    "overall": "Overall service",
}
_STATISTICS: Mapping[str, str] = {
    "satisfied": "Satisfied",
    "top": "Of which top grades",
    "neither": "Neither",
    "dissatisfied": "Dissatisfied",
}


def question_label(question: str, measure: str, survey: Survey | None) -> str:
    """Return the label of a question: the survey's own, the measure's usual one, or its name."""
    if survey and question in survey.questions and survey.questions[question].label:
        return survey.questions[question].label
    return _MEASURES.get(measure) or category_label(measure or question)


def statistic_label(statistic: str) -> str:
    """Return the label of a statistic; a grade is its own label."""
    return _STATISTICS.get(statistic, sentence_case(statistic))


def period_words(period: str) -> str:
    """Return a period as people say it: ``12 months to December 2007``, ``November 2007``."""
    try:
        span = parse_period(period)
    except UsageError:
        return period
    month = f"{month_name[span.end.month]} {span.end.year}"
    return {"rolling": f"12 months to {month}", "month": month}.get(span.kind, str(span))


def category_label(name: str) -> str:
    """Return a field name as words, for example ``User group``."""
    return sentence_case(name.replace("_", " "))


def level_label(level: str) -> str:
    """Return a level as it starts a row."""
    return sentence_case(level)
