"""Surveys with a place, an age, a gender and a household, and one answer: good or poor."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.tables.returns import Returns

SURVEY = """\
survey: grouped
title: Grouped
mode: telephone
fields:
  interviewed_on: {column: DAY, kind: date}
  place: {column: P, kind: category, levels: {1: north, 2: east, 3: south, 4: west}}
  age:
    column: A
    kind: count
    range: [16, 110]
    classify: age-bands-10
    not_answered: {999: not known}
  gender:
    column: G
    kind: category
    levels: {1: female, 2: male}
    not_answered: {9: not known}
  household: {column: H, kind: reference}
  weight_given: {column: W, kind: number}
scales:
  answer:
    grades: {1: good, 2: poor}
    satisfied: [1]
    dissatisfied: [2]
    not_answered: {8: don't know}
questions:
  overall: {column: Q, scale: answer, outcome: true, measure: overall, text: Overall?}
dimensions: [gender]
weights: {column: weight_given, strata: [place]}
"""
PLACES = ["north", "east", "south", "west"]
AGES = ["16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+", "not known"]
GENDERS = ["female", "male", "not known"]
ANSWERS = ["good", "poor", "don't know"]


@pytest.fixture(scope="session")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "grouped.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


@pytest.fixture(scope="session")
def build(survey):
    """Make returns from codes from 0; what is not given is the first level for everybody."""

    def made(poor, *, place=0, age=0, gender=0, weight=1.0):
        n = len(poor)
        columns = {"place": (place, PLACES), "age": (age, AGES), "gender": (gender, GENDERS)}
        frame = pd.DataFrame(
            {
                "row": np.arange(n) + 2,
                "interviewed_on": pd.Timestamp("2007-11-05"),
                "household": np.arange(n).astype(str),
                "weight_given": np.broadcast_to(weight, n).astype(float),
                "overall": pd.Categorical.from_codes(np.asarray(poor), ANSWERS),
            }
        )
        for name, (codes, levels) in columns.items():
            given = np.broadcast_to(codes, n)
            frame[name] = pd.Categorical.from_codes(given, levels)
        return Returns(frame=frame, survey=survey)

    return made
