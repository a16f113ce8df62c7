from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.charts.findings import (
    gap_finding,
    grades_finding,
    groups_finding,
    headline_finding,
    is_clear,
    measures_finding,
    series_falls,
    series_finding,
)
from satisfaction.charts.result_findings import (
    coverage_finding,
    drivers_finding,
    profile_finding,
    weights_finding,
)

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.769, "76.9% (75.1 to 78.7) satisfied, below the target of 78.9%"),
        (0.78, "78.0% (76.2 to 79.8) satisfied, not clearly different from the target of 78.9%"),
        (0.85, "85.0% (83.2 to 86.8) satisfied, above the target of 78.9%"),
    ],
)
def test_headline_says_where_its_interval_lies_against_the_target(
    hand_made: ModuleType, share: float, words: str
) -> None:
    found = headline_finding(hand_made.headline(share), target=0.789)
    assert found == f"Overall service: {words}"


def test_headline_without_a_target_gives_the_share_with_its_interval(hand_made: ModuleType) -> None:
    assert (
        headline_finding(hand_made.headline()) == "Overall service: 76.9% (75.1 to 78.7) satisfied"
    )


def test_hidden_headline_has_no_number(hand_made: ModuleType) -> None:
    hidden = hand_made.estimates([hand_made.row(0.5, 0.2, base=12, flag="hidden")])
    assert headline_finding(hidden, target=0.8) == "Too few answers to tell how many are satisfied"


def test_lowest_is_claimed_where_its_interval_is_below_every_other(hand_made: ModuleType) -> None:
    found = measures_finding(hand_made.measures())
    assert found == "Follow-up is the lowest measure: 61% (58 to 64) satisfied"


def test_two_measures_whose_intervals_overlap_are_the_lowest_together(
    hand_made: ModuleType,
) -> None:
    found = measures_finding(hand_made.measures((0.82, 0.64, 0.61, 0.88, 0.77)))
    assert found == "Action taken and follow-up are the lowest measures: 64% and 61% satisfied"


def test_a_chain_of_overlaps_names_no_lowest_but_only_those_that_differ(
    hand_made: ModuleType,
) -> None:
    found = measures_finding(hand_made.measures((0.61, 0.65, 0.70, 0.75, 0.80)))
    assert "lowest" not in found
    assert found == (
        "Contact: 61% (58 to 64) satisfied, clearly fewer than for follow-up, treatment and "
        "overall service"
    )


def test_measures_that_all_overlap_stand_not_apart(hand_made: ModuleType) -> None:
    found = measures_finding(hand_made.measures((0.70, 0.71, 0.72, 0.71, 0.70)))
    assert found == "No measure stands clearly apart: 70% to 72% are satisfied"


def test_equal_measures_are_a_tie_without_a_lowest(hand_made: ModuleType) -> None:
    found = measures_finding(hand_made.measures((0.7,) * 5))
    assert found == "No measure stands clearly apart: 70% are satisfied"


def test_a_hidden_group_is_never_the_lowest(hand_made: ModuleType) -> None:
    found = groups_finding(hand_made.groups())
    assert found.startswith("Violent crime: 66% (62 to 70)")
    assert "racist" not in found.lower()


def test_a_single_group_gets_its_number_and_no_comparison(hand_made: ModuleType) -> None:
    one = hand_made.estimates([hand_made.row(0.8, 0.03, group="area", level="camden")])
    assert groups_finding(one) == "Camden: 80% (77 to 83) satisfied"


def test_groups_that_are_all_hidden_are_too_few_to_tell(hand_made: ModuleType) -> None:
    found = groups_finding(hand_made.groups(flags=("hidden",) * 5))
    assert found == "Too few answers to tell for any group"


def test_a_series_falls_where_the_difference_is_clear(hand_made: ModuleType) -> None:
    found = series_finding(hand_made.series((0.75, 0.76, 0.70)))
    assert (
        found == "70% (68 to 72) satisfied in 2007/08 Q2: a fall from 76% (74 to 78) in 2007/08 Q1"
    )
    assert series_falls(hand_made.series((0.75, 0.76, 0.70)))


def test_a_series_rises_where_the_difference_is_clear(hand_made: ModuleType) -> None:
    assert ": a rise from 70% (68 to 72)" in series_finding(hand_made.series((0.70, 0.70, 0.76)))


def test_a_small_difference_in_a_series_is_no_clear_change(hand_made: ModuleType) -> None:
    found = series_finding(hand_made.series((0.75, 0.76, 0.75)))
    assert found.endswith(": no clear change from 2007/08 Q1")
    assert not series_falls(hand_made.series((0.75, 0.76, 0.75)))


def test_a_slow_decline_is_told_against_the_first_period(hand_made: ModuleType) -> None:
    found = series_finding(hand_made.series((0.80, 0.785, 0.77, 0.755, 0.74)))
    assert found.endswith(
        "no clear change from 2007/08 Q1, but below the 80% (78 to 82) of 2006/07 Q2"
    )


def test_a_series_is_not_compared_across_its_break(hand_made: ModuleType) -> None:
    result = hand_made.series((0.90, 0.90, 0.70))
    assert series_finding(result, breaks=frozenset({2})).endswith("the first of a new series")
    assert not series_falls(result, breaks=frozenset({2}))


