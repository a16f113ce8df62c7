"""One synthetic quarter for all tests that only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.synthesis import synthesise

DEFINITIONS = Path(__file__).parent / "definitions"


@pytest.fixture(scope="session")
def survey_2007():
    return load_survey("user-satisfaction-2007")


@pytest.fixture(scope="session")
def quarter(survey_2007):
    return synthesise(survey_2007, interviews=1_000, crimes=20_000)


@pytest.fixture(scope="session")
def definitions():
    return DEFINITIONS
