"""Generated packs of two successive months, and an attacker who knows only what they show.

The attacker is written apart from the package: unknown are the numbers of victims of each month,
user group, gender and answer, all at once; known is every number that either pack shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array

from satisfaction.disclosure import protect
from satisfaction.estimates.result import Estimates
from satisfaction.results import Provenance

ANSWERS = ("satisfied", "neither", "dissatisfied")
GROUPS = ("burglary", "violent crime", "vehicle crime")
GENDERS = ("female", "male")
# The first month, the eleven that both rolling years hold, and the two newest.
MONTHS = ("2006-12", "middle", "2007-11", "2007-12")
SPANS = {
    "12m to 2007-11": (0, 1, 2),
    "12m to 2007-12": (1, 2, 3),
    "2007-11": (2,),
    "2007-12": (3,),
}
SHAPE = (len(MONTHS), len(GROUPS), len(GENDERS), len(ANSWERS))
NO_NUMBER = ("estimate", "standard_error", "lower", "upper", "unweighted")


def people(rng):
    """Return how many answered so: (months, groups, genders, answers)."""
    size = rng.uniform(2, 40)
    months = np.array([1.0, 10.0, 1.0, 1.0]) * size / 4
    groups = rng.dirichlet([2.0] * 3)
    genders = rng.dirichlet([4.0, 4.0])
    answers = rng.dirichlet([8.0, 1.0, 2.0], size=3)
    mean = np.einsum("m,g,s,ga->mgsa", months, groups, genders, answers)
    return rng.poisson(mean * 4)


def masks(period, by):
    """Return label and cells, (months, groups, genders), of each level."""
    month = np.zeros(SHAPE[:3], dtype=bool)
    month[list(SPANS[period])] = True
    if by == "":
        return [("everyone", month)]
    found = []
    for g, group in enumerate(GROUPS):
        for s, gender in enumerate(GENDERS):
            cell = np.zeros(SHAPE[:3], dtype=bool)
            cell[
                :, g if "user_group" in by else slice(None), s if "gender" in by else slice(None)
            ] = 1
            named = {
                "user_group": group,
                "gender": gender,
                "user_group x gender": f"{group} x {gender}",
            }
            found.append((named[by], month & cell))
    return list({label: (label, mask) for label, mask in found}.values())


def estimates(counts, period, by, figures):
    """Return the table of one grouping, as unweighted estimates give it."""
    rows = []
    for level, mask in masks(period, by):
        base = int(counts[mask].sum())
        for a, answer in enumerate(ANSWERS):
            count = int(counts[mask][:, a].sum())
            figures[period, by, level, answer] = (mask, a)
            share = count / base if base else np.nan
            rows.append(
                {
                    "question": "overall", "measure": "overall", "statistic": answer, "group": by,
                    "level": level, "period": period, "base": base, "not_answered": 0,
                    "effective_base": float(base), "estimate": share, "standard_error": 0.01,
                    "lower": share, "upper": share, "unweighted": share, "design_effect": 1.0,
                    "df": float(max(base - 1, 0)), "flag": "",
                }
            )  # fmt: skip
        figures[period, by, level, ""] = (mask, None)
    return Estimates(
        table=pd.DataFrame(rows),
        provenance=Provenance(survey="generated", period=period, method="generated"),
        confidence=0.95,
        interval="none",
    )


def pack(counts, month, figures):
    """Return the tables of one month's pack."""
    year = f"12m to {month}"
    asked = [(year, ""), (year, "user_group"), (year, "gender"), (month, ""), (month, "user_group")]
    asked += [(year, "user_group x gender")] if counts.sum() % 2 else []
    return [estimates(counts, period, by, figures) for period, by in asked]


def shown(results, known, hidden):
    """Sort what the results show, and what they withhold, by figure."""
    for result in results:
        for row in result.table.to_dict("records"):
            where = (row["period"], row["group"], row["level"])
            known_base = not pd.isna(row["base"])
            if known_base:
                known[(*where, "")] = row["base"]
            else:
                hidden.add((*where, ""))
            told = [row[name] for name in NO_NUMBER[3:] if not np.isnan(row[name])]
            if told and known_base:
                # A share to one decimal of a per cent, with its base, is a count.
                known[(*where, row["statistic"])] = round(round(told[0], 3) * row["base"])
            elif row["suppressed"] and not (known_base and row["base"] == 0):
                hidden.add((*where, row["statistic"]))


def indicator(mask, answer):
    cells = np.zeros(SHAPE)
    cells[mask, slice(None) if answer is None else answer] = 1.0
    return cells.ravel()


def bounds(known, targets, figures):
    """Return smallest and largest of each target, (targets, 2)."""
    matrix = np.array([indicator(*figures[key]) for key in known])
    told = np.array(list(known.values()), dtype=float)
    aims = np.array([indicator(*figures[key]) for key in targets])
    far = 10.0 * max(told.max(initial=0.0), 100.0)
    block = csr_array(matrix)
    found = []
    for part in np.array_split(aims, max(1, len(aims) // 12)):
        costs = np.concatenate([sign * aim for aim in part for sign in (1.0, -1.0)])
        solved = linprog(
            costs,
            A_eq=block_diag([block] * (2 * len(part)), format="csr"),
            b_eq=np.tile(told, 2 * len(part)),
            bounds=(0.0, far),
            method="highs",
        )
        assert solved.status == 0, "what is shown contradicts itself"
        sums = solved.x.reshape(len(part), 2, -1)
        found.append(np.einsum("tek,tk->te", sums, part))
    return np.concatenate(found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attacked:
    """What came of the attacks on one pair of packs."""

    figures: int
    widths: np.ndarray
    contains_truth: bool
    is_warned: bool


def attack_pair(seed, audience):
    """Protect two successive packs and attack all that they withhold together."""
    counts, figures = people(np.random.default_rng([2007, seed])), {}
    first = protect(pack(counts, "2007-11", figures), audience=audience)
    second = protect(pack(counts, "2007-12", figures), audience=audience, published=first)
    return attacked([*first, *second], counts, figures)


def attack_year(seed, audience, *, is_naive=False):
    """Protect the tables of one rolling year and attack what they withhold."""
    counts, figures = people(np.random.default_rng([2008, seed])), {}
    year = "12m to 2007-12"
    every = ["", "user_group", "gender"] + ["user_group x gender"] * (seed % 2)
    tables = [estimates(counts, year, by, figures) for by in every]
    done = [only_small(t) for t in tables] if is_naive else protect(tables, audience=audience)
    return attacked(done, counts, figures)


def only_small(result):
    """Take out counts of 1 to 4 and nothing else, as many reports do."""
    table = result.table
    count = (table["unweighted"] * table["base"]).round()
    small = (count > 0) & (count < 5)
    changed = {name: table[name].mask(small) for name in NO_NUMBER}
    return replace(result, table=table.assign(suppressed=small, **changed))


def attacked(results, counts, figures):
    """Attack everything that the results withhold."""
    known, hidden = {}, set()
    shown(results, known, hidden)
    targets = sorted(hidden - set(known))
    codes = {caveat.code for result in results for caveat in result.caveats}
    ends = bounds(known, targets, figures) if targets else np.zeros((0, 2))
    truth = np.array([indicator(*figures[key]) @ counts.ravel() for key in targets])
    return Attacked(
        figures=len(figures),
        widths=ends[:, 1] - ends[:, 0],
        contains_truth=bool(((ends[:, 0] <= truth + 1e-6) & (truth <= ends[:, 1] + 1e-6)).all()),
        is_warned=bool(codes & {"disclosure-narrow", "disclosure-revised"}),
    )
