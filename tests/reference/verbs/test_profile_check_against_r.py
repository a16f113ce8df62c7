"""The profile check gives R's tests, residuals and effect sizes, and R's error of an impact."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from satisfaction.representativeness import check_profile, impact
from satisfaction.weighting import weight

DIMENSIONS = ("age", "gender", "ethnicity")
MARGINS = DIMENSIONS
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def check(returns, profile):
    return check_profile(returns, profile)


@pytest.fixture(scope="module")
def plain():
    return json.loads((DATA / "representativeness_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def checked_by_r():
    return json.loads((DATA / "profile_check_reference.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_plain_tests_and_effect_sizes_are_those_of_chisq_test(check, plain, dimension):
    expected = plain[dimension]
    row = check.goodness.set_index("dimension").loc[dimension]
    for ours, theirs in (
        ("chi_square", "chisq"),
        ("df", "df"),
        ("p_value", "p"),
        ("cohen_w", "cohen_w"),
        ("cramers_v", "cramers_v_gof"),
        ("dissimilarity", "dissimilarity"),
    ):
        assert row[ours] == pytest.approx(expected[theirs], rel=1e-10)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_residuals_of_each_level_are_those_of_chisq_test(check, plain, dimension):
    expected = plain[dimension]
    rows = check.residuals[check.residuals["dimension"] == dimension].set_index("level")
    rows = rows.loc[expected["levels"]]
    np.testing.assert_allclose(rows["pearson_residual"], expected["pearson_resid"], rtol=1e-10)
    np.testing.assert_allclose(rows["adjusted_residual"], expected["std_resid"], rtol=1e-10)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_design_based_test_is_that_of_svygofchisq(check, checked_by_r, dimension):
    expected = checked_by_r["gof"][dimension]
    scale, df = expected["scale"], expected["df"]
    row = check.goodness.set_index("dimension").loc[dimension]
    # R quotes the statistic on the weight total of 200,000, the check on 5,000 respondents.
    on_respondents = expected["statistic"] * 5_000 / 200_000
    assert row["rao_scott_chi_square"] == pytest.approx(on_respondents, rel=1e-10)
    assert row["rao_scott_df"] == pytest.approx(df, rel=1e-10)
    assert row["rao_scott_f"] == pytest.approx(expected["statistic"] / scale / df, rel=1e-10)
    assert row["rao_scott_df_denominator"] == pytest.approx(df * 4_995, rel=1e-10)


@pytest.mark.parametrize(
    ("question", "where", "block"),
    [("q1", None, "q1"), ("q5", None, "q5"), ("q1", {"gender": "female"}, "q1_female")],
)
def test_the_impact_and_its_error_are_r_s(returns, profile, checked_by_r, question, where, block):
    expected = checked_by_r[block]
    weighted = weight(returns, profile, margins=MARGINS).returns
    table = impact(weighted, measure=question, where=where).table
    rows = table[table["statistic"] == "satisfied"].set_index("other_level")
    for against, name in (("base-weighted", "base_weighted"), ("unweighted", "unweighted")):
        row = rows.loc[against]
        assert row["weighted"] == pytest.approx(expected["weighted"], rel=1e-10)
        assert row["other"] == pytest.approx(expected[name], rel=1e-10)
        assert row["standard_error"] == pytest.approx(expected[f"se_{name}"], rel=1e-8)
