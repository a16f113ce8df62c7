"""What was planted in the synthetic quarters is found by the whole chain, files excepted.

12 quarters of 2,500 interviews. Satisfied overall has a standard error of about 0.9 points in one
quarter, so 0.26 points in the mean of twelve; tests allow four of these.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat

PERIOD = "2007/08 Q3"
SEEDS = range(1, 13)
SURVEY = "user-satisfaction-2007"


def quarter(seed, interviews=2_500, crimes=40_000):
    made = sat.synthesise(SURVEY, seed=seed, interviews=interviews, crimes=crimes)
    returns = sat.read_returns(made.returns, SURVEY).returns
    profile = sat.victim_profile(made.records, SURVEY, period=PERIOD)
    return made.truth.tables, returns, profile


def true_share(truth, statistic, dimension="all", level="all"):
    table = truth["satisfaction"]
    chosen = table[
        (table["population"] == "recorded")
        & (table["measure"] == "overall")
        & (table["dimension"] == dimension)
        & (table["level"] == level)
    ]
    return float(chosen[statistic].iloc[0])


@pytest.fixture(scope="module")
def quarters():
    rows, checks = [], []
    for seed in SEEDS:
        truth, returns, profile = quarter(seed)
        weighted = sat.weight(returns, profile, unreachable="set aside").returns
        table = sat.estimate(weighted, measure="overall").table
        rows += [
            {
                "statistic": row["statistic"],
                "error": row["estimate"] - true_share(truth, row["statistic"]),
                "unweighted_error": row["unweighted"] - true_share(truth, row["statistic"]),
                "standard_error": row["standard_error"],
                "covered": row["lower"] <= true_share(truth, row["statistic"]) <= row["upper"],
            }
            for _, row in table.iterrows()
        ]
        checks.append(sat.check_profile(returns, profile).table)
    return pd.DataFrame(rows), pd.concat(checks)


@pytest.fixture(scope="module")
def planted_differences():
    """Differences from the profile in one quarter of 40,000 interviews, nearly free of chance."""
    _, returns, profile = quarter(99, interviews=40_000, crimes=400_000)
    table = sat.check_profile(returns, profile).table
    return table.set_index(["dimension", "level"])[["difference", "standard_error"]]


@pytest.mark.slow
@pytest.mark.parametrize("statistic", ["satisfied", "dissatisfied", "neither"])
def test_planted_levels_are_recovered(quarters, statistic):
    rows = quarters[0][quarters[0]["statistic"] == statistic]
    monte_carlo = rows["standard_error"].mean() / np.sqrt(len(rows))
    assert abs(rows["error"].mean()) < 4 * monte_carlo
    assert rows["covered"].mean() >= 0.75


@pytest.mark.slow
def test_without_weights_the_published_figure_is_too_high(quarters):
    """The young and minority-ethnic victims are harder to reach and less satisfied."""
    satisfied = quarters[0][quarters[0]["statistic"] == "satisfied"]
    assert satisfied["unweighted_error"].mean() > satisfied["error"].mean()


@pytest.mark.slow
@pytest.mark.parametrize("dimension", ["age", "gender", "ethnicity"])
def test_planted_profile_differences_are_recovered(quarters, planted_differences, dimension):
    found = quarters[1][quarters[1]["dimension"] == dimension].groupby("level")
    spread = found["standard_error"].mean() / np.sqrt(len(SEEDS))
    for level, planted in planted_differences.loc[dimension].iterrows():
        error = found["difference"].mean()[level] - planted["difference"]
        assert abs(error) < 4 * np.hypot(spread[level], planted["standard_error"]) + 0.0005
