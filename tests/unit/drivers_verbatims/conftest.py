"""Returns with answers of one's own, and a quarter of synthetic ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.tables.returns import Returns

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"


@pytest.fixture(scope="session")
def survey():
    return sat.load_survey("user-satisfaction-2007")


@pytest.fixture(scope="session")
def quarter():
    return sat.read_returns(
        QUARTER / "returns_2007-08-q3.parquet", "user-satisfaction-2007"
    ).returns


@pytest.fixture(scope="session")
def says(survey):
    """Return a maker of returns: what the dissatisfied say, what the satisfied say."""
    labels = survey.scale_of("overall").labels

    def make(dissatisfied, satisfied, **columns):
        grades = ["very dissatisfied"] * len(dissatisfied) + ["very satisfied"] * len(satisfied)
        frame = pd.DataFrame(
            {
                "overall": pd.Categorical(grades, categories=labels),
                "could_be_better": pd.array([*dissatisfied, *satisfied], dtype="str"),
                **columns,
            }
        )
        return Returns(frame=frame, survey=survey)

    return make
