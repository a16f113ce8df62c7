"""Every definition can be synthesised, and intake accepts all but what was planted."""

from __future__ import annotations

import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.returns import read_returns
from satisfaction.synthesis import synthesise

OWN = ["ten_point.yaml", "yes_or_no.yaml", "four_point.yaml"]


@pytest.fixture(scope="module", params=["user-satisfaction-2007", "victim-satisfaction-2025", *OWN])
def made(request, definitions):
    name = request.param
    survey = load_survey(definitions / name if name.endswith(".yaml") else name)
    return synthesise(survey, interviews=600, crimes=12_000, quarters=2)


def planted(made, then: str) -> dict[str, int]:
    table = made.truth.table("faults")
    counts = table[table["then"] == then].groupby("reason")["rows"].sum()
    return {reason: int(rows) for reason, rows in counts.items() if rows}


def test_exactly_the_planted_faults_are_rejected(made):
    report = read_returns(made.returns, made.survey).report
    assert dict(report.rejected_by) == planted(made, "reject")
    assert report.rejected == sum(planted(made, "reject").values()) > 0


def test_exactly_the_planted_breaches_are_flagged(made):
    flagged = read_returns(made.returns, made.survey).report.flagged_by
    assert {reason: rows for reason, rows in flagged.items() if rows} == planted(made, "flag")


def test_every_quarter_has_the_faults_that_are_stated_for_it(made):
    table = made.truth.table("faults")
    for period, returns in made.returns_by_quarter.items():
        stated = table[(table["period"] == period) & (table["then"] == "reject")]
        report = read_returns(returns, made.survey).report
        assert report.rejected == stated["rows"].sum()


def test_the_wanted_number_of_interviews_is_held(made):
    for returns in made.returns_by_quarter.values():
        assert abs(len(returns) - 600) < 4 * 600**0.5


def test_the_records_can_be_counted_as_a_victim_profile(made):
    profile = victim_profile(made.records, made.survey, contract=made.contract)
    assert profile.table["victims"].sum() == len(made.records)
    assert not [c for c in profile.caveats if c.code == "code_not_listed"]


def test_reasons_that_only_the_dissatisfied_are_asked_have_no_effect(definitions):
    made = synthesise(definitions / "four_point.yaml", interviews=300, crimes=6_000)
    drivers = made.truth.table("drivers").query("population == 'eligible'").set_index("driver")
    assert drivers.loc["why_slow", "kind"] == "no effect"
    assert drivers.loc["why_slow", "attributable_share"] == 0
    assert drivers.loc["care", "attributable_share"] > 0


def test_a_weight_column_holds_the_base_weights(definitions):
    made = synthesise(definitions / "ten_point.yaml", interviews=300, crimes=6_000)
    weights = made.returns["WT"].astype("str").str.replace(",", ".").astype(float)
    issued = made.issued["BASEWT"].astype("str").astype(float)
    assert set(weights.round(3)) == set(issued.round(3))


def test_an_online_interview_has_no_interviewer():
    made = synthesise("victim-satisfaction-2025", interviews=300, crimes=6_000)
    # A planted unknown code hides the mode of a few.
    returns = made.returns[made.returns["MODE"].isin(["T", "O"])]
    is_online = returns["MODE"] == "O"
    assert is_online.any()
    assert (returns["INTV"].isna() == is_online).all()
    assert (returns.loc[is_online, "ATTEMPTS"] == "0").all()
