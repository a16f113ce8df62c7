"""The tables of a plan, from its solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.sampling.levels import expected_verdicts, standard_errors
from satisfaction.sampling.result import OTHERS
from satisfaction.sampling.targets import margins

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.sampling.boosts import BoostProblem, Boosts
    from satisfaction.sampling.cells import Cells
    from satisfaction.sampling.settings import PlanSettings
    from satisfaction.sampling.targets import Targets

    Floats = npt.NDArray[np.float64]


def stratum_table(problem: BoostProblem, chances: Floats) -> pd.DataFrame:
    """Return one row a stratum; ``issue`` is a whole number."""
    cells = problem.cells
    expected = cells.by_stratum(cells.count * chances * problem.response)
    victims = cells.strata["victims"].to_numpy(np.float64)
    return cells.strata[list(cells.fields)].assign(
        victims=victims,
        frame=cells.strata["frame"].astype(np.int64),
        response_rate=cells.by_stratum(cells.count * problem.response) / cells.strata["frame"],
        issue=np.rint(cells.by_stratum(cells.count * chances)).astype(np.int64),
        expected_interviews=expected,
        base_weight=np.divide(
            victims, expected, out=np.full_like(victims, np.nan), where=expected > 0
        ),
    )


def group_table(
    strata: pd.DataFrame, cells: Cells, wanted: Targets, settings: PlanSettings
) -> pd.DataFrame:
    """Return one row a user group, with what it should have and what it will."""
    group, _ = pd.factorize(strata[cells.fields[0]])
    victims = strata["victims"].to_numpy(np.float64)
    share = victims / np.bincount(group, victims)[group]
    responding = np.bincount(group, strata["response_rate"] * strata["frame"])
    frame = np.bincount(group, strata["frame"])
    expected = strata["expected_interviews"].to_numpy(np.float64)
    return pd.DataFrame(
        {
            "group": list(wanted.groups),
            "frame": frame.astype(np.int64),
            "response_rate": responding / frame,
            "issue": np.bincount(group, strata["issue"]).astype(np.int64),
            "expected_interviews": np.bincount(group, expected),
            "wanted_interviews": wanted.wanted_interviews,
            "margin": margins(share, expected, group, settings),
            "wanted_margin": wanted.wanted_margin,
            "reached": wanted.reached,
        }
    )


def level_table(
    problem: BoostProblem, boosts: Boosts, chances: Floats, confidence: float
) -> pd.DataFrame:
    """Return one row a level, with and without boosts."""
    levels, cells = problem.levels, problem.cells
    plain = problem.plain_rates[cells.stratum]
    frame = cells.count @ levels.member
    responding = (cells.count * problem.response) @ levels.member
    table = levels.names.assign(
        profile_share=levels.profile,
        tolerance_lower=levels.lower,
        tolerance_upper=levels.upper,
        frame=frame.astype(np.int64),
        response_rate=_ratio(responding, frame),
        added=boosts.added,
        boost=_ratio(
            (cells.count * boosts.chances) @ levels.member, (cells.count * plain) @ levels.member
        ),
        reached=~boosts.missed,
    )
    for name, used in (("without", plain), ("expected", chances)):
        shares, errors, verdicts = _judged(problem, used, confidence)
        share = "share_without" if name == "without" else "expected_share"
        verdict = "verdict_without" if name == "without" else "expected_verdict"
        table = table.assign(**{share: shares, "standard_error": errors, verdict: verdicts})
    return table


def cell_table(
    problem: BoostProblem, boosts: Boosts, chances: Floats, dimensions: Sequence[str]
) -> pd.DataFrame:
    """Return one row a draw cell: victims of a stratum with the same chance."""
    cells, names = problem.cells, problem.levels.names
    boosted = names[boosts.added > 0]
    keys = cells.table[list(cells.fields)].copy()
    for dimension in dimensions:
        own = boosted.loc[boosted["dimension"] == dimension, "level"]
        column = cells.table[dimension]
        keys = keys.assign(**{dimension: column.where(column.isin(list(own)), OTHERS)})
    by = [*cells.fields, *dimensions]
    summed = (
        keys.assign(
            frame=cells.count,
            responding=cells.count * problem.response,
            issue=cells.count * chances,
            expected_interviews=cells.count * chances * problem.response,
        )
        .groupby(by, sort=True)[["frame", "responding", "issue", "expected_interviews"]]
        .sum()
        .reset_index()
    )
    table = summed.assign(
        frame=summed["frame"].astype(np.int64),
        response_rate=summed["responding"] / summed["frame"],
        selection_probability=summed["issue"] / summed["frame"],
    ).drop(columns="responding")
    return table.assign(boost=_boost(table, cells.fields, dimensions))


def _judged(
    problem: BoostProblem, chances: Floats, confidence: float
) -> tuple[Floats, Floats, npt.NDArray[np.object_]]:
    made = problem.cells.count * problem.response * chances
    # The weights are those of the interviews that these chances give, cut by a budget or not.
    got = problem.cells.by_stratum(made)
    scale = np.divide(problem.interviews, got, out=np.zeros_like(got), where=got > 0)
    shares = problem.shares(chances * scale[problem.cells.stratum])
    errors = standard_errors(problem.levels, problem.cells, made)
    differences = shares - problem.levels.profile
    return (
        shares,
        errors,
        expected_verdicts(problem.levels, differences, errors, confidence=confidence),
    )


def _boost(
    table: pd.DataFrame, fields: Sequence[str], dimensions: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Return each chance over that of an unboosted victim of the stratum, where there is one."""
    ordinary = table[(table[list(dimensions)] == OTHERS).all(axis="columns")]
    chance = ordinary[[*fields, "selection_probability"]]
    found = table[list(fields)].merge(chance, on=list(fields), how="left")["selection_probability"]
    return _ratio(table["selection_probability"].to_numpy(np.float64), found.to_numpy(np.float64))


def _ratio(top: Floats, bottom: Floats) -> Floats:
    ratio: Floats = np.divide(top, bottom, out=np.full(len(bottom), np.nan), where=bottom > 0)
    return ratio
