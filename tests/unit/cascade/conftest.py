"""A quarter whose losses are chosen: records, frame, issued sample, outcomes and returns."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey
from satisfaction.results import Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

SURVEY = """\
survey: traced
title: Traced
mode: telephone
fields:
  crime: {column: CRIME, kind: reference, pseudonym: true}
  interviewed_on: {column: DAY, kind: date}
  user_group: {column: UG, kind: category, levels: {1: burglary, 2: violent crime}}
  area: {column: AREA, kind: category, levels: {1: north, 2: south}}
  age:
    column: AGE
    kind: category
    levels: {0: child, 1: young, 2: middle, 3: old}
    outside: [child]
    source: self-defined
  gender: {column: GENDER, kind: category, levels: {1: female, 2: male}, source: self-defined}
scales:
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q1, scale: yes_no, text: Satisfied?, outcome: true, measure: overall}
dimensions: [age, gender]
headline: {measure: overall, share: satisfied}
weights: {strata: [user_group, area], population: profile, margins: [age, gender]}
"""
SHARES = {"age": [0.3, 0.4, 0.3], "gender": [0.45, 0.55], "user_group": [0.7, 0.3],
          "area": [0.5, 0.5]}  # fmt: skip
LEVELS = {"age": ["young", "middle", "old"], "gender": ["female", "male"],
          "user_group": ["burglary", "violent crime"], "area": ["north", "south"]}  # fmt: skip


@pytest.fixture(scope="session")
def traced_survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "traced.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


@pytest.fixture(scope="session")
def clustered_survey(tmp_path_factory):
    """Return the same survey with 40 offices as clusters."""
    levels = ", ".join(f"{k}: o{k}" for k in range(40))
    field = f"  office: {{column: OFF, kind: category, levels: {{{levels}}}}}\n  gender:"
    text = SURVEY.replace("  gender:", field, 1)
    path = tmp_path_factory.mktemp("definitions") / "clustered.yaml"
    path.write_text(text.replace("weights: {", "weights: {cluster: office, "), encoding="utf-8")
    return load_survey(path)


@pytest.fixture(scope="session")
def make_quarter(traced_survey):
    """Return a maker of quarters; chances are (for young, for others)."""
    dimensions = dimensions_of(traced_survey.fields)

    def build(
        *,
        victims=20_000,
        kept=(0.8, 0.8),
        drawn=(1.0, 1.0),
        responding=(0.4, 0.4),
        answering=(0.98, 0.98),
        misrecorded=0.0,
        seed=1,
    ):
        rng = np.random.default_rng(seed)
        people = pd.DataFrame(
            {name: pd.Categorical(rng.choice(LEVELS[name], victims, p=p),
                                  categories=list(dimensions[name].all_levels))
             for name, p in SHARES.items()}
        )  # fmt: skip
        people.insert(0, "crime", [f"c{k:06}" for k in range(victims)])
        young = (people["age"] == "young").to_numpy()

        def chance(pair, rows):
            return rng.random(rows.sum()) < np.where(young[rows], *pair)

        eligible = np.ones(victims, dtype=bool)
        eligible[:] = chance(kept, eligible)
        exclusion = np.where(eligible, "eligible", "asked not to be contacted")
        records = people.assign(exclusion=pd.Categorical(exclusion))
        frame = people[eligible].reset_index(drop=True)
        issued = _issue(frame, rng, drawn)
        return _deliver(
            traced_survey, dimensions, records, frame, issued, rng, responding, answering,
            misrecorded,
        )  # fmt: skip

    return build


def _issue(frame, rng, drawn):
    """Draw about equal numbers from each stratum: disproportionate on purpose."""
    keys = [frame["user_group"].astype(str), frame["area"].astype(str)]
    odds = np.where(frame["age"] == "young", *drawn)
    order = rng.random(len(frame)) / odds
    rank = pd.Series(order).groupby(keys).rank(method="first")
    sizes = frame.groupby(keys).transform("size")
    take = np.minimum(sizes, 1_200)
    chosen = (rank <= take).to_numpy()
    return frame[chosen].assign(base_weight=(sizes / take)[chosen]).reset_index(drop=True)


def _deliver(survey, dimensions, records, frame, issued, rng, responding, answering, misrecorded):
    young = (issued["age"] == "young").to_numpy()
    there = rng.random(len(issued)) < np.where(young, *responding)
    held = issued[there].reset_index(drop=True)
    valid = rng.random(len(held)) < np.where(young[there], *answering)
    labels = list(survey.scale_of("overall").labels)
    answer = np.where(valid, np.where(rng.random(len(held)) < 0.7, "yes", "no"), "no answer")
    told = held.drop(columns="base_weight").assign(
        overall=pd.Categorical(answer, categories=labels),
        interviewed_on=pd.Timestamp("2007-11-01"),
    )
    wrong = rng.random(len(held)) < misrecorded
    told.loc[wrong, "gender"] = told.loc[wrong, "gender"].map({"female": "male", "male": "female"})
    outcomes = issued[["crime"]].assign(
        outcome=pd.Categorical(np.where(there, "interviewed", "refused"))
    )
    cells = records.groupby(
        ["user_group", "area", "age", "gender", "exclusion"], observed=True
    ).size()
    profile = Profile(
        table=cells.rename("victims").reset_index(),
        provenance=Provenance(survey=survey.survey, period="2007/08 Q3", method=""),
        reported_from=None, reported_to=None, period_basis="interview", unit="a victim",
        dimensions=dimensions,
    )  # fmt: skip
    return SimpleNamespace(
        profile=profile,
        returns=Returns(frame=told, survey=survey),
        records=records,
        frame=frame,
        issued=issued[["crime", "user_group", "area", "base_weight"]],
        outcomes=outcomes,
    )
