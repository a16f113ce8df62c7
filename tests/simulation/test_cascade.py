"""The cascade names the step at which a loss was planted, and none where there is none.

Worlds of about 50,000 recorded victims, three user groups drawn in equal numbers from 18 strata,
and 5,000 interviews expected, are made from chances directly. In a null world everything is chance.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey
from satisfaction.representativeness import cascade
from satisfaction.results import Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

pytestmark = pytest.mark.slow

SURVEY = """\
survey: simulated
title: Simulated
mode: telephone
fields:
  crime: {column: CRIME, kind: reference, pseudonym: true}
  user_group: {column: UG, kind: category, levels: {1: a, 2: b, 3: c}}
  area: {column: AREA, kind: category, levels: {1: n, 2: s, 3: e, 4: w, 5: x, 6: y}}
  age: {column: AGE, kind: category, levels: {1: young, 2: b2, 3: b3, 4: b4, 5: b5, 6: b6, 7: b7}}
  gender: {column: GENDER, kind: category, levels: {1: female, 2: male, 3: other}}
  ethnicity: {column: ETH, kind: category, levels: {1: e1, 2: e2, 3: e3, 4: e4, 5: e5}}
scales:
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q1, scale: yes_no, text: Satisfied?, outcome: true, measure: overall}
dimensions: [age, gender, ethnicity]
weights: {strata: [user_group, area], population: profile}
"""
SHARES = {
    "user_group": [0.6, 0.3, 0.1],
    "area": [0.3, 0.2, 0.2, 0.1, 0.1, 0.1],
    "age": [0.2, 0.27, 0.22, 0.14, 0.1, 0.05, 0.02],
    "gender": [0.45, 0.547, 0.003],
    "ethnicity": [0.6, 0.15, 0.15, 0.06, 0.04],
}
KEPT, RESPONDING, ANSWERING = 0.8, 0.42, 0.98
VICTIMS, ISSUED = 50_000, 11_900
NULL, PLANTED = 240, 60
NO_STEP = "no step stands out"


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "simulated.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    survey = load_survey(path)
    return SimpleNamespace(survey=survey, dimensions=dimensions_of(survey.fields))


def make_world(simulated, rng, planted):
    """Return one world; ``planted`` is what the young have in place of the others' chance."""
    codes = {name: rng.choice(len(p), VICTIMS, p=p) for name, p in SHARES.items()}
    young = codes["age"] == 0

    def happens(name, chance, rows):
        return rng.random(len(rows)) < np.where(young[rows], planted.get(name, chance), chance)

    everyone = np.arange(VICTIMS)
    eligible = happens("kept", KEPT, everyone)
    frame = everyone[eligible]
    issued, weights = draw(codes, frame, young, rng, planted.get("drawn", 1.0))
    there = happens("responding", RESPONDING, issued)
    valid = happens("answering", ANSWERING, issued[there])
    return tables(simulated, codes, eligible, frame, issued, weights, there, valid)


def draw(codes, frame, young, rng, odds):
    """Draw equal numbers from the user groups, in proportion from their areas."""
    stratum = (codes["user_group"] * 6 + codes["area"])[frame]
    sizes = np.bincount(stratum, minlength=18)
    groups = sizes.reshape(3, 6)
    wanted = np.minimum((ISSUED / 3 * groups / groups.sum(1, keepdims=True)).astype(int), groups)
    key = rng.random(len(frame)) / np.where(young[frame], odds, 1.0)
    order = np.lexsort((key, stratum))
    rank = np.empty(len(frame), dtype=int)
    rank[order] = np.arange(len(frame)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = rank < wanted.ravel()[stratum]
    return frame[chosen], (sizes / np.maximum(wanted.ravel(), 1))[stratum[chosen]]


def tables(simulated, codes, eligible, frame, issued, weights, there, valid):
    names = {name: list(simulated.dimensions[name].all_levels) for name in SHARES}

    def rows(chosen, *fields):
        values = {f: pd.Categorical.from_codes(codes[f][chosen], names[f]) for f in fields}
        return pd.DataFrame({"crime": pd.Series(chosen).astype("str").array, **values})

    shape = [len(p) for p in SHARES.values()] + [2]
    place = np.ravel_multi_index([*codes.values(), eligible.astype(int)], shape)
    found, victims = np.unique(place, return_counts=True)
    parts = np.unravel_index(found, shape)
    cells = {
        name: pd.Categorical.from_codes(part, names[name])
        for name, part in zip(SHARES, parts[:-1], strict=True)
    }
    cells["exclusion"] = pd.Categorical.from_codes(parts[-1], ["refused", "eligible"])
    profile = Profile(
        table=pd.DataFrame({**cells, "victims": victims}),
        provenance=Provenance(survey="simulated", period="", method=""),
        reported_from=None, reported_to=None, period_basis="interview", unit="a victim",
        dimensions=simulated.dimensions,
    )  # fmt: skip
    told = rows(issued[there], *SHARES)
    labels = list(simulated.survey.scale_of("overall").labels)
    told["overall"] = pd.Categorical(np.where(valid, "yes", "no answer"), categories=labels)
    sample = rows(issued, "user_group", "area").assign(base_weight=weights)
    return cascade(
        Returns(frame=told, survey=simulated.survey), profile, issued=sample,
        frame=rows(frame, *SHARES),
    )  # fmt: skip


def named(result):
    """Return (dimension, level, step) of everything that is named, cost or gain."""
    table = result.summary
    return {
        (row["dimension"], row["level"], row[kind])
        for kind in ("costs_at", "gains_at")
        for row in table[table[kind] != NO_STEP].to_dict("records")
    }


def test_no_step_is_named_and_no_draw_doubted_in_more_than_five_per_cent_of_null_worlds(simulated):
    """240 replications: Monte Carlo error of 5 % is 1.4 points; two of them are allowed."""
    rng = np.random.default_rng(20071)
    named_falsely, doubted = 0, 0
    for _ in range(NULL):
        result = make_world(simulated, rng, {})
        named_falsely += bool(named(result) or result.table["stands_out"].any())
        doubted += result.draw["verdict"].eq("not like a random draw").any()
    allowed = 0.05 + 2 * np.sqrt(0.05 * 0.95 / NULL)
    assert named_falsely / NULL <= allowed
    assert doubted / NULL <= allowed


@pytest.mark.parametrize(
    ("planted", "step"),
    [
        ({"kept": 0.65}, "recorded to eligible"),
        ({"drawn": 0.6}, "eligible to issued"),
        ({"responding": 0.30}, "issued to interviewed"),
    ],
)
def test_the_planted_step_is_named_in_95_per_cent_and_no_other_step_is(simulated, planted, step):
    """60 replications each: had 5 % false names, more than 6 of 60 would come in 3 % of runs."""
    rng = np.random.default_rng(20073)
    hits, elsewhere = 0, 0
    for _ in range(PLANTED):
        result = make_world(simulated, rng, planted)
        found = result.summary.set_index(["dimension", "level"])
        hits += found.loc[("age", "young"), "costs_at"] == step
        elsewhere += any(where != step for _, _, where in named(result))
        others = {(d, v) for d, v, _ in named(result) if d != "age"}
        elsewhere += bool(others)
    assert hits / PLANTED >= 0.95
    assert elsewhere <= 6
