"""Stratified, clustered, two-stage and calibrated samples that are not ours: R's data(api).

Everything goes the way that a user's own data go: a definition, ``read_returns``, ``weight`` and
``estimate``. Numbers by R 4.2.2, survey 4.1-1 (``make_verbs_api_reference.R``).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions.levels import dimensions_of
from satisfaction.errors import EstimationError
from satisfaction.results import Provenance
from satisfaction.tables.design import survey_design
from satisfaction.tables.profile import Profile

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
PLANS = {
    "strat": "{column: expansion, strata: [type], population_sizes: fpc}",
    "strat_no_fpc": "{column: expansion, strata: [type]}",
    "clus1": "{column: expansion, cluster: district, population_sizes: fpc}",
    "clus2": "{column: expansion, cluster: [district, school], population_sizes: [fpc, fpc2]}",
    "clus2_rows": "{column: expansion, cluster: district, population_sizes: [fpc, fpc2]}",
}
POPULATION = pd.DataFrame(
    {
        "type": ["elementary", "high", "middle"] * 2,
        "schwide": ["met"] * 3 + ["not met"] * 3,
        "victims": [3949, 421, 752, 472, 334, 266],
    }
)
LEVELS = {"E": "elementary", "H": "high", "M": "middle"}


@pytest.fixture(scope="module")
def r():
    return json.loads((DATA / "verbs_api_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Return a function that reads a sample by the definition with one of the plans."""
    folder = tmp_path_factory.mktemp("api")
    text = (HERE / "verbs_api_survey.yaml").read_text(encoding="utf-8")

    def build(sample, plan=None, rows=None):
        lines = [
            f"weights: {PLANS.get(plan or sample, plan)}" if line.startswith("weights:") else line
            for line in text.splitlines()
        ]
        path = folder / "survey.yaml"
        path.write_text("\n".join(lines), encoding="utf-8")
        name = (plan or sample).split("_")[0]
        delivered = pd.read_csv(DATA / f"api{sample.split('_')[0]}.csv.gz", dtype=str)
        delivered = delivered.rename(columns={"fpc": "FPC", "fpc1": "FPC"})
        delivered = delivered.assign(target=delivered["sch.wide"])
        if rows is not None:
            delivered = delivered[rows(delivered)]
        file = folder / f"{name}.csv"
        delivered.to_csv(file, index=False)
        found = sat.read_returns(file, sat.load_survey(path))
        assert found.report.rejected == 0
        return found.returns

    return build


@pytest.fixture(scope="module")
def profile(read):
    known = dimensions_of(read("strat").survey.fields)
    dimensions = {name: known[name] for name in ("type", "schwide")}
    table = POPULATION.copy()
    for name, dimension in dimensions.items():
        table[name] = pd.Categorical(table[name], categories=list(dimension.all_levels))
    return Profile(
        table=table,
        provenance=Provenance(survey="api-schools", period="", method=""),
        reported_from=None,
        reported_to=None,
        period_basis="interview",
        unit="a school",
        dimensions=dimensions,
    )


def satisfied(returns, **options):
    table = sat.estimate(returns, **options).table
    return table[table["statistic"] == "satisfied"].set_index("level")


def assert_equal_to_r(returns, block, rtol=1e-9, zero=1e-14):
    for measure, name in (("target", "schwide"), ("awards", "awards")):
        row = satisfied(returns, measure=measure).iloc[0]
        assert row["estimate"] == pytest.approx(block[name]["estimate"], rel=rtol)
        expected = block[name]["standard_error"]
        assert row["standard_error"] == pytest.approx(
            expected, rel=rtol, abs=zero if measure == "target" else 0
        )
    if "awards_by_stype" not in block:
        return
    by_type = satisfied(returns, measure="awards", by="type")
    domains = block["awards_by_stype"]
    found = by_type.loc[[LEVELS[level] for level in domains["level"]]]
    np.testing.assert_allclose(found["estimate"], domains["estimate"], rtol=rtol)
    np.testing.assert_allclose(found["standard_error"], domains["standard_error"], rtol=rtol)


@pytest.mark.parametrize("sample", ["strat", "strat_no_fpc", "clus1", "clus2"])
def test_a_delivered_design_gives_r_s_estimates_and_errors(read, r, sample):
    returns = read(sample)
    assert_equal_to_r(returns, r[sample])
    row = satisfied(returns, measure="target").iloc[0]
    assert row["df"] == r[sample]["schwide"]["df"]


