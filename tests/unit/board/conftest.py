"""A force of four boroughs, in files: two years of interviews, more satisfied in some places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from satisfaction.workflow.config import read_config

if TYPE_CHECKING:
    from pathlib import Path

SURVEY = """\
survey: four-boroughs
title: Four boroughs
mode: telephone
fields:
  interviewed_on: {column: DAY, kind: date}
  user_group:
    column: UG
    kind: category
    levels: {1: burglary, 2: violent crime}
  area: {column: AREA, kind: category, levels: {1: North, 2: East, 3: South, 4: West}}
scales:
  yes_no: {grades: {1: "yes", 2: "neither", 3: "no"}, satisfied: [1], dissatisfied: [3]}
questions:
  overall: {column: Q1, scale: yes_no, text: Satisfied?, outcome: true, measure: overall}
  contact: {column: Q2, scale: yes_no, text: With contact?, measure: contact}
dimensions: [user_group]
"""
CONFIG = """\
survey = "survey.yaml"
period = "{period}"
[inputs]
returns = ["returns.csv"]
[settings]
history = {history}
[board]
commentary = "commentary.md"
"""


@pytest.fixture(scope="session")
def make_force(tmp_path_factory):
    """Return a function that writes survey, returns and configuration; it gives the folder."""

    def build(*, months=24, shares=(0.8, 0.7, 0.6, 0.75), each=30, small=0, late_fall=0.0, **more):
        folder = tmp_path_factory.mktemp("force")
        frame = _interviews(months, shares, each, small, late_fall)
        frame.to_csv(folder / "returns.csv", index=False)
        (folder / "survey.yaml").write_text(more.get("survey", SURVEY), encoding="utf-8")
        text = CONFIG.format(period=more.get("period", "2007/08 Q3"), history=(months + 2) // 3)
        (folder / "satisfaction.toml").write_text(text, encoding="utf-8")
        return folder

    return build


@pytest.fixture(scope="session")
def survey_text():
    return SURVEY


@pytest.fixture(scope="session")
def force(make_force):
    return make_force(late_fall=0.25)


@pytest.fixture(scope="session")
def half_year(make_force):
    return make_force(months=6)


@pytest.fixture
def config_of():
    def read(folder: Path, out: Path):
        given = read_config(folder / "satisfaction.toml")
        return given.model_copy(update={"out": str(out)})

    return read


def _interviews(months, shares, each, small, late_fall):
    """Return ``each`` interviews a month and borough up to December 2007; ``small`` in the last."""
    rng = np.random.default_rng(7)
    rows = []
    for month in pd.period_range(end="2007-12", periods=months, freq="M"):
        for code, share in enumerate(shares, start=1):
            count = small if small and code == len(shares) else each
            likely = share - late_fall * (month >= pd.Period("2007-01", "M"))
            answers = rng.random((count, 2)) < likely
            rows += [
                {
                    "DAY": f"{month}-{1 + k % 28:02d}", "UG": 1 + k % 2, "AREA": code,
                    "Q1": _code(overall, k), "Q2": _code(contact, k),
                }
                for k, (overall, contact) in enumerate(answers)
            ]  # fmt: skip
    return pd.DataFrame(rows)


def _code(satisfied, number):
    return 1 if satisfied else 2 if number % 5 == 0 else 3
