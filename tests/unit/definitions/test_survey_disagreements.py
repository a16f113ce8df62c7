"""Parts of a survey definition that do not fit one another, or the files that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

# Piece of the shipped file, what takes its place, key at fault, piece whose line is named, words.
CASES = {
    "a satisfied code that is no grade is refused": (
        "    satisfied: [1, 2, 3]",
        "    satisfied: [1, 2, 0]",
        "scales.seven_point.satisfied",
        "    satisfied: [1, 2, 3]",
        "'0' is not one of `grades`: 1, 2, 3, 4, 5, 6, 7",
    ),
    "a grade on both sides is refused": (
        "    dissatisfied: [5, 6, 7]",
        "    dissatisfied: [3, 4, 5, 6, 7]",
        "scales.seven_point.dissatisfied",
        "    dissatisfied: [5, 6, 7]",
        "'3' is both satisfied and dissatisfied",
    ),
    "a top grade that is not satisfied is refused": (
        "    top: [1, 2]",
        "    top: [1, 2, 3, 4]",
        "scales.seven_point.top",
        "    top: [1, 2]",
        "'4' is not one of `satisfied`",
    ),
    "satisfied grades with a gap are refused": (
        "    satisfied: [1, 2, 3]\n    top: [1, 2]",
        "    satisfied: [1, 2, 4]\n    top: [1, 2]",
        "scales.seven_point.satisfied",
        "    satisfied: [1, 2, 3]",
        "follow each other from one end",
    ),
    "a grade with the label of no answer is refused": (
        "      4: neither satisfied nor dissatisfied",
        "      4: refused",
        "scales.seven_point.grades.4",
        "      4: neither",
        "'refused' is a grade and also stands for no answer",
    ),
    "one label for grades of different sides is refused": (
        "      4: neither satisfied nor dissatisfied",
        "      4: fairly satisfied",
        "scales.seven_point.grades.4",
        "      4: neither",
        "also the label of '3', which counts on another side",
    ),
    "two questions that read one column are both named": (
        "column: Q20",
        "column: Q19",
        "questions.treatment.column",
        "column: Q20",
        "'Q19' is already read by `questions.support_offered`",
    ),
    "a question that reads a column of the consent is refused": (
        "by: WHO",
        "by: Q1",
        "questions.attended.column",
        "{column: Q1, ",
        "'Q1' is already read by `fields.recontact`",
    ),
    "a name that is a field and a question is refused": (
        "  attended:\n",
        "  attempts:\n",
        "questions.attempts",
        "  attended:\n",
        "is a field and a question",
    ),
    "a name that checked tables keep for themselves is refused": (
        "  minutes: ",
        "  row: ",
        "fields.row",
        "  minutes: ",
        "is kept for a column of the checked table",
    ),
    "a name that is kept for years of age is refused": (
        "  minutes: ",
        "  age_years: ",
        "fields.age_years",
        "  minutes: ",
        "is kept for what `fields.age` gives",
    ),
    "routing on a later question is refused": (
        'asked_if: {attended: ["yes"]}\n    text: How satisfied were you with the time the',
        'asked_if: {told_outcome: ["yes"]}\n    text: How satisfied were you with the time the',
        "questions.arrival_time.asked_if.told_outcome",
        'asked_if: {attended: ["yes"]}',
        "a question that comes later. Ask 'told_outcome' first",
    ),
    "routing on the question itself is refused": (
        'asked_if: {attended: ["yes"]}\n    text: How satisfied were you with the time the',
        "asked_if: {arrival_time: [refused]}\n    text: How satisfied were you with the time the",
        "questions.arrival_time.asked_if.arrival_time",
        'asked_if: {attended: ["yes"]}',
        "depends on itself",
    ),
    "routing on an unknown answer suggests the answer that was meant": (
        'asked_if: {attended: ["yes"]}',
        'asked_if: {attended: ["yess"]}',
        "questions.arrival_time.asked_if.attended",
        'asked_if: {attended: ["yes"]}',
        "Did you mean 'yes'?",
    ),
    "routing on an unknown level of a field is refused": (
        'asked_if: {attended: ["yes"]}',
        "asked_if: {user_group: [burglry]}",
        "questions.arrival_time.asked_if.user_group",
        'asked_if: {attended: ["yes"]}',
        "Did you mean 'burglary'?",
    ),
    "routing on a reference is refused": (
        'asked_if: {attended: ["yes"]}',
        "asked_if: {crime: [x]}",
        "questions.arrival_time.asked_if.crime",
        'asked_if: {attended: ["yes"]}',
        "'crime' is a reference",
    ),
    "an unknown stage suggests the stage that was meant": (
        "stage: treatment\n    label: Taken",
        "stage: treatmnt\n    label: Taken",
        "questions.taken_seriously.stage",
        "stage: treatment\n    label: Taken",
        "Did you mean 'treatment'?",
    ),
    "a driver on a scale without sides is refused": (
        "    scale: yes_no\n    driver: true\n    stage: action",
        "    scale: route\n    driver: true\n    stage: action",
        "questions.prevention_advice.scale",
        "    scale: yes_no\n    driver: true\n    stage: action",
        "needs a scale with `satisfied` and `dissatisfied`",
    ),
    "an outcome that is also a driver is refused": (
        "    outcome: true\n",
        "    outcome: true\n    driver: true\n",
        "questions.overall.driver",
        "    label: Overall service",
        "the outcome or a driver of it, not both",
    ),
    "a survey without an outcome is refused": (
        "    outcome: true\n",
        "",
        "questions",
        "questions:\n",
        "No question has `outcome: true`",
    ),
    "a second outcome names the first": (
        "    measure: treatment\n",
        "    outcome: true\n",
        "questions.overall.outcome",
        "    outcome: true\n",
        "`questions.treatment` is the outcome already",
    ),
    "a measure that two questions give is refused": (
        "    measure: treatment\n",
        "    measure: follow_up\n",
        "questions.treatment.measure",
        "    measure: treatment\n",
        "`questions.follow_up` gives the measure 'follow_up' already",
    ),
    "a dimension that is no field suggests the field that was meant": (
        "dimensions: [age, gender, ethnicity]",
        "dimensions: [age, gendr, ethnicity]",
        "dimensions.1",
        "dimensions:",
        "Did you mean 'gender'?",
    ),
    "a dimension without levels is refused": (
        "dimensions: [age, gender, ethnicity]",
        "dimensions: [minutes]",
        "dimensions.0",
        "dimensions:",
        "'minutes' has no levels",
    ),
    "a stratum that stands twice is refused": (
        "strata: [user_group, area]",
        "strata: [area, area]",
        "weights.strata.1",
        "weights:",
        "'area' stands twice",
    ),
    "a weight that is no number is refused": (
        "weights: {strata",
        "weights: {column: area, strata",
        "weights.column",
        "weights:",
        "'area' is a category; a number is needed",
    ),
    "a check on an unknown field suggests the field that was meant": (
        "fields: [interview]",
        "fields: [interveiw]",
        "checks.0.fields",
        "    fields: [interview]",
        "Did you mean 'interview'?",
    ),
    "days from something that is no date are refused": (
        "second: interviewed_on",
        "second: interview",
        "checks.1.second",
        "    second: interviewed_on",
        "'interview' is a reference; days need a date",
    ),
    "a check that no row can pass is refused": (
        "at_least: 42\n",
        "at_least: 99\n",
        "checks.2.at_least",
        "at_least: 42\n",
        "`at_least` is 99, above `at_most` 84",
    ),
    "two checks with one reason are refused": (
        "reason: outside_window",
        "reason: interviewed_before_report",
        "checks.2.reason",
        "reason: outside_window",
        "An earlier check has the reason",
    ),
    "a consent code that means yes and no is refused": (
        '"no": ["2"]',
        '"no": ["1"]',
        "fields.recontact.no",
        '"no": ["2"]',
        "'1' means both yes and no",
    ),
    "an unknown contract of the records suggests the one that was meant": (
        "records: crime-records",
        "records: crime-record",
        "records",
        "records:",
        "Did you mean 'crime-records'?",
    ),
    "a level that the crime records lack is named with their file": (
        "3: other or self-described}",
        "3: somebody else}",
        "fields.gender",
        "  gender:\n",
        "'somebody else' stand here and not in crime_records.yaml",
    ),
    "bands that the crime records lack are named": (
        "classify: age-bands-10",
        "classify: age-bands-18",
        "fields.age",
        "  age:\n",
        "'18-24' stand here and not in crime_records.yaml",
    ),
    "a dimension that the crime records lack is named": (
        "dimensions: [age, gender, ethnicity]",
        "dimensions: [age, gender, handling_route]",
        "fields.handling_route",
        "  handling_route:\n",
        "The records in crime_records.yaml have no `fields.handling_route`",
    ),
    "an empty section says how to fill it": (
        "scales:\n",
        "scales:\n  empty:\n",
        "scales.empty",
        "  seven_point:\n",
        "An empty value is not a set of keys",
    ),
    "an empty label is refused": (
        "{9: not stated}",
        '{9: ""}',
        "fields.gender.not_answered.9",
        "{9: not stated}",
        "The text is empty",
    ),
    "a key that stands twice is refused": (
        "  minutes: ",
        "  attempts: ",
        "fields.attempts",
        "  minutes: ",
        "The key stands twice",
    ),
    "codes that differ only by blanks are one code": (
        "levels: {2: female, 1: male",
        'levels: {2: female, "2 ": male',
        "fields.gender.levels.2",
        "levels: {2: female",
        "The key stands twice",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_refusal_names_file_key_and_line(
    case: tuple[str, str, str, str, str], refuses: Callable[..., None]
) -> None:
    refuses(*case)
