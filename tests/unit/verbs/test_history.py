"""Quarters side by side: what is named, and what chance explains."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.reports.record import result_json
from satisfaction.representativeness import check_profile, history_of
from satisfaction.representativeness.history import SIDE_RUN
from satisfaction.results import Provenance

AGES = ("young", "middle", "old")
QUARTERS = ("2006/07 Q4", "2007/08 Q1", "2007/08 Q2", "2007/08 Q3")


@pytest.fixture(scope="module")
def check(make_profile, make_returns):
    """Return a check of 3,000 interviews with these shares of ages."""

    @cache
    def run(period, young=0.3, old=0.3, history=()):
        rows = [("burglary", age, gender, 1_500 + 500 * (age == "middle"))
                for age in AGES for gender in ("female", "male")]  # fmt: skip
        profile = make_profile(
            pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])
        )
        about = Provenance(survey="simulated", period=period, method="")
        counts = [round(3_000 * young), round(3_000 * (1 - young - old)), round(3_000 * old)]
        frame = pd.DataFrame({"user_group": "burglary", "age": np.repeat(AGES, counts)})
        frame = frame.assign(gender=np.resize(["female", "male"], len(frame)))
        returns = make_returns(frame, np.ones(len(frame), dtype=bool))
        return check_profile(returns, replace(profile, provenance=about), history=history)

    return run


def named(history, kind):
    runs = history.runs
    return set(runs.loc[runs["kind"] == kind, "level"])


def test_a_level_outside_for_two_quarters_running_is_named(check):
    history = history_of([check("2007/08 Q2", 0.2, 0.4), check("2007/08 Q3", 0.2, 0.4)])
    assert named(history, "outside") == {"young", "old"}
    run = history.runs.set_index("level").loc["young"]
    assert (run["direction"], run["quarters"], run["since"]) == ("under", 2, "2007/08 Q2")


def test_a_level_outside_once_is_not_named(check):
    history = history_of([check("2007/08 Q2"), check("2007/08 Q3", 0.2, 0.4)])
    assert history.runs.empty


def test_a_level_outside_on_either_side_in_turn_is_not_named(check):
    history = history_of([check("2007/08 Q2", 0.4, 0.2), check("2007/08 Q3", 0.2, 0.4)])
    assert history.runs.empty


def test_a_small_difference_that_lasts_is_named_though_no_quarter_is_outside(check):
    history = history_of([check(q, 0.282, 0.318) for q in QUARTERS])
    assert set(history.table["verdict"]) <= {"within", "too few to tell"}
    assert named(history, "one side") == {"young", "old"}
    run = history.runs.set_index("level").loc["young"]
    assert run["upper"] < 0
    assert run["pooled_difference"] == pytest.approx(0.282 - 0.3 * 10_000 / 10_000)


def test_three_quarters_on_one_side_are_not_enough(check):
    assert SIDE_RUN == 4
    assert history_of([check(q, 0.282, 0.318) for q in QUARTERS[1:]]).runs.empty


def test_four_quarters_on_one_side_within_chance_are_not_named(check):
    assert history_of([check(q, 0.299, 0.301) for q in QUARTERS]).runs.empty


def test_quarters_stand_in_their_order_whatever_order_they_are_given_in(check):
    history = history_of([check(q) for q in reversed(QUARTERS)])
    assert history.periods == QUARTERS


def test_missing_quarters_are_a_caveat(check):
    history = history_of([check("2006/07 Q4"), check("2007/08 Q3")])
    assert [caveat.code for caveat in history.caveats] == ["history-gaps"]
    assert history.caveats[0].text.startswith("2 quarters")


def test_coverage_that_drifts_is_told(check):
    first, last = check("2007/08 Q2"), check("2007/08 Q3")
    moved = last.coverage.assign(profile_unknown=last.coverage["profile_unknown"] + 0.08)
    history = history_of([first, replace(last, coverage=moved)])
    assert set(history.drifting["dimension"]) == {"age", "gender"}
    assert history_of([first, last]).drifting.empty


def test_a_check_carries_its_history_from_the_records_of_earlier_quarters(check, tmp_path):
    earlier = check("2007/08 Q2", 0.2, 0.4)
    path = tmp_path / "record.json"
    path.write_text(
        f'{{"survey": {{"name": "simulated"}}, "results": [{result_json(earlier)}]}}',
        encoding="utf-8",
    )
    history = check("2007/08 Q3", 0.2, 0.4, history=(path,)).history
    assert history.periods == ("2007/08 Q2", "2007/08 Q3")
    assert named(history, "outside") == {"young", "old"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"survey": {"name": "x"}, "results": []}'])
def test_a_file_that_is_no_record_is_refused(check, tmp_path, text):
    path = tmp_path / "record.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataRefusedError, match="no record of a profile check"):
        check("2007/08 Q3", history=(path,))


def test_a_check_without_a_period_has_no_place_in_a_history(check):
    with pytest.raises(UsageError, match="without a period"):
        history_of([check("")])


def test_at_most_5_per_cent_of_histories_without_a_difference_name_a_level(check):
    """4,000 histories of four quarters and 15 levels: the Monte Carlo standard error is 0.3."""
    base = check("2007/08 Q3")
    row = base.table.iloc[[0]].assign(dimension="d", verdict="within", direction="")
    rng = np.random.default_rng(17)
    z = rng.standard_normal((4_000, 15, 4))
    same = np.abs(np.sign(z).sum(axis=2)) == 4
    # The rule on the drawn values, as a reader of its statement would apply it.
    beyond = np.abs(z.mean(axis=2)) * 2 > 2.935
    assert (same & beyond).any(axis=1).mean() <= 0.05
    # And the function agrees with that reading on a few of them.
    for k in [*np.flatnonzero((same & beyond).any(axis=1))[:5], *range(5)]:
        checks = []
        for quarter, period in enumerate(QUARTERS):
            levels = pd.concat([row] * 15, ignore_index=True)
            levels = levels.assign(level=[f"l{i}" for i in range(15)], period=period)
            levels = levels.assign(difference=z[k, :, quarter] * 0.01, standard_error=0.01)
            about = replace(base.provenance, period=period)
            coverage = base.coverage.assign(period=period)
            checks.append(replace(base, table=levels, coverage=coverage, provenance=about))
        expected = {f"l{i}" for i in np.flatnonzero(same[k] & beyond[k])}
        assert named(history_of(checks), "one side") == expected


def test_interviews_of_another_time_than_the_victims_are_a_caveat(check):
    """All interviews of these checks were made in November 2007."""
    codes = {quarter: {c.code for c in check(quarter).caveats} for quarter in QUARTERS[-2:]}
    assert "period-mismatch" in codes["2007/08 Q2"]
    assert "period-mismatch" not in codes["2007/08 Q3"]


def test_quarters_that_describe_respondents_in_different_ways_are_a_caveat(check):
    last = check("2007/08 Q3")
    same = history_of([check("2007/08 Q2"), last])
    mixed = history_of([check("2007/08 Q2"), replace(last, basis="as recorded")])
    assert "history-bases" not in {caveat.code for caveat in same.caveats}
    assert "history-bases" in {caveat.code for caveat in mixed.caveats}
