"""Verdicts: each of the four, and what stands beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import EstimationError
from satisfaction.representativeness import check_profile

SHARES = {"young": 0.3, "middle": 0.4, "old": 0.3}


def victims(unknown=0, **changes):
    shares = SHARES | changes
    rows = [("burglary", age, gender, int(10_000 * share / 2))
            for age, share in shares.items() for gender in ("female", "male")]  # fmt: skip
    rows.append(("burglary", "not known", "female", unknown))
    return pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])


def interviews(n, shares):
    ages = np.repeat(list(shares), [round(n * share) for share in shares.values()])
    frame = pd.DataFrame({"user_group": "burglary", "age": ages})
    return frame.assign(gender=np.resize(["female", "male"], len(frame)))


@pytest.fixture
def check(make_profile, make_returns):
    def run(n, shares, records=None, **options):
        frame = interviews(n, shares)
        returns = make_returns(frame, np.ones(len(frame), dtype=bool))
        return check_profile(
            returns, make_profile(victims() if records is None else records), **options
        )

    return run


def verdict(result, level):
    return result.table.set_index("level").loc[level]


def test_a_large_sample_like_the_profile_is_within(check):
    result = check(20_000, SHARES)
    assert set(result.table["verdict"]) == {"within"}
    assert not result.needs_attention


def test_a_large_sample_does_not_fail_on_a_trivial_difference(check):
    result = check(20_000, {"young": 0.29, "middle": 0.40, "old": 0.31})
    assert result.goodness.set_index("dimension").loc["age", "p_value"] < 0.01
    assert set(result.table["verdict"]) == {"within"}


def test_a_small_sample_does_not_pass_by_being_small(check):
    result = check(100, SHARES)
    assert set(result.table["verdict"]) == {"too few to tell"}


def test_a_clear_shortfall_is_outside_and_under(check):
    row = verdict(check(3_000, {"young": 0.2, "middle": 0.4, "old": 0.4}), "young")
    assert (row["verdict"], row["direction"]) == ("outside", "under")
    assert row["upper"] < row["tolerance_lower"]


def test_a_level_that_was_never_interviewed_is_never_within(check):
    rare = victims(young=0.003, middle=0.697)
    row = verdict(check(60_000, {"middle": 0.7, "old": 0.3}, rare), "young")
    assert row["respondents"] == 0
    assert row["verdict"] == "outside"
    few = verdict(check(200, {"middle": 0.7, "old": 0.3}, rare), "young")
    assert few["verdict"] == "too few to tell"


def test_the_tolerance_is_the_tighter_of_points_and_ratio(check):
    row = verdict(check(3_000, SHARES, victims(young=0.05, middle=0.65)), "young")
    assert row["tolerance_lower"] == pytest.approx(-0.2 * 0.05)
    assert row["tolerance_upper"] == pytest.approx(0.25 * 0.05)
    assert verdict(check(3_000, SHARES), "middle")["tolerance_upper"] == pytest.approx(0.03)


def test_a_profile_with_most_victims_unknown_is_too_incomplete(check):
    row = verdict(check(20_000, SHARES, victims(unknown=15_000)), "young")
    assert row["verdict"] == "profile too incomplete"
    assert row["profile_share_lower"] == pytest.approx(3_000 / 25_000)
    assert row["profile_share_upper"] == pytest.approx(18_000 / 25_000)


def test_unknown_victims_are_a_caveat_and_a_row_of_the_coverage(check):
    result = check(1_000, SHARES, victims(unknown=5_000))
    unknown = result.coverage.set_index("dimension")["profile_unknown"]
    assert unknown["age"] == pytest.approx(1 / 3)
    assert any(caveat.code == "profile-unknown" for caveat in result.caveats)


def test_an_undecided_level_says_which_base_would_settle_it(check):
    shares = {"young": 0.29, "middle": 0.41, "old": 0.30}
    undecided = verdict(check(1_000, shares), "young")
    assert undecided["verdict"] == "too few to tell"
    settled = check(int(undecided["base_to_settle"] * 1.1), shares)
    assert verdict(settled, "young")["verdict"] == "within"


def test_a_missing_base_says_why_it_is_missing(check):
    decided = verdict(check(20_000, SHARES), "young")
    assert (decided["verdict"], decided["settled_by"]) == ("within", "decided")
    undecided = verdict(check(1_000, SHARES), "young")
    assert (undecided["verdict"], undecided["settled_by"]) == ("too few to tell", "more interviews")
    edge = {"young": 0.27, "middle": 0.43, "old": 0.30}
    never = verdict(check(1_000, edge), "young")
    assert (never["verdict"], never["settled_by"]) == ("too few to tell", "no number of interviews")
    unknown = verdict(check(20_000, SHARES, victims(unknown=15_000)), "young")
    assert unknown["settled_by"] == "a fuller profile"
    for row in (decided, never, unknown):
        assert np.isnan(row["base_to_settle"])


def test_drawing_groups_disproportionately_is_not_mistaken_for_non_response(
    make_profile, make_returns
):
    old_burglary, young_violence = victims(young=0.1, old=0.5), victims(young=0.5, old=0.1)
    young_violence = young_violence.assign(
        user_group="violent crime", victims=young_violence["victims"] * 9
    )
    frame = pd.concat(
        [
            interviews(10_000, {"young": 0.1, "middle": 0.4, "old": 0.5}),
            interviews(10_000, {"young": 0.5, "middle": 0.4, "old": 0.1}).assign(
                user_group="violent crime"
            ),
        ],
        ignore_index=True,
    )
    returns = make_returns(frame, np.ones(len(frame), dtype=bool))
    result = check_profile(returns, make_profile(pd.concat([old_burglary, young_violence])))
    young = verdict(result, "young")
    assert young["unweighted_share"] == pytest.approx(0.3)
    assert young["sample_share"] == pytest.approx(young["profile_share"])
    assert set(result.within_groups["user_group"]) == {"burglary", "violent crime"}


def test_returns_without_a_respondent_are_refused(make_profile, make_returns):
    empty = make_returns(interviews(10, SHARES).iloc[:0], np.zeros(0, dtype=bool))
    with pytest.raises(EstimationError, match="no interview"):
        check_profile(empty, make_profile(victims()))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_a_tiny_quarter_is_too_few_to_tell_and_no_crash(check, n):
    result = check(n, {"young": 0.0, "middle": 1.0, "old": 0.0})
    assert set(result.table["verdict"]) == {"too few to tell"}
