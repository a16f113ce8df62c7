"""Synthetic surveys in which it is known which groups are dissatisfied more often.

Respondents have one of 32 areas, five user groups, an age, three more categories, and weights that
differ by area and by chance. Worlds:

``null``      18 % are dissatisfied whoever they are
``clusters``  the same on average, but the four respondents of a household agree; area and user
              group are the household's
``planted``   15 points more among victims of violent crime (one in four)
``nested``    the same, and among them 15 points more again below 35
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_survey
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from pathlib import Path

DEFINITION = """\
survey: segments
title: Segments
mode: telephone
fields:
  area: {column: AREA, kind: category}
  user_group:
    column: GROUP
    kind: category
    levels: {1: burglary, 2: violent crime, 3: vehicle crime, 4: theft, 5: fraud}
  age:
    column: AGE
    kind: count
    range: [16, 110]
    classify: age-bands-10
    not_answered: {999: not known}
  gender: {column: G, kind: category, levels: {1: female, 2: male}, not_answered: {9: not known}}
  route: {column: R, kind: category, levels: {1: attended, 2: telephone, 3: online}}
  day: {column: D, kind: category, levels: {1: weekday, 2: weekend}}
  household: {column: H, kind: reference}
  weight_given: {column: W, kind: number}
scales:
  answer: {grades: {1: good, 2: poor}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q, scale: answer, outcome: true, measure: overall, text: Overall?}
dimensions: [gender]
weights: {column: weight_given, strata: [area]CLUSTERS}
"""
BASE = 0.18
PLANTED = 0.15
AREAS = 32


@dataclass(frozen=True)
class World:
    """Returns of ``n`` respondents and, for each, the chance of being dissatisfied."""

    returns: Returns
    chance: np.ndarray


def definition(folder: Path, *, clusters: bool = False):
    """Return the survey definition, with or without clusters."""
    path = folder / f"segments_{clusters}.yaml"
    text = DEFINITION.replace("CLUSTERS", ", cluster: household" if clusters else "")
    path.write_text(text, encoding="utf-8")
    return load_survey(path)


def drawn(survey, name, n, rng):
    """Draw one survey of the world ``name``."""
    units = n // 4 if name == "clusters" else n
    home = np.repeat(np.arange(units), n // units)
    area = rng.integers(0, AREAS, units)[home]
    group = rng.choice(5, units, p=[0.2, 0.25, 0.25, 0.2, 0.1])[home]
    age = rng.integers(16, 90, n)
    frame = pd.DataFrame(
        {
            "area": _category(area, [f"area {k:02d}" for k in range(AREAS)]),
            "user_group": _category(
                group, ["burglary", "violent crime", "vehicle crime", "theft", "fraud"]
            ),
            "age": _category(np.digitize(age, [25, 35, 45, 55, 65, 75]), _bands(survey)),
            "gender": _category(rng.choice(3, n, p=[0.5, 0.47, 0.03]),
                                ["female", "male", "not known"]),
            "route": _category(rng.choice(3, n, p=[0.3, 0.5, 0.2]),
                               ["attended", "telephone", "online"]),
            "day": _category(rng.integers(0, 2, n), ["weekday", "weekend"]),
            "household": home.astype(str),
            "weight_given": (0.5 + area / AREAS) * rng.gamma(4, 0.25, n),
        }
    )  # fmt: skip
    chance = np.full(n, BASE)
    if name in ("planted", "nested"):
        chance = chance + PLANTED * (group == 1)
    if name == "nested":
        chance = chance + PLANTED * ((group == 1) & (age < 35))
    luck = rng.random(units)[home]
    frame["overall"] = _category((luck < chance).astype(int), ["good", "poor"])
    return World(Returns(frame=frame, survey=survey), chance)


def _bands(survey):
    from satisfaction.definitions.levels import dimension_of

    found = dimension_of("age", survey.fields["age"])
    return [*found.levels, *found.unknown]


def _category(codes, levels):
    return pd.Categorical.from_codes(codes, categories=levels)
