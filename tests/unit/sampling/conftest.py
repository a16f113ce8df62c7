"""A small quarter: three user groups, ages that answer differently, and what came of its sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from satisfaction.sampling import plan_sample

RESPONSE = {"young": 0.2, "middle": 0.4, "old": 0.5, "not known": 0.3}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quarter:
    profile: object
    frame: pd.DataFrame
    issued: pd.DataFrame
    outcomes: pd.DataFrame


@pytest.fixture(scope="session")
def quarter(make_profile):
    rng = np.random.default_rng(2007)
    frame = pd.DataFrame(
        {
            "crime": [f"{number:06x}" for number in rng.permutation(9_000)],
            "user_group": np.repeat(["burglary", "violent crime", "vehicle crime"], 3_000),
            "age": rng.choice(list(RESPONSE), p=[0.3, 0.4, 0.27, 0.03], size=9_000),
            "gender": rng.choice(["female", "male"], size=9_000),
        }
    )
    counts = frame.groupby(["user_group", "age", "gender"]).size().rename("victims")
    issued = frame.sample(3_000, random_state=1)
    done = rng.random(3_000) < issued["age"].map(RESPONSE).to_numpy()
    outcome = np.where(done, "interviewed", "refused")
    return Quarter(
        profile=make_profile(counts.reset_index()),
        frame=frame,
        issued=issued[["crime"]],
        outcomes=pd.DataFrame({"crime": issued["crime"], "outcome": outcome}),
    )


@pytest.fixture
def plan_of(quarter, small_survey):
    def plan(**wanted):
        known = {"frame": quarter.frame, "issued": quarter.issued, "outcomes": quarter.outcomes}
        return plan_sample(quarter.profile, survey=small_survey, **{**known, **wanted})

    return plan
