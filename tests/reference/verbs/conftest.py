"""The survey that R computed, as trusted tables."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey
from satisfaction.results import Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
GRADES = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@pytest.fixture(scope="session")
def survey():
    return load_survey(HERE / "reference_survey.yaml")


@pytest.fixture(scope="session")
def sample():
    return pd.read_csv(DATA / "synth_sample.csv.gz")


@pytest.fixture(scope="session")
def returns(survey, sample):
    dimensions = dimensions_of(survey.fields)
    frame = pd.DataFrame({"row": sample["id"] + 1})
    for name, field in survey.fields.items():
        values = sample[field.column].astype(str)
        levels = dimensions[name].all_levels if dimensions[name].levels else sorted(set(values))
        frame[name] = pd.Categorical(values, categories=list(levels))
    for name in ("q1", "q2", "q3", "q4", "q5"):
        answers = sample[name].map({1: "yes", 0: "no"}).fillna("no answer")
        frame[name] = pd.Categorical(answers, categories=list(survey.scale_of(name).labels))
    labels = list(survey.scale_of("sat").labels)
    frame["sat"] = pd.Categorical(sample["sat"].map(GRADES), categories=labels)
    return Returns(frame=frame, survey=survey)


@pytest.fixture(scope="session")
def profile(survey):
    """Return cells with the margins of R's population; its joint table is not in the reference.

    The weights use the margins only, so any cells that have them serve.
    """
    dimensions = {
        name: d
        for name, d in dimensions_of(survey.fields).items()
        if name in ("user_group", "age", "gender", "ethnicity")
    }
    table = _cells_with_margins(dimensions)
    return Profile(
        table=table,
        provenance=Provenance(survey="reference-survey", period="", method=""),
        reported_from=None,
        reported_to=None,
        period_basis="interview",
        unit="a victim",
        dimensions=dimensions,
    )


@pytest.fixture(scope="session")
def reference():
    with gzip.open(DATA / "synth_reference.json.gz", "rt", encoding="utf-8") as stream:
        return json.load(stream)


@pytest.fixture(scope="session")
def r_weights():
    return pd.read_csv(DATA / "synth_weights.csv.gz")


def _cells_with_margins(dimensions) -> pd.DataFrame:
    """Return cells whose margins are exactly those of R's population files (north-west corner)."""
    files = {name: "victim_group" if name == "user_group" else name for name in dimensions}
    totals = {
        name: pd.read_csv(DATA / f"pop_{file}.csv").set_index(file)["N"]
        for name, file in files.items()
    }
    queues = {name: list(total.items()) for name, total in totals.items()}
    rows = []
    while all(queues.values()):
        head = {name: queue[0] for name, queue in queues.items()}
        size = min(count for _, count in head.values())
        rows.append({name: level for name, (level, _) in head.items()} | {"victims": size})
        for name, (level, count) in head.items():
            queues[name][0] = (level, count - size)
            if count == size:
                queues[name].pop(0)
    table = pd.DataFrame(rows)
    for name, dimension in dimensions.items():
        table[name] = pd.Categorical(table[name], categories=list(dimension.all_levels))
    return table
