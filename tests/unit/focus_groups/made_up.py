"""Small pools of dissatisfied respondents, written as trusted returns."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.library import load_survey
from satisfaction.tables.returns import Returns

DAY = date(2008, 1, 14)
SURVEY = """\
survey: focus
title: Survey for focus groups
mode: telephone
fields:
  interview: {column: INTNO, kind: reference, unique: true}
  crime: {column: CRIMEREF, kind: reference}
  interviewed_on: {column: DAY, kind: date}
  user_group:
    column: UG
    kind: category
    levels: {1: burglary, 2: vehicle crime, 3: racist incident, 4: domestic abuse}
  area: {column: BOCU, kind: category}
  age:
    column: AGE
    kind: count
    range: [16, 110]
    classify: age-bands-10
    not_answered: {999: refused}
  gender:
    {column: GENDER, kind: category, levels: {1: female, 2: male}, not_answered: {9: not stated}}
  recontact:
    {column: RECON, kind: consent, "yes": ["1"], "no": ["2"], purpose: PURP, by: WHO, "on": CONDATE}
scales:
  grades:
    grades: {1: good, 2: neither, 3: poor}
    satisfied: [1]
    dissatisfied: [3]
questions:
  told: {column: Q1, scale: grades, text: Told?, label: Being told, driver: true}
  polite: {column: Q2, scale: grades, text: Polite?, label: Manner, driver: true}
  overall: {column: Q3, scale: grades, text: Overall?, outcome: true, measure: overall}
dimensions: [age, gender]
"""
BANDS = (16, 25, 35, 45, 55, 65, 75, 200)
NAMES = ("16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
DEFAULTS = {
    "user_group": "burglary",
    "age_years": 40,
    "gender": "female",
    "recontact": "yes",
    "recontact_purpose": "focus group",
    "recontact_by": "the contractor",
    "recontact_on": "2007-11-20",
    "told": "poor",
    "polite": "good",
    "overall": "poor",
}


@cache
def survey():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "focus.yaml"
        path.write_text(SURVEY, encoding="utf-8")
        return load_survey(path)


def returns_of(people, *, drop=()):
    """Return trusted returns of ``people``: a list of what differs from the defaults."""
    rows = [
        {
            "interview": f"i{number:05d}",
            "crime": f"c{number:05d}",
            "area": f"Borough {number % 8}",
            **DEFAULTS,
            **person,
        }
        for number, person in enumerate(people)
    ]
    frame = pd.DataFrame(rows)
    frame["interviewed_on"] = pd.Timestamp("2007-11-20")
    frame["recontact_on"] = pd.to_datetime(frame["recontact_on"])
    frame["file"], frame["row"] = "made_up.csv", np.arange(len(frame)) + 2
    frame["age_years"] = frame["age_years"].astype("Int16")
    frame["age"] = [_band(years) for years in frame["age_years"]]
    definition = survey()
    for name in ("user_group", "age", "gender"):
        known = dimension_of(name, definition.fields[name]).all_levels
        frame[name] = pd.Categorical(frame[name], categories=list(known))
    frame["area"] = frame["area"].astype("category")
    for name in definition.questions:
        labels = list(definition.scale_of(name).labels)
        frame[name] = pd.Categorical(frame[name], categories=labels)
    return Returns(frame=frame.drop(columns=list(drop)), survey=definition)


def a_crowd(count, seed=0, **fixed):
    """Return people who differ in everything that a quota looks at."""
    draw = np.random.default_rng(seed)
    return [
        {
            "age_years": int(draw.integers(18, 90)),
            "gender": str(draw.choice(["female", "male"])),
            "user_group": str(draw.choice(["burglary", "vehicle crime"])),
            "told": str(draw.choice(["poor", "good"])),
            "polite": str(draw.choice(["poor", "good"])),
            **fixed,
        }
        for _ in range(count)
    ]


def log_of(*events):
    """Return a trusted contact log of events given as mappings."""
    frame = pd.DataFrame(
        [
            {"interview": "", "round": "", "group": 0, "place": 0, "safe_contact": "none stated"}
            | event
            for event in events
        ]
    )
    return frame.assign(on=pd.to_datetime(frame["on"]))


def _band(years):
    if pd.isna(years):
        return "refused"
    return NAMES[int(np.searchsorted(BANDS, years, side="right")) - 1]
