"""Small populations with known truth, as trusted tables."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey
from satisfaction.results import Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

sys.path.insert(0, str(Path(__file__).parent))

from counts import count, pytest_terminal_summary

__all__ = ["count", "pytest_terminal_summary"]

SURVEY = """\
survey: simulated
title: Simulated
mode: telephone
fields:
  interviewed_on: {column: DAY, kind: date}
  user_group:
    column: UG
    kind: category
    levels: {1: burglary, 2: violent crime, 3: vehicle crime}
  age: {column: AGE, kind: category, levels: {1: young, 2: middle, 3: old}}
  gender: {column: GENDER, kind: category, levels: {1: female, 2: male}}
scales:
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q1, scale: yes_no, text: Satisfied?, outcome: true, measure: overall}
dimensions: [age, gender]
weights: {strata: [user_group], population: profile, margins: [age, gender]}
"""


@pytest.fixture(scope="session")
def small_survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "simulated.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


@pytest.fixture(scope="session")
def make_profile(small_survey):
    dimensions = dimensions_of(small_survey.fields)

    def build(cells: pd.DataFrame) -> Profile:
        table = cells.copy()
        for name, dimension in dimensions.items():
            table[name] = pd.Categorical(table[name], categories=list(dimension.all_levels))
        return Profile(
            table=table,
            provenance=Provenance(survey=small_survey.survey, period="", method=""),
            reported_from=None,
            reported_to=None,
            period_basis="interview",
            unit="a victim",
            dimensions=dimensions,
        )

    return build


@pytest.fixture(scope="session")
def make_returns(small_survey):
    dimensions = dimensions_of(small_survey.fields)

    def build(cells: pd.DataFrame, satisfied: np.ndarray) -> Returns:
        frame = pd.DataFrame({"row": np.arange(len(cells)) + 2})
        frame["interviewed_on"] = pd.Timestamp("2007-11-01")
        for name, dimension in dimensions.items():
            values = cells[name].to_numpy()
            frame[name] = pd.Categorical(values, categories=list(dimension.all_levels))
        answers = np.where(satisfied, "yes", "no")
        labels = list(small_survey.scale_of("overall").labels)
        frame["overall"] = pd.Categorical(answers, categories=labels)
        return Returns(frame=frame, survey=small_survey)

    return build
