"""Surveys whose answers the tests plant: seven grades, worst first, in three stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.drivers.model import code_answers, fit_model
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.drivers.coding import CodingRule
    from satisfaction.drivers.model import CodedAnswers

SURVEY = """\
survey: planted
title: Planted
mode: telephone
fields:
  interviewed_on: {column: DAY, kind: date}
  gender: {column: G, kind: category, levels: {1: female, 2: male}}
  household: {column: H, kind: reference}
  weight_given: {column: W, kind: number}
scales:
  seven:
    grades: {1: first, 2: second, 3: third, 4: fourth, 5: fifth, 6: sixth, 7: seventh}
    dissatisfied: [1, 2, 3]
    satisfied: [5, 6, 7]
    top: [6, 7]
    not_answered: {8: don't know}
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
stages: [early, middle]
questions:
  early: {column: Q1, scale: seven, driver: true, stage: early, text: Early?}
  late: {column: Q2, scale: seven, driver: true, stage: middle, text: Late?}
  loose: {column: Q3, scale: seven, driver: true, text: Loose?}
  told: {column: Q4, scale: yes_no, driver: true, text: Told?}
  overall: {column: Q5, scale: seven, text: Overall?, outcome: true, measure: overall}
dimensions: [gender]
"""
GRADES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@pytest.fixture(scope="session")
def planted_survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "planted.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


@pytest.fixture(scope="session")
def plant(planted_survey):
    """Make returns from grades 1 (worst) to 7; 0 stands for not asked."""

    def build(**columns: Sequence[int]) -> Returns:
        size = len(next(iter(columns.values())))
        frame = pd.DataFrame({"row": np.arange(size) + 2})
        frame["interviewed_on"] = pd.Timestamp("2007-11-01")
        for name, values in columns.items():
            if name == "gender":
                frame[name] = pd.Categorical(np.where(values, "male", "female"))
                continue
            labels = planted_survey.scale_of(name).labels
            told = np.array(["not asked", *(("no", "yes") if name == "told" else GRADES)])
            frame[name] = pd.Categorical(told[np.asarray(values)], categories=list(labels))
        return Returns(frame=frame, survey=planted_survey)

    return build


@pytest.fixture(scope="session")
def code():
    """Code planted returns on some of their drivers."""

    def coded(
        returns: Returns,
        *drivers: str,
        controls: Sequence[str] = (),
        rule: CodingRule | None = None,
    ) -> CodedAnswers:
        named: Mapping[str, Sequence[str]] = {name: (name,) for name in drivers}
        inside = np.ones(len(returns.frame), dtype=bool)
        return code_answers(returns, named, controls=controls, inside=inside, rule=rule)

    return coded


@pytest.fixture(scope="session")
def fit(code):
    def fitted(returns, *drivers, controls=()):
        return fit_model(code(returns, *drivers, controls=controls))

    return fitted
