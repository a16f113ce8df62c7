"""Faults between the parts of one survey definition: names, routing, dates, weights, headline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.columns import check_faults, column_faults, unknown_name
from satisfaction.definitions.faults import Fault
from satisfaction.definitions.fields import Category, Count, Number, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from satisfaction.definitions.questions import Question
    from satisfaction.definitions.survey import Survey


def survey_faults(survey: Survey) -> Iterator[Fault]:
    """Yield everything in ``survey`` that does not fit together."""
    yield from _shared_names(survey)
    yield from column_faults(survey.fields, survey.questions)
    yield from _date_faults(survey)
    for name, question in survey.questions.items():
        yield from _question_faults(survey, name, question)
        yield from _routing_faults(survey, name, question)
    yield from _outcome_faults(survey)
    yield from _comparison_faults(survey)
    yield from _weight_faults(survey)
    yield from _headline_faults(survey)
    yield from check_faults(survey.checks, survey.fields, routed=True)


def _shared_names(survey: Survey) -> Iterator[Fault]:
    for name in survey.questions:
        if name in survey.fields:
            says = f"'{name}' is a field and a question. Rename one of them."
            yield Fault(path=("questions", name), says=says)


def _date_faults(survey: Survey) -> Iterator[Fault]:
    if survey.valid_from and survey.valid_to and survey.valid_from > survey.valid_to:
        says = f"The last day, {survey.valid_to}, is before `valid_from`, {survey.valid_from}."
        yield Fault(path=("valid_to",), says=says)
    earliest, latest = survey.interview_window
    if not 0 <= earliest <= latest:
        says = (
            f"The window runs from {earliest} to {latest} days after the report. Write the "
            "smaller number first, neither below 0."
        )
        yield Fault(path=("interview_window",), says=says)


def _question_faults(survey: Survey, name: str, question: Question) -> Iterator[Fault]:
    path = ("questions", name)
    if question.stage and question.stage not in survey.stages:
        yield unknown_name(question.stage, survey.stages, (*path, "stage"), "stages")
    if question.outcome and question.driver:
        says = "A question is the outcome or a driver of it, not both."
        yield Fault(path=(*path, "driver"), says=says)
    if question.scale not in survey.scales:
        yield unknown_name(question.scale, survey.scales, (*path, "scale"), "scales")
    elif (question.outcome or question.driver) and not survey.scale_of(name).is_rated:
        says = (
            f"An outcome or driver needs a scale with `satisfied` and `dissatisfied`; "
            f"'{question.scale}' has not both."
        )
        yield Fault(path=(*path, "scale"), says=says)


def _routing_faults(survey: Survey, name: str, question: Question) -> Iterator[Fault]:
    order = list(survey.questions)
    for asked, answers in question.asked_if.items():
        path = ("questions", name, "asked_if", asked)
        if not answers:
            yield Fault(path=path, says="The list of answers is empty: nobody would be asked.")
        if asked in survey.questions:
            if order.index(asked) >= order.index(name):
                which = "itself" if asked == name else "a question that comes later"
                says = f"The routing depends on {which}. Ask '{asked}' first."
                yield Fault(path=path, says=says)
            yield from _answer_faults(survey, asked, answers, path)
        elif asked not in survey.fields:
            yield unknown_name(asked, order[: order.index(name)], path, "questions")


def _answer_faults(
    survey: Survey, asked: str, answers: tuple[str, ...], path: tuple[str, ...]
) -> Iterator[Fault]:
    scale = survey.scales.get(survey.questions[asked].scale)
    if scale:
        unknown = [answer for answer in answers if answer not in scale.labels]
        yield from (unknown_name(one, scale.labels, path, f"answers to {asked}") for one in unknown)


def _outcome_faults(survey: Survey) -> Iterator[Fault]:
    outcomes = [name for name, question in survey.questions.items() if question.outcome]
    if not outcomes:
        says = "No question has `outcome: true`. Mark the one that gives the overall judgement."
        yield Fault(path=("questions",), says=says)
    for name in outcomes[1:]:
        says = f"`questions.{outcomes[0]}` is the outcome already. Keep one."
        yield Fault(path=("questions", name, "outcome"), says=says)
    first_with: dict[str, str] = {}
    for name, question in survey.questions.items():
        first = first_with.setdefault(question.measure, name)
        if question.measure and first != name:
            says = f"`questions.{first}` gives the measure '{question.measure}' already."
            yield Fault(path=("questions", name, "measure"), says=says)


def _comparison_faults(survey: Survey) -> Iterator[Fault]:
    plan = survey.weights
    for path, names in (
        (("dimensions",), survey.dimensions),
        (("weights", "margins"), plan.margins),
        (("weights", "strata"), plan.strata),
    ):
        for number, name in enumerate(names):
            place = (*path, str(number))
            if name not in survey.fields:
                yield unknown_name(name, survey.fields, place, "fields")
            elif not _has_levels(survey, name):
                says = f"'{name}' has no levels. Name a category, or a count with `classify`."
                yield Fault(path=place, says=says)
            elif name in names[:number]:
                yield Fault(path=place, says=f"'{name}' stands twice.")


def _has_levels(survey: Survey, name: str) -> bool:
    field = survey.fields[name]
    return isinstance(field, Category) or (isinstance(field, Count) and bool(field.classify))


def _weight_faults(survey: Survey) -> Iterator[Fault]:
    plan = survey.weights
    units = "a reference, a category or a count"
    for key, names, kinds, wanted in (
        ("column", (plan.column,), Number | Count, "a number"),
        ("cluster", plan.clusters, Reference | Category | Count, units),
        ("population_sizes", plan.sizes, Number | Count, "a number or a count"),
    ):
        for name in names:
            if name and name not in survey.fields:
                yield unknown_name(name, survey.fields, ("weights", key), "fields")
            elif name and not isinstance(survey.fields[name], kinds):
                says = f"'{name}' is a {survey.fields[name].kind}; {wanted} is needed here."
                yield Fault(path=("weights", key), says=says)
    yield from _stage_faults(survey)


def _stage_faults(survey: Survey) -> Iterator[Fault]:
    clusters, sizes = survey.weights.clusters, survey.weights.sizes
    path = ("weights", "population_sizes")
    for key, names in (("cluster", clusters), ("population_sizes", sizes)):
        for number, name in enumerate(names):
            if name in names[:number]:
                says = f"'{name}' stands twice; name one field for each stage of sampling."
                yield Fault(path=("weights", key), says=says)
    # Respondents may be the last stage themselves: one more size than there are clusters.
    if len(sizes) > len(clusters) + 1:
        says = (
            f"There are {len(sizes)} population sizes and {len(clusters)} stages of clusters. Give "
            "one size a stage, and at most one more for respondents drawn within the last."
        )
        yield Fault(path=path, says=says)


def _headline_faults(survey: Survey) -> Iterator[Fault]:
    headline = survey.headline
    if headline is None:
        return
    known = {**survey.measures, **dict.fromkeys(survey.questions)}
    if headline.measure not in known:
        yield unknown_name(headline.measure, known, ("headline", "measure"), "measures")
        return
    question = survey.measures.get(headline.measure, headline.measure)
    scale = survey.scales.get(survey.questions[question].scale)
    if scale and not scale.is_rated:
        says = f"The scale of '{question}' does not say who is satisfied and dissatisfied."
        yield Fault(path=("headline", "measure"), says=says)
