"""Drivers as a tidy table: every number with its interval, largest share first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from satisfaction.drivers.membership import FIRST_PLACES, LEADING_PROBABILITY, leading_set
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.bootstrap import Replicates
    from satisfaction.drivers.coding import DriverCoding
    from satisfaction.drivers.dominance import PenaltyDominance
    from satisfaction.drivers.model import DriverModel
    from satisfaction.numerics.ranks import Ranks

    Floats = npt.NDArray[np.float64]

# Penalty and reward that differ by less than this, in either direction, are called a hybrid.
_ALIKE_WITHIN = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """Everything that a row of the table is made of."""

    model: DriverModel
    dominance: PenaltyDominance
    replicates: Replicates
    ranks: Ranks
    totals: pd.DataFrame


def driver_table(survey: Survey, found: Findings, *, confidence: float) -> pd.DataFrame:
    """Return one row a driver, as :class:`satisfaction.drivers.result.Drivers` describes it."""
    drivers, shares = found.model.answers.drivers, found.model.shares
    errors, df = _errors(found.model)
    t = float(stdtrit(df, 0.5 + confidence / 2))
    among_first = found.ranks.among_first(FIRST_PLACES)
    held = leading_set(
        shares.shares, errors["share"], df, among_first=among_first, confidence=confidence
    )
    asymmetry = shares.penalties - shares.rewards
    table = pd.DataFrame(
        {
            **_names(survey, drivers),
            **_with_limits("reach", shares.reach, t * errors["reach"], at_least=0.0),
            **_with_limits("share", shares.shares, t * errors["share"]),
            **_with_limits("penalty", shares.penalties, t * errors["penalty"]),
            **_with_limits("reward", shares.rewards, t * errors["reward"]),
            **_with_limits("asymmetry", asymmetry, t * errors["asymmetry"]),
            "kind": _kinds(asymmetry, t * errors["asymmetry"]),
            "share_standard_error": errors["share"],
            "share_bootstrap_error": found.replicates.shares.std(axis=1, ddof=1),
            "p_value": held.p_value,
            "p_holm": held.p_holm,
            "rank_lower": found.ranks.lower,
            "rank_upper": found.ranks.upper,
            "among_first_five": among_first,
            "first": found.ranks.among_first(1),
            "leading": held.leading,
            **_second_opinion(found, held.leading, confidence),
        }
    )
    joined = table.merge(found.totals, on="driver", how="left")
    return joined.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def rank_chances(table: pd.DataFrame, names: Sequence[str], ranks: Ranks) -> pd.DataFrame:
    """Return how often each driver stood at each rank, in the order of ``table``."""
    chances = pd.DataFrame(ranks.chances, index=list(names)).loc[list(table["driver"])]
    size = len(names)
    return pd.DataFrame(
        {
            "driver": np.repeat(table["driver"].to_numpy(), size),
            "label": np.repeat(table["label"].to_numpy(), size),
            "rank": np.tile(np.arange(1, size + 1), size),
            "chance": chances.to_numpy().ravel(),
        }
    )


def left_out_table(survey: Survey, coded: Sequence[DriverCoding], needed: int) -> pd.DataFrame:
    """Return the drivers that too few rated poor."""
    left_out = [driver for driver in coded if driver.low_raters < needed]
    return pd.DataFrame(
        {
            "driver": [driver.name for driver in left_out],
            "label": [label_of(survey, driver) for driver in left_out],
            "low_base": np.array([driver.low_raters for driver in left_out], dtype=np.int64),
            "why": [f"rated poor by fewer than {needed} respondents"] * len(left_out),
        }
    )


def label_of(survey: Survey, driver: DriverCoding) -> str:
    """Return the label of a driver's question; its own name where several make it up."""
    if len(driver.questions) > 1:
        return driver.name
    return survey.questions[driver.questions[0]].label or driver.name


def stage_of(survey: Survey, driver: DriverCoding) -> str:
    """Return the latest stage of a driver's questions."""
    stages = [survey.questions[question].stage for question in driver.questions]
    return max(stages, key=lambda stage: survey.stages.index(stage) if stage else -1) or ""


def _names(survey: Survey, drivers: Sequence[DriverCoding]) -> dict[str, list[object]]:
    return {
        "driver": [driver.name for driver in drivers],
        "label": [label_of(survey, driver) for driver in drivers],
        "stage": [stage_of(survey, driver) for driver in drivers],
        "base": [driver.rated for driver in drivers],
        "low_base": [driver.low_raters for driver in drivers],
    }


def _errors(model: DriverModel) -> tuple[dict[str, Floats], float]:
    """Return design-based standard errors of every figure, and their degrees of freedom."""
    shares, design = model.shares, model.answers.design
    scores = {
        "reach": shares.reach_scores,
        "share": shares.scores,
        "penalty": shares.penalty_scores,
        "reward": shares.reward_scores,
        "asymmetry": shares.penalty_scores - shares.reward_scores,
    }
    joint = covariance(model.whole_sample(np.hstack(list(scores.values()))), design)
    errors = np.sqrt(np.diag(joint)).reshape(len(scores), -1)
    errors[-2:, np.isnan(shares.rewards)] = np.nan
    df = max(degrees_of_freedom(design, model.answers.rows), 1)
    return dict(zip(scores, errors, strict=True)), df


def _kinds(asymmetry: Floats, half: Floats) -> list[str]:
    """Name the asymmetry by its interval."""
    lower, upper = asymmetry - half, asymmetry + half
    conditions = [lower > 0, upper < 0, (lower > -_ALIKE_WITHIN) & (upper < _ALIKE_WITHIN)]
    names = ["dissatisfier", "satisfier", "hybrid"]
    return [str(kind) for kind in np.select(conditions, names, "undetermined")]


def _second_opinion(
    found: Findings, leading: npt.NDArray[np.bool_], confidence: float
) -> dict[str, object]:
    """Return dominance with percentile limits, and whether a driver leads there, too."""
    replicates = found.replicates.dominance
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(replicates, [tail, 1 - tail], axis=1)
    ranks = np.argsort(np.argsort(-replicates, axis=0), axis=0)
    among_first = (ranks < FIRST_PLACES).mean(axis=1)
    leads = (lower > found.dominance.null_line) & (among_first >= LEADING_PROBABILITY)
    return {
        "dominance": found.dominance.shares,
        "dominance_lower": lower,
        "dominance_upper": upper,
        "dominance_leading": leads,
        "agreed": leads & leading,
    }


def _with_limits(
    name: str, estimates: Floats, half: Floats, *, at_least: float = -np.inf
) -> dict[str, Floats]:
    return {
        name: estimates,
        f"{name}_lower": np.maximum(estimates - half, at_least),
        f"{name}_upper": estimates + half,
    }
