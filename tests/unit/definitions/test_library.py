from __future__ import annotations

import os
from pathlib import Path

import pytest

from satisfaction.definitions.levels import dimension_of, dimensions_of
from satisfaction.definitions.library import (
    load_classification,
    load_rules,
    load_survey,
    load_table,
    survey_origin,
)
from satisfaction.errors import ColumnNotFoundError, DefinitionError
from satisfaction.resources import resource_dir

SCHEMAS = resource_dir("schemas")


def _names(folder: str) -> list[str]:
    found = SCHEMAS.joinpath(folder).iterdir()
    return sorted(one.name.removesuffix(".yaml") for one in found if one.name.endswith(".yaml"))


def _text(*parts: str) -> str:
    return SCHEMAS.joinpath(*parts).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _names("surveys"))
def test_every_shipped_survey_is_named_as_its_file_and_has_the_five_measures(name: str) -> None:
    survey = load_survey(name)
    assert survey.survey.replace("-", "_") == name
    assert list(survey.measures) == ["contact", "action", "follow_up", "treatment", "overall"]
    assert survey.dimensions == ("age", "gender", "ethnicity")


@pytest.mark.parametrize("name", _names("surveys"))
def test_drivers_of_shipped_surveys_come_in_stage_order_and_number_at_least_ten(name: str) -> None:
    survey = load_survey(name)
    stages = [survey.stages.index(survey.questions[driver].stage) for driver in survey.drivers]
    assert stages == sorted(stages)
    assert set(stages) == {0, 1, 2, 3}
    assert 10 <= len(survey.drivers) <= 20


@pytest.mark.parametrize("name", _names("tables"))
def test_every_shipped_table_is_named_as_its_file_and_has_uppercase_columns(name: str) -> None:
    contract = load_table(name)
    assert contract.table.replace("-", "_") == name
    assert all(field.column == field.column.upper() for field in contract.fields.values())
    dimensions_of(contract.fields)


@pytest.mark.parametrize("name", _names("classifications"))
def test_every_shipped_classification_is_named_as_its_file(name: str) -> None:
    listed = load_classification(name)
    assert listed.classification.replace("-", "_") == name
    assert listed.levels


def test_the_shipped_tables_are_those_that_the_force_and_its_contractor_exchange() -> None:
    assert set(_names("tables")) >= {
        "action_plan", "contact_outcomes", "crime_records", "crime_records_2025", "frame",
        "inspection_finding", "inspection_monitoring", "inspection_training", "inspection_visit",
        "issued_sample", "victim_profile",
    }  # fmt: skip


def test_levels_of_the_exchanged_tables_agree_with_the_survey_of_2007() -> None:
    survey = dimensions_of(load_survey("user-satisfaction-2007").fields)
    for name in ("crime-records", "frame", "victim-profile"):
        theirs = dimensions_of(load_table(name).fields)
        for field in ("user_group", "age", "gender", "ethnicity"):
            assert theirs[field].levels == survey[field].levels or set(theirs[field].levels) == set(
                survey[field].levels
            ), (name, field)


def test_the_profile_of_counts_knows_levels_outside_the_survey() -> None:
    age = dimensions_of(load_table("victim-profile").fields)["age"]
    assert age.outside == ("under 16",)
    assert "under 16" not in age.levels


def test_chinese_moves_from_o1_to_a4_between_the_lists() -> None:
    (to_newer,) = load_classification("ethnicity-16-1").crosswalks
    newer = load_classification("ethnicity-18-1")
    assert to_newer.codes["O1"] == "A4"
    assert set(to_newer.codes.values()) <= set(newer.codes)


def test_officer_observed_codes_have_no_mixed_level_and_no_crosswalk() -> None:
    observed = load_classification("ethnicity-officer-observed")
    assert "Mixed" not in observed.levels
    assert not observed.crosswalks


