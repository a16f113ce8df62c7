"""A survey: everything that the force and its contractor agreed about the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.checks import Check
from satisfaction.definitions.consistency import survey_faults
from satisfaction.definitions.faults import refuse
from satisfaction.definitions.fields import Field
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.questions import Question
from satisfaction.definitions.scalars import Day, Name, OptionalDay
from satisfaction.definitions.scales import Scale

Share = Literal["satisfied", "top", "dissatisfied", "neither"]
PeriodBasis = Literal["interview", "report"]
SingleUnitRule = Literal["centre", "certainty", "refuse", "average"]


class SeriesBreak(Definition):
    """A day from which figures are not comparable with those before."""

    on: Day
    what: Name


class WeightPlan(Definition):
    """How respondents stand for victims: strata of the sample and where their sizes come from.

    Attributes
    ----------
    cluster : str or tuple of str
        Field of the sampling unit; for two or more stages one field a stage, first stage first.
    population_sizes : str or tuple of str
        Field with the number of sampling units in the population of the row's stratum, for the
        finite population correction; for two or more stages one field a stage. R: the argument
        ``fpc`` of ``survey::svydesign``, as counts.
    single_unit : {"centre", "certainty", "refuse", "average"}
        What a stratum with one sampled unit adds to a variance. R: ``survey.lonely.psu``.
    """

    strata: tuple[str, ...] = ()
    population: Literal["profile", "none"] = "none"
    column: str = ""
    cluster: str | tuple[str, ...] = ""
    population_sizes: str | tuple[str, ...] = ""
    single_unit: SingleUnitRule = "centre"
    margins: tuple[str, ...] = ()

    @property
    def clusters(self) -> tuple[str, ...]:
        """Fields of the sampling units, one a stage; empty where each respondent is a unit."""
        return _as_tuple(self.cluster)

    @property
    def sizes(self) -> tuple[str, ...]:
        """Fields of the population sizes, one a stage; empty for no correction."""
        return _as_tuple(self.population_sizes)


class Headline(Definition):
    """The published figure."""

    measure: Name
    share: Share = "satisfied"
    period: Literal["rolling", "quarter"] = "rolling"
    weighted: bool = True
    target: float | None = ModelField(default=None, ge=0, le=1)


class Survey(Definition):
    """A survey definition.

    Read one with :func:`satisfaction.load_survey`. Names of ``fields`` and ``questions`` are the
    column names of every trusted table.

    Attributes
    ----------
    records : str
        The contract of the crime records: a shipped name, or the path of a file, which loading
        makes absolute. For a text of any report use the contract's own ``table``.
    interview_window : (int, int)
        First and last day after the report on which an interview is due, both inside.
    """

    survey: Name
    title: Name
    mode: Name
    description: str = ""
    valid_from: OptionalDay = None
    valid_to: OptionalDay = None
    series_breaks: tuple[SeriesBreak, ...] = ()
    records: str = ""
    period_basis: PeriodBasis = "interview"
    interview_window: tuple[int, int] = (42, 84)
    other_columns: Literal["refuse", "ignore"] = "refuse"
    refuse_above: float = ModelField(default=0.1, gt=0, le=1)
    fields: Mapping[str, Field]
    scales: Mapping[str, Scale]
    questions: Mapping[str, Question]
    stages: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    headline: Headline | None = None
    weights: WeightPlan = WeightPlan()
    checks: tuple[Check, ...] = ()

    @property
    def outcome(self) -> str:
        """Name of the question that gives the overall judgement."""
        return next(name for name, question in self.questions.items() if question.outcome)

    @property
    def drivers(self) -> tuple[str, ...]:
        """Names of the questions that may be associated with dissatisfaction, in stage order."""
        names = [name for name, question in self.questions.items() if question.driver]
        return tuple(sorted(names, key=self._stage_number))

    @property
    def measures(self) -> Mapping[str, str]:
        """Published measure to the question that gives it, in the order of the file."""
        return {q.measure: name for name, q in self.questions.items() if q.measure}

    @property
    def columns(self) -> Mapping[str, str]:
        """Name in trusted tables to column of the delivery."""
        parts = {**self.fields, **self.questions}
        return {name: part.column for name, part in parts.items()}

    def scale_of(self, question: str) -> Scale:
        """Return the answer scale of ``question``."""
        return self.scales[self.questions[question].scale]

    def _stage_number(self, question: str) -> int:
        stage = self.questions[question].stage
        return self.stages.index(stage) if stage else len(self.stages)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse(survey_faults(self))
        return self


def _as_tuple(names: str | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(names, str):
        return (names,) if names else ()
    return names
