"""Planted bad interviewers are found, and good ones are not accused.

The world: the synthetic quarter's interviews, dealt at random among 40 interviewers after those
that the generator planted are taken out, so that nobody differs but by chance and a style of
speaking that is their own (interviews longer or shorter by a tenth, one standard deviation). Then
six are made bad, each in a way of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.contractor import ContractorSettings
from satisfaction.contractor.fieldwork import review_fieldwork

QUARTER = Path(__file__).parents[2] / "synthetic_data" / "quarter_2007_08_q3"
INTERVIEWERS, BAD, REPLICATIONS, EACH = 40, 6, 60, 60
ON = date(2008, 1, 14)


@pytest.fixture(scope="module")
def interviews():
    files = [QUARTER / f"returns_{q}.parquet" for q in ("2007-08-q2", "2007-08-q3")]
    returns = sat.read_returns(files, sat.load_survey("user-satisfaction-2007")).returns
    peers = fieldwork_of(returns).peers
    bad = set(peers.interviewers.loc[peers.interviewers["listen"], "interviewer"])
    frame = returns.frame[~returns.frame["interviewer"].isin(bad)].reset_index(drop=True)
    return replace(returns, frame=frame)


def fieldwork_of(returns):
    return review_fieldwork(
        returns, outcomes=None, issued=None, case_mix=None, settings=ContractorSettings()
    )


def dealt(interviews, rng):
    """Return the interviews in the hands of good interviewers, and who held which."""
    frame = interviews.frame.sample(INTERVIEWERS * EACH, random_state=rng).reset_index(drop=True)
    # Unequal workloads: 30 to 100 interviews, the bad ones (the first) with 50 or more.
    shares = np.r_[np.full(BAD, 1.0), rng.uniform(0.5, 1.6, INTERVIEWERS - BAD)]
    who = rng.choice(INTERVIEWERS, size=len(frame), p=shares / shares.sum())
    style = np.exp(rng.normal(0, 0.1, INTERVIEWERS))
    made = 13 * np.exp(rng.normal(0, 0.28, len(frame)))
    minutes = np.maximum(np.rint(made * style[who]), 3)
    frame["minutes"] = pd.array(minutes, dtype="Int16")
    frame["interviewer"] = pd.array([f"P{number:02d}" for number in who], dtype="str")
    return frame, who


def questions_of(survey, scale):
    return [name for name, question in survey.questions.items() if question.scale == scale]


def straight(frame, rows, survey, _rng):
    for name in questions_of(survey, "seven_point"):
        asked = rows[(frame[name].iloc[rows] != "not asked").to_numpy()]
        frame.loc[asked, name] = "very satisfied"


def copied(frame, rows, survey, _rng):
    for name in survey.questions:
        frame.loc[rows, name] = frame[name].iloc[rows[0]]


def hurried(frame, rows, _survey, rng):
    frame.loc[rows, "minutes"] = rng.integers(3, 7, len(rows))


def gappy(frame, rows, survey, rng):
    for name in rng.choice(questions_of(survey, "seven_point"), 4, replace=False):
        frame.loc[rows, name] = "don't know"


def outside(frame, rows, _survey, _rng):
    frame.loc[rows, "reported_on"] -= pd.Timedelta(days=60)


def gladdened(frame, rows, survey, _rng):
    frame.loc[rows, survey.outcome] = "neither satisfied nor dissatisfied"


# What each does, and in which share of the interviews.
FAULTS = (
    (straight, 0.4), (copied, 0.25), (hurried, 0.4), (gappy, 0.4), (outside, 0.25),
    (gladdened, 0.5),
)  # fmt: skip


def spoil(frame, who, survey, rng):
    for bad, (fault, share) in enumerate(FAULTS):
        rows = np.flatnonzero(who == bad)
        fault(frame, rng.permutation(rows)[: int(share * len(rows))], survey, rng)


@pytest.mark.slow
def test_planted_interviewers_are_found_and_good_ones_are_not_accused(interviews):
    """60 replications, 360 planted: the Monte Carlo error of the share found is below 1.6 points.

    The share of false discoveries is the mean over replications of false among named; its Monte
    Carlo error is computed and stays below 1 point.
    """
    rng = np.random.default_rng(20071)
    found, eligible, false_shares = 0, 0, []
    for _ in range(REPLICATIONS):
        frame, who = dealt(interviews, rng)
        spoil(frame, who, interviews.survey, rng)
        people = fieldwork_of(replace(interviews, frame=frame)).peers.interviewers
        place = people["interviewer"].str[1:].astype(int)
        is_bad, listen = (place < BAD).to_numpy(), people["listen"].to_numpy()
        busy = (people["interviews"] >= 50).to_numpy()
        found += int((is_bad & listen & busy).sum())
        eligible += int((is_bad & busy).sum())
        false_shares.append((listen & ~is_bad).sum() / max(listen.sum(), 1))
    error = np.std(false_shares) / np.sqrt(REPLICATIONS)
    print(found / eligible, eligible, np.mean(false_shares), error)
    assert eligible > 200
    assert found / eligible >= 0.90
    assert error < 0.01
    assert np.mean(false_shares) <= 0.05


@pytest.mark.slow
def test_where_nobody_is_bad_hardly_ever_anybody_is_named(interviews):
    """60 replications: with nobody to find, any name is a false discovery (5 % expected at most).

    Monte Carlo error 2.8 points at 5 %: at most 10 % is asked for.
    """
    rng = np.random.default_rng(20072)
    named = 0
    for _ in range(REPLICATIONS):
        frame, _ = dealt(interviews, rng)
        people = fieldwork_of(replace(interviews, frame=frame)).peers.interviewers
        named += bool(people["listen"].any())
    print(named)
    assert named / REPLICATIONS <= 0.10
