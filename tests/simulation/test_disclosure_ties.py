"""Grades against shares of one question, and a coarse grouping against a finer one.

The attacker is written apart from the package: unknown are the numbers of each level and grade;
known are the questionnaire, the classification, and every number shown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from satisfaction.disclosure import protect, ties
from satisfaction.estimates.result import Estimates
from satisfaction.results import Provenance

GRADES = ("completely satisfied", "very satisfied", "fairly satisfied", "neither way",
          "fairly dissatisfied", "very dissatisfied")  # fmt: skip
SHARES = {"satisfied": (0, 1, 2), "neither": (3,), "dissatisfied": (4, 5), "top": (0, 1)}
BROAD = ("White", "Mixed", "Asian", "Black", "Chinese or other")
PAIR = {"White": (0,), "BME": (1, 2, 3, 4)}
THRESHOLD = 10.0


def worlds(seed):
    """Return how many of each level gave each grade: (levels, grades)."""
    rng = np.random.default_rng([77, seed])
    levels = rng.dirichlet([6.0, 1.0, 2.0, 2.0, 1.0]) * rng.uniform(150, 900)
    return rng.poisson(levels[:, None] * rng.dirichlet([4, 5, 5, 1, 2, 1], size=5))


def table_of(counts, group, levels, answers, figures):
    """Return estimates by ``group``; ``levels`` and ``answers`` are tuples of places, by name."""
    rows = []
    for level, at in levels.items():
        base = int(counts[list(at)].sum())
        figures[level, group, ""] = (at, range(len(GRADES)))
        for answer, which in answers.items():
            share = counts[np.ix_(at, which)].sum() / base if base else np.nan
            figures[level, group, answer] = (at, which)
            rows.append(
                {
                    "question": "overall", "measure": "overall", "statistic": answer,
                    "group": group, "level": level, "period": "2007/08 Q3", "base": base,
                    "not_answered": 0, "effective_base": float(base), "estimate": share,
                    "standard_error": 0.01, "lower": share, "upper": share, "unweighted": share,
                    "design_effect": 1.0, "df": 9.0, "flag": "",
                }
            )  # fmt: skip
    return Estimates(
        table=pd.DataFrame(rows),
        provenance=Provenance(survey="generated", period="2007/08 Q3", method="generated"),
        confidence=0.95, interval="none",
    )  # fmt: skip


def grades_and_shares(counts, figures):
    broad = {name: (k,) for k, name in enumerate(BROAD)}
    every = {"everyone": tuple(range(5))}
    each = {grade: (k,) for k, grade in enumerate(GRADES)}
    return [
        table_of(counts, group, levels, answers, figures)
        for answers in (SHARES, each)
        for group, levels in (("", every), ("ethnicity", broad))
    ]


def two_groupings(counts, figures):
    broad = {name: (k,) for k, name in enumerate(BROAD)}
    every = {"everyone": tuple(range(5))}
    return [
        table_of(counts, group, levels, SHARES, figures)
        for group, levels in (("", every), ("ethnicity", broad), ("ethnicity_pair", PAIR))
    ]


def narrow(results, counts, figures):
    """Return how many withheld counts are put closer than the threshold, and of how many."""
    known, hidden = {}, set()
    for row in (row for result in results for row in result.table.to_dict("records")):
        where = (row["level"], row["group"])
        for key, value in (
            ((*where, ""), row["base"]),
            ((*where, row["statistic"]), row["unweighted"]),
        ):
            if pd.isna(value):
                hidden.add(key)
            else:
                known[key] = value if key[2] == "" else round(value * row["base"])
    targets = sorted(hidden - set(known))
    matrix = np.array([indicator(*figures[key]) for key in known])
    told = np.array(list(known.values()), dtype=float)
    widths = []
    for key in targets:
        aim = indicator(*figures[key])
        ends = [
            linprog(sign * aim, A_eq=matrix, b_eq=told, bounds=(0, 1e4), method="highs").fun * sign
            for sign in (1.0, -1.0)
        ]
        truth = aim @ counts.ravel()
        assert ends[0] - 1e-6 <= truth <= ends[1] + 1e-6
        # A group of which nobody is known to be there has nobody to protect.
        widths += [ends[1] - ends[0]] if truth > 0 else []
    return sum(width < THRESHOLD - 1e-4 for width in widths), len(widths)


def indicator(levels, grades):
    cells = np.zeros((len(BROAD), len(GRADES)))
    cells[np.ix_(list(levels), list(grades))] = 1.0
    return cells.ravel()


def warned(results):
    return any(c.code == "disclosure-narrow" for result in results for c in result.caveats)


@pytest.mark.parametrize("pack", [grades_and_shares, two_groupings])
def test_no_withheld_count_follows_from_other_tables_of_the_same_people(pack, count):
    attacked = 0
    for seed in range(6):
        figures, counts = {}, worlds(seed)
        results = protect(pack(counts, figures), audience="external")
        close, every = narrow(results, counts, figures)
        attacked += every
        assert close == 0 or warned(results), seed
    assert attacked > 40
    count("withheld counts attacked", attacked)


@pytest.mark.parametrize(
    ("pack", "name"), [(grades_and_shares, "tie_grades"), (two_groupings, "tie_nested")]
)
def test_without_these_sums_the_same_attacker_gets_through(pack, name, monkeypatch):
    """So the test above can fail: what it attacks hangs on these sums alone."""
    monkeypatch.setattr(ties, name, lambda *_, **__: None)
    silent = 0
    for seed in range(10):
        figures, counts = {}, worlds(seed)
        results = protect(pack(counts, figures), audience="external")
        silent += 0 if warned(results) else narrow(results, counts, figures)[0]
    assert silent > 5
