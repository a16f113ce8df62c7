"""Compute the truth of a synthetic quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit

from satisfaction.synthesis.exclusions import recorded_chances
from satisfaction.synthesis.fieldwork import interviewer_shares, straight_liners
from satisfaction.synthesis.overlap import overlap_rows
from satisfaction.synthesis.returns_table import INTERVIEWER
from satisfaction.synthesis.scale_zones import zones_of
from satisfaction.synthesis.true_levels import Levels, recorded_levels, true_levels
from satisfaction.synthesis.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from satisfaction.synthesis.faults import FaultCount
    from satisfaction.synthesis.made import Made
    from satisfaction.synthesis.opinions import Chances
    from satisfaction.synthesis.types import Bools, Floats

_SHARES = ("satisfied", "top", "neither", "dissatisfied")
_SATISFACTION = ("period", "population", "measure", "dimension", "level", "victims", *_SHARES)
_DRIVERS = (
    *("population", "driver", "stage", "kind", "low", "top"),
    *("penalty_log_odds", "reward_log_odds", "penalty", "attributable_share"),
)
_PROPENSITIES = ("dimension", "level", "victims", "propensity")
_EXCLUSIONS = ("reason", "dimension", "level", "victims", "rate", "excluded")
_EXCLUSION_REASONS = (
    *("reason", "expected", "expected_alone", "expected_together", "expected_beyond_rule"),
    *("expected_no_approver", "expected_no_date", "recorded", "alone", "together"),
)
_CASCADE = (
    *("dimension", "level", "recorded", "eligible", "issued"),
    *("interviewed", "interviewed_weighted"),
)
_FAULTS = ("period", "reason", "then", "rows")


def compute_truth(made: Made, faults: Sequence[FaultCount], *, seed: int) -> Truth:
    """Return the truth, computed on the whole population of the last quarter's report window."""
    world = made.world
    levels = list(true_levels(made.victims, world))
    tables = {
        "satisfaction": _table(_satisfaction(made, levels), _SATISFACTION),
        "drivers": _table(_drivers(made, levels), _DRIVERS),
        "propensities": _table(_propensities(made, levels), _PROPENSITIES),
        "exclusions": _table(_exclusions(made, levels), _EXCLUSIONS),
        "exclusion_reasons": _table(overlap_rows(made), _EXCLUSION_REASONS),
        "cascade": _table(_cascade(made), _CASCADE),
        "interviewers": _interviewers(made),
        "faults": _faults(made, faults),
    }
    return Truth(
        survey=world.survey.survey,
        profile=world.profile.profile,
        period=str(world.calendar.quarters[-1]),
        seed=seed,
        tables=tables,
    )


def populations(made: Made, levels: Sequence[Levels], quarter: int) -> Mapping[str, Bools]:
    """Return who belongs to each population: within the survey's ages, and not excluded."""
    ages = next((entry.codes >= 0 for entry in levels if entry.dimension == "age"), True)
    inside = made.in_window(quarter) & ages
    return {"recorded": inside, "eligible": inside & made.exclusions.eligible}


def _satisfaction(made: Made, levels: Sequence[Levels]) -> Iterator[dict[str, object]]:
    """Yield every quarter as a whole, and the last one by level."""
    last = len(made.world.calendar.quarters) - 1
    for quarter in range(last + 1):
        shown = levels if quarter == last else levels[:1]
        for population, mask in populations(made, levels, quarter).items():
            for name, chances in made.opinions.chances.items():
                measure = made.world.survey.questions[name].measure or name
                has_top = zones_of(made.world.survey.scale_of(name)).has_top
                for entry in shown:
                    head = {
                        "period": str(made.world.calendar.quarters[quarter]),
                        "population": population,
                        "measure": measure,
                        "dimension": entry.dimension,
                    }
                    yield from _shares(head, entry, chances, mask, has_top=has_top)


def _shares(
    head: Mapping[str, object], entry: Levels, chances: Chances, mask: Bools, *, has_top: bool
) -> Iterator[dict[str, object]]:
    weights = (mask & chances.asked).astype(np.float64)
    victims = entry.sums(weights)
    means = {
        "satisfied": entry.means(chances.satisfied, weights),
        "top": entry.means(chances.top, weights) if has_top else np.full(len(victims), np.nan),
        "neither": entry.means(chances.neither, weights),
        "dissatisfied": entry.means(chances.dissatisfied, weights),
    }
    for place, level in enumerate(entry.names):
        if victims[place]:
            shares = {share: float(values[place]) for share, values in means.items()}
            yield {**head, "level": level, "victims": int(victims[place]), **shares}