def test_a_hidden_period_before_is_too_few_to_tell_a_change(hand_made: ModuleType) -> None:
    result = hand_made.series((0.75, 0.90, 0.75), flags=("", "hidden", ""))
    assert ": too few answers in 2007/08 Q1 to tell a change" in series_finding(result)


def test_a_hidden_latest_period_gives_no_number(hand_made: ModuleType) -> None:
    result = hand_made.series((0.75, 0.75, 0.9), flags=("", "", "hidden"))
    assert series_finding(result) == "Too few answers to tell in 2007/08 Q2"


def test_a_clear_gap_is_told_with_both_levels(hand_made: ModuleType) -> None:
    found = gap_finding(hand_made.gap())
    assert found == (
        "White 78.0% satisfied, BME 73.2%: a gap of 4.8 points (2.9 to 6.7) on overall service"
    )


def test_a_gap_the_other_way_keeps_a_positive_size(hand_made: ModuleType) -> None:
    found = gap_finding(hand_made.gap(-0.048))
    assert found.endswith("BME 82.8%: a gap of 4.8 points (2.9 to 6.7) on overall service")
    assert is_clear(hand_made.gap(-0.048))


def test_a_gap_whose_interval_holds_zero_is_not_clear(hand_made: ModuleType) -> None:
    found = gap_finding(hand_made.gap(0.012))
    assert found.endswith(": no clear gap on overall service (−0.7 to +3.1 points)")  # noqa: RUF001
    assert not is_clear(hand_made.gap(0.012))


def test_a_gap_with_a_hidden_group_is_too_few_to_tell(hand_made: ModuleType) -> None:
    result = hand_made.gap()
    result.table["other_flag"] = "hidden"
    assert gap_finding(result) == (
        "Too few answers to tell whether White and BME differ on overall service"
    )


def test_grades_name_the_largest_share_of_the_worst_only_if_clear(hand_made: ModuleType) -> None:
    result = hand_made.grades()
    assert grades_finding(result) == "From 6% to 12% are completely dissatisfied; none stands out"
    worst = result.table["statistic"] == "completely dissatisfied"
    there = worst & (result.table["question"] == "follow_up")
    result.table.loc[there, ["estimate", "lower", "upper"]] = [0.30, 0.28, 0.32]
    assert grades_finding(result) == (
        "Follow-up has the largest share completely dissatisfied: 30% (28 to 32)"
    )


def test_profile_finding_names_levels_outside_with_their_side(hand_made: ModuleType) -> None:
    found = profile_finding(hand_made.profile_check(), period="2007/08 Q3")
    assert found == (
        "The sample under-represents age 16-24 and over-represents age 75+ "
        "(2 levels outside tolerance)"
    )


def test_profile_finding_says_all_within_only_if_all_are(hand_made: ModuleType) -> None:
    all_within = hand_made.profile_check(all_within=True)
    assert profile_finding(all_within, period="2007/08 Q3") == (
        "The sample reflects the victim profile: all 10 levels are within tolerance"
    )
    one_undecided = hand_made.profile_check(all_within=True)
    one_undecided.table.loc[0, "verdict"] = "too few to tell"
    assert profile_finding(one_undecided, period="2007/08 Q3") == (
        "No level is outside its tolerance; too few interviews to tell for 1 of 10 levels"
    )


def test_drivers_finding_names_one_winner_only_if_it_is_certain(hand_made: ModuleType) -> None:
    sure, unsure = drivers_finding(hand_made.drivers(0.97)), drivers_finding(hand_made.drivers())
    assert sure == (
        "Being told of progress has the largest share of dissatisfaction associated with it: "
        "31% (26 to 36)"
    )
    assert unsure == (
        "Being told of progress and taken seriously are most strongly associated with "
        "dissatisfaction: 31% and 24% of it"
    )


def test_drivers_finding_gives_the_span_of_a_long_leading_set(hand_made: ModuleType) -> None:
    result = hand_made.drivers()
    result.table["leading"] = [True, True, True, True, False]
    assert drivers_finding(result) == (
        "Being told of progress, taken seriously, thoroughness of the investigation and 1 more are "
        "most strongly associated with dissatisfaction: 5% to 31% of it each"
    )


def test_drivers_finding_claims_nothing_without_a_leading_set(hand_made: ModuleType) -> None:
    found = drivers_finding(hand_made.drivers(leading=False))
    assert found == "No single driver stands out in its association with dissatisfaction"


def test_weights_finding_tells_what_they_cost(hand_made: ModuleType) -> None:
    assert weights_finding(hand_made.weighted()) == (
        "The weights meet the victim profile: 2,478 interviews tell as much as 2,100; no level "
        "moved by more than 6.0 points"
    )


def test_coverage_finding_names_the_dimension_with_most_unknown(hand_made: ModuleType) -> None:
    found = coverage_finding(hand_made.profile())
    assert found == "Ethnicity is unknown for 27% of 1,000 recorded victims"


def test_no_finding_claims_a_cause(hand_made: ModuleType) -> None:
    for text in (drivers_finding(hand_made.drivers(p)) for p in (0.5, 0.99)):
        assert "cause" not in text
        assert "due to" not in text
        assert "associat" in text