def test_respondents_are_the_last_stage_where_sizes_go_one_stage_beyond_the_clusters(read, r):
    assert_equal_to_r(read("clus2", "clus2_rows"), r["clus2"])


@pytest.mark.parametrize(("sample", "rtol"), [("strat", 2e-9), ("clus1", 1e-9), ("clus2", 1e-5)])
def test_raked_designs_with_r_s_residuals_give_r_s_errors(read, profile, r, sample, rtol):
    """R fits its residuals margin by margin and stops after ten passes.

    How far it got shows in the error of a margin itself, which is 0 here and 1e-6 in R for clus2.
    """
    margins = ["type", "schwide"]
    found = sat.weight(read(sample), profile, margins=margins, residual_weights="none")
    assert found.returns.weighting.residual_weights == "none"
    assert_equal_to_r(found.returns, r[f"{sample}_raked"], rtol=rtol, zero=1e-6)


@pytest.mark.parametrize(
    ("method", "bounds", "block"),
    [
        ("rake", None, "clus1_calibrated"),
        ("linear", None, "clus1_linear"),
        ("logit", (0.5, 2), "clus1_logit"),
    ],
)
def test_calibrated_designs_give_r_s_errors(read, profile, r, method, bounds, block):
    margins = ["type", "schwide"]
    found = sat.weight(read("clus1"), profile, margins=margins, method=method, bounds=bounds)
    assert_equal_to_r(found.returns, r[block])


@pytest.mark.parametrize(
    ("sample", "margins"), [("strat", ["type", "schwide"]), ("clus1", ["type"])]
)
def test_post_stratified_designs_give_r_s_errors(read, profile, r, sample, margins):
    found = sat.weight(read(sample), profile, margins=margins, method="post-stratify")
    assert_equal_to_r(found.returns, r[f"{sample}_ps"])


@pytest.mark.parametrize("rule", ["average", "centre", "certainty"])
def test_a_stratum_of_one_follows_the_definition_s_rule_as_in_r(read, r, rule):
    def one_high_school(delivered):
        is_high = delivered["stype"] == "H"
        return ~is_high | (is_high & ~delivered["stype"].duplicated())

    plan = f"{{column: expansion, strata: [type], population_sizes: fpc, single_unit: {rule}}}"
    block = r["single_adjust" if rule == "centre" else f"single_{rule}"]
    assert_equal_to_r(read("strat", plan, rows=one_high_school), block)


def test_a_stratum_of_one_is_refused_where_the_definition_says_so(read):
    plan = "{column: expansion, strata: [type], single_unit: refuse}"
    returns = read("strat", plan, rows=lambda d: (d["stype"] != "H") | ~d["stype"].duplicated())
    with pytest.raises(EstimationError, match="1 strata have a single sampled unit"):
        sat.estimate(returns, measure="awards")


def test_a_gap_on_a_clustered_design_has_the_error_of_the_joint_covariance(read):
    """The gap between school types is not that of two independent samples: districts are shared."""
    returns = read("clus1")
    found = sat.gap(returns, measure="awards", between=("elementary", "high"), by="type").table
    row = found.set_index("statistic").loc["satisfied"]
    sides = satisfied(returns, measure="awards", by="type").loc[["elementary", "high"]]
    apart = np.hypot(*sides["standard_error"])
    assert row["gap"] == pytest.approx(sides["estimate"].iloc[0] - sides["estimate"].iloc[1])
    assert abs(row["gap_standard_error"] / apart - 1) > 0.01


def test_sizes_that_differ_within_a_stratum_are_refused_with_their_count(read):
    returns = read("strat", "{column: expansion, population_sizes: fpc}")
    with pytest.raises(EstimationError, match="'fpc' differ within 1 strata"):
        survey_design(returns)


def test_trimmed_weights_before_they_are_raked_again_are_r_s(r):
    from satisfaction.numerics.trimming import trim_weights

    block = r["clus1_trim"]
    found = trim_weights(np.array(block["raked"]), lower=15, upper=45)
    np.testing.assert_allclose(found.weights, block["strict"], rtol=1e-10)
