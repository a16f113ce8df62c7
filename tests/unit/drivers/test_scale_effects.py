"""Where on the scale a rating bites: effects of cuts worked out by hand from shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.drivers.scale_effects import scale_effects


def step_at_second(size=7_000, seed=3):
    """Grades evenly used; five in ten of the two worst are dissatisfied, one in ten beyond."""
    rng = np.random.default_rng(seed)
    grade = rng.permutation(np.resize(np.arange(1, 8), size))
    poor = rng.random(size) < np.where(grade <= 2, 0.5, 0.1)
    return grade, np.where(poor, 2, 6)


def found_for(returns, model, fewest=30):
    return scale_effects(returns, model, fewest=fewest, confidence=0.95)


def test_an_effect_is_the_difference_of_the_shares_on_either_side_of_its_cut(plant, fit):
    grade, overall = step_at_second()
    returns = plant(early=grade, overall=overall)
    table = found_for(returns, fit(returns, "early")).set_index("cut")
    for cut in range(1, 7):
        low = overall[grade <= cut] < 4
        high = overall[grade > cut] < 4
        assert table.loc[cut, "effect"] == pytest.approx(low.mean() - high.mean(), abs=1e-9)
        error = np.sqrt(low.var() / len(low) + high.var() / len(high))
        width = table.loc[cut, "effect_upper"] - table.loc[cut, "effect_lower"]
        assert width == pytest.approx(2 * 1.96 * error, rel=2e-3)


def test_a_step_bites_most_at_its_own_cut_and_is_recovered_there(plant, fit):
    grade, overall = step_at_second()
    returns = plant(early=grade, overall=overall)
    table = found_for(returns, fit(returns, "early")).set_index("cut")
    assert table["effect"].idxmax() == 2
    assert table.loc[2, "effect_lower"] < 0.4 < table.loc[2, "effect_upper"]


def test_sides_bases_and_words_follow_the_scale(plant, fit):
    grade, overall = step_at_second()
    returns = plant(early=grade, overall=overall)
    table = found_for(returns, fit(returns, "early"))
    assert table["cut"].tolist() == [1, 2, 3, 4, 5, 6]
    assert table["side"].tolist() == ["poor"] * 4 + ["top"] * 2
    assert table["base"].tolist() == [1_000, 2_000, 3_000, 4_000, 2_000, 1_000]
    assert table.loc[1, "grades"] == "first, second"


def test_cuts_with_few_beyond_them_are_withheld(plant, fit):
    grade, overall = step_at_second()
    grade = np.where((grade == 1) & (np.cumsum(grade == 1) > 29), 2, grade)
    returns = plant(early=grade, overall=overall)
    table = found_for(returns, fit(returns, "early"))
    assert table["cut"].tolist() == [2, 3, 4, 5, 6]
    grade[np.flatnonzero(grade == 2)[0]] = 1
    returns = plant(early=grade, overall=overall)
    assert found_for(returns, fit(returns, "early"))["cut"].tolist() == [1, 2, 3, 4, 5, 6]


def test_respondents_who_were_not_asked_do_not_move_the_effect(plant, fit):
    # With nobody else in the model, an effect is about those who rated: adding people who did not,
    # and are dissatisfied more often, says nothing about ratings.
    grade, overall = step_at_second()
    more = np.random.default_rng(8).random(3_000) < 0.6
    grades = np.r_[grade, np.zeros(3_000, dtype=int)]
    returns = plant(early=grade, overall=overall)
    wider = plant(early=grades, overall=np.r_[overall, np.where(more, 2, 6)])
    before = found_for(returns, fit(returns, "early"))
    after = found_for(wider, fit(wider, "early"))
    np.testing.assert_allclose(after["effect"], before["effect"], atol=1e-9)


def test_the_other_drivers_stay_in_the_model(plant, fit):
    # `late` follows `early` closely and does everything: alone `early` looks strong, beside it not.
    rng = np.random.default_rng(9)
    late = rng.integers(1, 8, 8_000)
    early = np.where(rng.random(8_000) < 0.6, late, rng.integers(1, 8, 8_000))
    overall = np.where(rng.random(8_000) < np.where(late <= 3, 0.55, 0.1), 2, 6)
    returns = plant(early=early, late=late, overall=overall)
    alone = found_for(returns, fit(returns, "early")).set_index("cut")["effect"]
    both = found_for(returns, fit(returns, "early", "late"))
    beside = both[both["driver"] == "early"].set_index("cut")
    assert alone[3] > 0.2
    assert beside.loc[3, "effect_lower"] < 0 < beside.loc[3, "effect_upper"]


def test_a_yes_or_no_has_one_cut(plant, fit):
    rng = np.random.default_rng(10)
    told = rng.integers(1, 3, 2_000)
    overall = np.where(rng.random(2_000) < np.where(told == 1, 0.4, 0.1), 3, 6)
    returns = plant(told=told, overall=overall)
    table = found_for(returns, fit(returns, "told"))
    # Its low grade is what is left beside the top, too: the cut is on the poor side.
    assert table[["cut", "grades", "side"]].to_numpy().tolist() == [[1, "no", "poor"]]
    assert table["base"].item() == (told == 1).sum()
    shares = pd.Series(overall < 4).groupby(told).mean()
    assert table["effect"].item() == pytest.approx(shares[1] - shares[2], abs=1e-9)