def _drivers(made: Made, levels: Sequence[Levels]) -> Iterator[dict[str, object]]:
    survey = made.world.survey
    outcome = made.opinions.chances[survey.outcome]
    for population, mask in populations(made, levels, len(made.draws) - 1).items():
        leaning = outcome.leaning[mask]
        total = float(outcome.dissatisfied[mask].sum())
        for name in survey.drivers:
            plan = made.plan.drivers[name]
            low, top = (rated[mask] for rated in _rated(name, made))
            yield {
                "population": population,
                "driver": name,
                "stage": survey.questions[name].stage,
                "kind": _kind(plan.penalty, plan.reward),
                "low": float(low.mean()),
                "top": float(top.mean()),
                "penalty_log_odds": plan.penalty,
                "reward_log_odds": plan.reward,
                "penalty": _penalty(leaning, low, top, plan.penalty, plan.reward),
                "attributable_share": _attributable(leaning, low, plan.penalty) / total,
            }


def _rated(name: str, made: Made) -> tuple[Bools, Bools]:
    """Return who rated a driver low and top; one asked after an opinion is an opinion itself."""
    if name in made.lived.low:
        return made.lived.low[name], made.lived.top[name]
    zones = zones_of(made.world.survey.scale_of(name))
    grades = made.opinions.grades[name]
    return np.isin(grades, zones.low), np.isin(grades, zones.top)


def _attributable(leaning: Floats, low: Bools, penalty: float) -> float:
    """Return the sum of p - p(low := 0); only those who rated low change."""
    theirs = leaning[low]
    return float((expit(theirs) - expit(theirs - penalty)).sum())


def _penalty(leaning: Floats, low: Bools, top: Bools, penalty: float, reward: float) -> float:
    """Return the mean of p(low := 1) - p(low := 0), with top at 0 in both."""
    base = leaning - penalty * low + reward * top
    return float((expit(base + penalty) - expit(base)).mean())


def _kind(penalty: float, reward: float) -> str:
    kinds = {(True, True): "hybrid", (True, False): "dissatisfier", (False, True): "satisfier"}
    return kinds.get((penalty != 0, reward != 0), "no effect")


def _propensities(made: Made, levels: Sequence[Levels]) -> Iterator[dict[str, object]]:
    mask = populations(made, levels, len(made.draws) - 1)["eligible"].astype(np.float64)
    for entry in levels:
        victims, means = entry.sums(mask), entry.means(made.propensity, mask)
        for place, level in enumerate(entry.names):
            if victims[place]:
                yield {
                    "dimension": entry.dimension,
                    "level": level,
                    "victims": int(victims[place]),
                    "propensity": float(means[place]),
                }


def _exclusions(made: Made, levels: Sequence[Levels]) -> Iterator[dict[str, object]]:
    """Yield exact chances for all victims of the window, those outside the survey's ages too."""
    window = made.in_window(len(made.draws) - 1)
    inside = window.astype(np.float64)
    for label, chance in zip(
        made.exclusions.labels, recorded_chances(made.victims, made.world), strict=True
    ):
        excluded = made.exclusions.reason == made.exclusions.labels.index(label)
        for entry in levels:
            victims, means = entry.sums(inside), entry.means(chance, inside)
            counts = entry.sums((window & excluded).astype(np.float64))
            for place, level in enumerate(entry.names):
                if victims[place]:
                    yield {
                        "reason": label,
                        "dimension": entry.dimension,
                        "level": level,
                        "victims": int(victims[place]),
                        "rate": float(means[place]),
                        "excluded": int(counts[place]),
                    }


def _cascade(made: Made) -> Iterator[dict[str, object]]:
    """Yield each recorded level's share, unknowns included, at each step of the last quarter."""
    draw = made.draws[-1]
    chance = np.zeros(len(made.victims))
    chance[draw.frame] = draw.chance
    eligible = np.zeros(len(made.victims))
    eligible[draw.frame] = 1.0
    steps = {
        "recorded": made.in_window(draw.quarter).astype(np.float64),
        "eligible": eligible,
        "issued": chance,
        "interviewed": chance * made.propensity,
        "interviewed_weighted": eligible * made.propensity,
    }
    for entry in recorded_levels(made.victims, made.world):
        sums = {step: entry.sums(weights) for step, weights in steps.items()}
        for place, level in enumerate(entry.names):
            shares = {s: float(v[place] / v.sum()) for s, v in sums.items()}
            if shares["recorded"]:
                yield {"dimension": entry.dimension, "level": level, **shares}


def _interviewers(made: Made) -> pd.DataFrame:
    count = len(interviewer_shares(made.world))
    held = made.held
    straight = straight_liners(made.world)
    return pd.DataFrame(
        {
            "interviewer": [INTERVIEWER.format(number + 1) for number in range(count)],
            "interviews": np.bincount(held.interviewer, minlength=count),
            "straight_lined": np.bincount(held.interviewer[held.is_straight], minlength=count),
            "straight_liner": np.isin(np.arange(count), straight),
        }
    )


def _faults(made: Made, faults: Sequence[FaultCount]) -> pd.DataFrame:
    rows = [
        {
            "period": str(made.world.calendar.quarters[fault.quarter]),
            "reason": fault.reason,
            "then": fault.then,
            "rows": fault.rows,
        }
        for fault in faults
    ]
    return _table(rows, _FAULTS)


def _table(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table that has its columns even where there are none."""
    return pd.DataFrame(list(rows), columns=list(columns))
