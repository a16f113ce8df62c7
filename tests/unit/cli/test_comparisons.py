"""The commands that compare: their options, their refusals, their JSON."""

from __future__ import annotations

import json

import pytest

from satisfaction.cli.main import REFUSED, USAGE, run

DELIVERY = "synthetic_data/quarter_2007_08_q3/returns_2007-08-q3.parquet"
COMMON = ["--returns", DELIVERY, "--survey", "user-satisfaction-2007", "--measure", "overall"]


def json_of(capsys, *arguments):
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_funnel_of_boroughs_is_printed_with_its_dispersion(capsys):
    found = json_of(capsys, "funnel", *COMMON)
    assert found["type"] == "Funnel"
    assert len(found["table"]) == 32
    assert found["limits"] == [0.95, 0.999]
    assert found["dispersion"]["areas"] == 32
    assert {"q_value", "beyond", "side", "inner_lower"} <= set(found["table"][0])


def test_a_funnel_with_hidden_areas_is_printed_without_their_numbers(capsys):
    found = json_of(capsys, "funnel", *COMMON, "--by", "ethnicity_detail")
    hidden = [row for row in found["table"] if row["flag"] == "hidden"]
    assert hidden
    assert all(row["estimate"] is None and row["beyond"] is None for row in hidden)
    assert run(["funnel", *COMMON, "--by", "ethnicity_detail"]) == 0


def test_a_plan_takes_its_target_in_points(capsys):
    found = json_of(capsys, "precision", *COMMON, "--by", "user_group", "--target", "2.5")
    assert found["target"] == 0.025
    assert {row["level"] for row in found["table"]} >= {"burglary", "vehicle crime"}


def test_every_level_can_be_held_against_everyone(capsys):
    found = json_of(capsys, "gap", *COMMON, "--against", "everyone", "--by", "user_group")
    assert {row["other_level"] for row in found["table"]} == {"everyone"}
    pair = json_of(capsys, "gap", *COMMON, "--between", "BME", "others")
    assert {row["level"] for row in pair["table"]} == {"BME"}


def test_the_measure_is_the_outcome_where_none_is_named(capsys):
    unnamed = COMMON[:4]
    for command in (["funnel"], ["gap", "--between", "BME", "White"]):
        named = json_of(capsys, *command, *COMMON)
        assert json_of(capsys, *command, *unnamed)["table"] == named["table"]


def test_the_others_of_bme_are_white_and_nobody_whose_ethnicity_is_not_known(capsys):
    rest = json_of(capsys, "gap", *COMMON, "--between", "BME", "others")
    white = json_of(capsys, "gap", *COMMON, "--between", "BME", "White")
    assert [row["gap"] for row in rest["table"]] == [row["gap"] for row in white["table"]]
    assert rest["table"][0]["other_base"] == white["table"][0]["other_base"]


@pytest.mark.parametrize(
    ("arguments", "option"),
    [([], "--between"), (["--between", "a", "b", "--against", "others"], "--against"),
     (["--against", "others"], "--by")],
)  # fmt: skip
def test_wrong_usage_names_the_option_and_reads_nothing(capsys, arguments, option):
    assert run(["gap", *COMMON, *arguments]) == USAGE
    said = capsys.readouterr().err
    assert option in said
    assert "by=" not in said


def test_levels_that_nobody_has_are_refused_in_words_of_no_language(capsys):
    assert run(["gap", *COMMON, "--between", "BME", "Martian"]) == REFUSED
    assert "by=" not in capsys.readouterr().err