def test_a_survey_finds_its_own_records_from_any_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "our_records.yaml").write_text(_text("tables", "crime_records.yaml"), encoding="utf-8")
    text = _text("surveys", "user_satisfaction_2007.yaml")
    changed = text.replace("records: crime-records", "records: our_records.yaml")
    (own / "ours.yaml").write_text(changed, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    survey = load_survey(Path("own") / "ours.yaml")
    monkeypatch.chdir(os.sep)
    assert load_table(survey.records) == load_table("crime-records")


def test_a_survey_finds_its_own_classification_and_sees_it_change(tmp_path: Path) -> None:
    bands = _text("classifications", "age_bands_10.yaml")
    (tmp_path / "bands.yaml").write_text(bands, encoding="utf-8")
    text = _text("surveys", "user_satisfaction_2007.yaml")
    changed = text.replace("classify: age-bands-10", "classify: bands.yaml")
    (tmp_path / "ours.yaml").write_text(changed, encoding="utf-8")
    survey = load_survey(tmp_path / "ours.yaml")
    assert dimension_of("age", survey.fields["age"]).levels[-1] == "75+"
    (tmp_path / "bands.yaml").write_text(bands.replace("75+", "over 74"), encoding="utf-8")
    assert dimension_of("age", survey.fields["age"]).levels[-1] == "over 74"


def test_a_records_file_that_is_not_beside_the_survey_is_named_without_folders(
    tmp_path: Path,
) -> None:
    text = _text("surveys", "user_satisfaction_2007.yaml")
    changed = text.replace("records: crime-records", "records: our_records.yaml")
    (tmp_path / "ours.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"'our_records\.yaml' beside") as caught:
        load_survey(tmp_path / "ours.yaml")
    assert (caught.value.key, str(tmp_path) in str(caught.value)) == ("records", False)


def test_equal_files_give_equal_surveys_and_checksums(tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    path.write_text(_text("surveys", "user_satisfaction_2007.yaml"), encoding="utf-8")
    assert load_survey(path) == load_survey("user-satisfaction-2007")
    assert survey_origin(path).sha256 == survey_origin("user-satisfaction-2007").sha256
    assert survey_origin(path).file == "copy.yaml"


def test_a_table_contract_refuses_a_field_that_it_names_and_has_not(tmp_path: Path) -> None:
    path = tmp_path / "records.yaml"
    text = _text("tables", "crime_records.yaml").replace("excluded: exclusion", "excluded: exclude")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="Did you mean 'exclusion'") as caught:
        load_table(path)
    assert (caught.value.key, caught.value.line) == ("excluded", 7)


def test_a_table_has_no_routing(tmp_path: Path) -> None:
    path = tmp_path / "frame.yaml"
    check = "checks:\n  - {kind: routing, then: flag, reason: r, says: s}\n"
    path.write_text(_text("tables", "frame.yaml") + check, encoding="utf-8")
    with pytest.raises(DefinitionError, match="Only a survey has questions"):
        load_table(path)


def test_only_a_category_or_a_count_has_levels() -> None:
    survey = load_survey("user-satisfaction-2007")
    with pytest.raises(TypeError, match="'crime' is a reference"):
        dimension_of("crime", survey.fields["crime"])


def test_there_is_one_rule_for_each_number_of_the_rulebook() -> None:
    numbers = [rule.number for rule in load_rules().rules.values()]
    assert sorted(numbers)[:25] == list(range(1, 26))


def test_rules_beyond_the_rulebook_stand_as_defaults() -> None:
    own = [rule for rule in load_rules().rules.values() if rule.number > 25]
    assert {rule.standing for rule in own} == {"default"}


def test_what_nobody_verified_never_stands_as_a_requirement() -> None:
    rules = load_rules().rules.values()
    weak = [rule for rule in rules if rule.confidence != "high" or rule.standing != "requirement"]
    assert weak
    assert not any(rule.is_official for rule in weak)
    assert all("not a Home Office requirement" in rule.in_words for rule in weak)


def test_a_chosen_setting_is_a_default_even_in_a_rule_that_is_sure() -> None:
    rule = load_rules().rules["profile_check"]
    assert rule.confidence == "high"
    assert rule.standing_of("tolerance_points") == "default"


@pytest.mark.parametrize(
    ("rule", "setting", "value"),
    [
        ("interview_window", "earliest_days", 42),
        ("interview_window", "latest_days", 84),
        ("profile_check", "tolerance_points", 3),
        ("profile_check", "ratio_low", 0.8),
        ("profile_check", "ratio_high", 1.25),
        ("profile_check", "confidence", 0.95),
        ("sample_plan", "max_boost", 3),
        ("contractor_review", "short_share", 0.6),
        ("profile_coverage", "unknown_warning", 0.1),
        ("profile_coverage", "unknown_limit", 0.25),
        ("intervals", "confidence", 0.95),
        ("suppression", "hidden_below", 30),
        ("suppression", "flagged_below", 100),
        ("suppression", "disclosure_internal", 5),
        ("suppression", "disclosure_external", 10),
        ("drivers", "low_raters_to_analyse", 50),
        ("drivers", "low_raters_to_show", 30),
        ("drivers", "most_drivers", 20),
        ("monitoring", "share_validated", 0.10),
        ("monitoring", "share_in_field_centre", 0.05),
    ],
)
def test_the_shipped_settings_are_those_of_the_rulebook(
    rule: str, setting: str, value: float
) -> None:
    assert load_rules().number(rule, setting) == value


def test_a_misspelt_rule_and_setting_suggest_what_was_meant() -> None:
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'suppression'"):
        load_rules().number("supression", "hidden_below")
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'hidden_below'"):
        load_rules().number("suppression", "hiden_below")


def test_a_setting_of_words_is_no_number() -> None:
    with pytest.raises(DefinitionError, match="'korn-graubard' is not a number"):
        load_rules().number("intervals", "method")


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        (
            "hidden_below: 30",
            "hidden_under: 30",
            "rules.suppression.settings.hidden_below",
            "missing",
        ),
        (
            "hidden_below: 30",
            "hidden_below: few",
            "rules.suppression.settings.hidden_below",
            "'few'",
        ),
        ("  suppression:", "  supression:", "rules.suppression", "Did you mean 'supression'?"),
        ("    number: 23", "    number: 22", "rules.suppression.number", "number 22 already"),
    ],
)
def test_a_forces_own_rules_must_have_every_setting(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    path = tmp_path / "our_rules.yaml"
    path.write_text(_text("rules.yaml").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match="our_rules") as caught:
        load_rules(path)
    assert caught.value.key == key
    assert caught.value.line
    assert words in str(caught.value)


def test_a_rule_that_claims_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "our_rules.yaml"
    weak = "confidence: medium\n    standing: practice"
    text = _text("rules.yaml").replace(weak, weak.replace("practice", "requirement"), 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="cannot stand as a requirement") as caught:
        load_rules(path)
    assert caught.value.key == "rules.response_scale.standing"


def test_a_force_may_change_a_value_and_name_an_owner(tmp_path: Path) -> None:
    path = tmp_path / "our_rules.yaml"
    text = _text("rules.yaml").replace("hidden_below: 30", "hidden_below: 50")
    text = text.replace('owner: ""', "owner: Head of Performance").replace(
        'last_reviewed: ""', "last_reviewed: 2025-04-30"
    )
    path.write_text(text, encoding="utf-8")
    rules = load_rules(path)
    assert rules.number("suppression", "hidden_below") == 50
    assert str(rules.rules["suppression"].last_reviewed) == "2025-04-30"
