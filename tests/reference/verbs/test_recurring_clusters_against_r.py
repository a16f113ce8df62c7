"""Clusters that are interviewed in several weighted periods are one unit, as in R."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.estimates import change, estimate
from satisfaction.numerics.units import degrees_of_freedom
from satisfaction.tables.design import survey_design
from satisfaction.tables.returns import Returns, Weighting

DATA = Path(__file__).parents[1] / "data"
QUARTERS = ("2006/07 Q1", "2006/07 Q2", "2006/07 Q3")
EXACT = 1e-9

SURVEY = """\
survey: recurring
title: Clusters that recur
mode: telephone
fields:
  interviewed_on: {column: D, kind: date}
  h: {column: H, kind: category, levels: {1: "1", 2: "2"}}
  office: {column: C, kind: count, range: [1, 100]}
  gender: {column: G, kind: category, levels: {F: female, M: male}}
  offices: {column: N1, kind: number}
  victims: {column: N2, kind: number}
  base: {column: W, kind: number}
scales:
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q, scale: yes_no, text: overall, outcome: true, measure: overall}
dimensions: [gender]
weights: {column: base, strata: [h], cluster: office, margins: [gender]SIZES}
"""


@pytest.fixture(scope="module", params=["one", "two"])
def both(request, tmp_path_factory):
    """Return the weighted returns of a design, and R's numbers for it."""
    sizes = ", population_sizes: [offices, victims]" if request.param == "two" else ""
    path = tmp_path_factory.mktemp("definitions") / "recurring.yaml"
    path.write_text(SURVEY.replace("SIZES", sizes), encoding="utf-8")
    sample = pd.read_csv(DATA / "recurring_clusters.csv.gz")
    answer = sample["y"].map({1.0: "yes", 0.0: "no"}).fillna("no answer")
    first = pd.to_datetime(["2006-04-10", "2006-07-10", "2006-10-10"])
    frame = pd.DataFrame(
        {
            "interviewed_on": first[sample["quarter"] - 1],
            "h": pd.Categorical(sample["h"].astype(str)),
            "office": sample["cluster"],
            "gender": pd.Categorical(sample["gender"].map({"F": "female", "M": "male"})),
            "offices": sample["N1"].astype(float),
            "victims": sample["N2"].astype(float),
            "overall": pd.Categorical(answer, ["yes", "no", "no answer", "not asked"]),
            "base_weight": sample["base"],
            "weight": sample["weight"],
            "weight_period": pd.Categorical.from_codes(sample["quarter"] - 1, list(QUARTERS)),
        }
    )
    returns = Returns(
        frame=frame,
        survey=load_survey(path),
        weighting=Weighting(margins=("gender",), method="rake", by_period=True),
    )
    numbers = json.loads((DATA / "recurring_clusters.json").read_text(encoding="utf-8"))
    return returns, numbers[request.param]


def satisfied(result):
    return result.table[result.table["statistic"] == "satisfied"].reset_index(drop=True)


def test_each_quarter_has_r_s_standard_error(both):
    returns, expected = both
    rows = satisfied(estimate(returns, every="quarter"))
    np.testing.assert_allclose(rows["estimate"], expected["quarters"], rtol=EXACT)
    np.testing.assert_allclose(rows["standard_error"], expected["se"], rtol=EXACT)


def test_a_change_takes_the_covariance_of_the_shared_clusters(both):
    returns, expected = both
    row = satisfied(change(returns, between=QUARTERS[1:])).iloc[0]
    assert row["change"] == pytest.approx(expected["change"], rel=EXACT)
    assert row["change_standard_error"] == pytest.approx(expected["change_se"], rel=EXACT)
    apart = np.hypot(*expected["se"][1:])
    assert row["change_standard_error"] < 0.9 * apart


def test_a_cluster_counts_once_in_the_degrees_of_freedom(both):
    returns, _ = both
    assert degrees_of_freedom(survey_design(returns)) == 18 - 2


def test_clusters_of_one_period_keep_their_strata_apart(both):
    returns, _ = both
    frame = returns.frame
    own = frame["office"] + 20 * frame["weight_period"].cat.codes
    apart = Returns(
        frame=frame.assign(office=own), survey=returns.survey, weighting=returns.weighting
    )
    design = survey_design(apart)
    assert design.strata is not None
    assert len(np.unique(design.strata)) == 6
