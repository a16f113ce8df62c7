"""The exclusion audit on records by hand: every number can be counted with a finger."""

from __future__ import annotations

import json

import numpy as np
import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_table
from satisfaction.errors import ContractError, DataRefusedError, DefinitionError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.tables import read_table
from satisfaction.reports.record import result_json

SURVEY = "user-satisfaction-2007"
ELIGIBLE = {}
OFFICER = {"EXCLUDED": "OPS"}
PHONE = {"EXCLUDED": "NOTEL"}
BOTH = {"EXCLUDED": "OPS", "EXCLUDED2": "NOTEL"}
ABUSE = {"EXCLUDED": "DV"}
ABUSED_OFFICER = {"EXCLUDED": "DV", "EXCLUDED2": "OPS"}
CHILD = {"EXCLUDED": "AGE", "AGE": "12"}


def audit(table, **options):
    return sat.audit_exclusions(table, SURVEY, **options)


def row(result, reason):
    return result.table.set_index("reason").loc[reason]


def codes(result):
    return {caveat.code for caveat in result.caveats}


def test_victims_removed_alone_and_with_others_are_told_apart(records):
    result = audit(records([ELIGIBLE, ELIGIBLE, OFFICER, PHONE, PHONE, BOTH]))
    assert row(result, "police officer on duty")[["removed", "alone", "together"]].tolist() == [
        2, 1, 1,
    ]  # fmt: skip
    assert row(result, "no usable telephone number")[["removed", "alone"]].tolist() == [3, 2]
    assert (result.victims, result.excluded, result.eligible) == (6, 4, 2)


def test_the_same_reason_twice_on_a_record_is_one_reason(records):
    result = audit(records([ELIGIBLE, {"EXCLUDED": "OPS", "EXCLUDED2": "OPS"}]))
    assert row(result, "police officer on duty")[["removed", "alone"]].tolist() == [1, 1]


def test_without_further_reasons_nobody_is_said_to_be_excluded_alone(records):
    table = records([ELIGIBLE, OFFICER, PHONE]).drop(columns="EXCLUDED2")
    result = audit(table)
    assert not result.tells_overlap
    assert result.table[["alone", "together"]].isna().all(axis=None)
    assert row(result, "police officer on duty")["would_return"] == 1
    assert "overlap_not_told" in codes(result)
    assert "reasons only" not in result.finding


def test_a_contract_without_further_reasons_is_the_same(records):
    contract = load_table("crime-records").model_copy(update={"also_excluded": ()})
    assert not audit(records([ELIGIBLE, BOTH]), contract=contract).tells_overlap


def test_one_file_without_the_second_reason_is_enough_not_to_tell(records, tmp_path):
    first, second = records([ELIGIBLE, BOTH]), records([ELIGIBLE, OFFICER])
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    first.to_csv(paths[0], index=False)
    second.drop(columns="EXCLUDED2").to_csv(paths[1], index=False)
    assert not audit(paths).tells_overlap


def test_the_eligible_without_a_reason_are_those_whom_only_it_removed(records):
    men = {"GENDER": "M"}
    rows = [ELIGIBLE, men, men, {**OFFICER, **men}, {**BOTH, **men}, PHONE]
    without = audit(records(rows)).without
    told = without[without["dimension"] == "gender"].set_index(["dropped", "level"])
    officer = told.loc[("police officer on duty", "male")]
    assert (officer["eligible"], officer["eligible_without"]) == (2, 3)
    assert officer["share"] == pytest.approx(2 / 3)
    assert officer["share_without"] == pytest.approx(3 / 4)
    assert officer["points"] == pytest.approx(3 / 4 - 2 / 3)
    both = told.loc[("all discretionary and operational", "male")]
    assert both["eligible_without"] == 4
    assert both["share_without"] == both["recorded_share"]


def test_safeguarding_is_shown_and_never_offered_as_a_saving(records):
    result = audit(records([ELIGIBLE, ABUSE, ABUSED_OFFICER, OFFICER]))
    assert row(result, "domestic abuse")["removed"] == 2
    assert np.isnan(row(result, "domestic abuse")["would_return"])
    assert "domestic abuse" not in set(result.without["dropped"])
    gender = result.without[result.without["dimension"] == "gender"]
    dropped = gender[gender["dropped"] == "police officer on duty"]
    assert dropped["eligible_without"].sum() == 2


@pytest.mark.parametrize("authority", ["mandatory", "safeguarding"])
def test_what_is_offered_follows_the_rulebook(records, with_rules, authority):
    rules = with_rules("exclusions", **{"police officer on duty": authority})
    result = audit(records([ELIGIBLE, OFFICER]), rules=rules)
    assert result.without.empty
    assert row(result, "police officer on duty")["authority"] == authority


def test_an_authority_that_nobody_verified_says_so(records):
    result = audit(records([ELIGIBLE, OFFICER]))
    assert row(result, "police officer on duty")["confidence"] == "unverified"
    assert "authority_unverified" in codes(result)


def test_a_misspelt_authority_is_refused(records, with_rules):
    rules = with_rules("exclusions", **{"police officer on duty": "discretionery"})
    with pytest.raises(DefinitionError, match="Did you mean 'discretionary'"):
        audit(records([ELIGIBLE, OFFICER]), rules=rules)


def test_a_reason_without_authority_is_a_finding_and_not_offered(records, with_rules):
    rules = with_rules("exclusions")
    kept = {n: a for n, a in rules.rules["exclusions"].settings.items() if "officer" not in n}
    rule = rules.rules["exclusions"].model_copy(update={"settings": kept, "unverified": ()})
    rules = rules.model_copy(update={"rules": {**rules.rules, "exclusions": rule}})
    result = audit(records([ELIGIBLE, OFFICER]), rules=rules)
    assert row(result, "police officer on duty")["verdict"] == "authority not stated"
    assert result.verdict == "authority not stated"
    assert result.without.empty


def test_a_code_that_is_not_listed_is_an_exclusion_for_a_reason_not_known(records):
    rows = [ELIGIBLE] * 10 + [OFFICER] * 10 + [{"EXCLUDED": "JANE CANARY"}]
    result = audit(records(rows))
    assert row(result, "not known")[["removed", "verdict"]].tolist() == [1, "authority not stated"]
    assert "code_not_listed" in codes(result)
    assert "CANARY" not in result_json(result) + str(result) + repr(result)


def test_too_many_codes_that_are_not_listed_are_refused(records):
    with pytest.raises(ContractError, match="EXCLUDED"):
        audit(records([ELIGIBLE, OFFICER, {"EXCLUDED": "X"}]))


def test_an_age_floor_above_the_rules_is_wider_than_the_rule(records, under_18, with_rules):
    rows = [ELIGIBLE, CHILD, {"EXCLUDED": "AGE", "AGE": "16"}, {"EXCLUDED": "AGE", "AGE": "17"}]
    rules = with_rules("exclusions", **{"under 18": "mandatory"})
    result = audit(records(rows), contract=under_18, rules=rules)
    found = row(result, "under 18")
    assert found[["age_floor", "beyond_rule", "cannot_apply"]].tolist() == [18, 2, 0]
    assert found["verdict"] == "wider than the rule"
    assert "excludes below 18, the rule below 16" in found["why"]


def test_the_rules_own_floor_decides(records, under_18, with_rules):
    rules = with_rules("exclusions", **{"under 18": "mandatory"})
    rule = rules.rules["unnecessary_exclusion"]
    settings = {**rule.settings, "youngest_age": "18"}
    rule = rule.model_copy(update={"settings": settings})
    rules = rules.model_copy(update={"rules": {**rules.rules, "unnecessary_exclusion": rule}})
    rows = [ELIGIBLE, CHILD, {"EXCLUDED": "AGE", "AGE": "17"}]
    found = row(audit(records(rows), contract=under_18, rules=rules), "under 18")
    assert found[["beyond_rule", "verdict"]].tolist() == [0, "documented and within the rule"]


def test_an_exclusion_by_age_of_somebody_older_cannot_apply(records):
    rows = [ELIGIBLE, *[CHILD] * 9, {"EXCLUDED": "AGE", "AGE": "30"}]
    rows.append({"EXCLUDED": "AGE", "AGE": "31", "EXCLUDED2": "DV"})
    found = row(audit(records(rows)), "under 16")
    assert found[["beyond_rule", "cannot_apply", "wrong_alone"]].tolist() == [0, 2, 1]
    assert found["verdict"] == "wider than the rule"


def test_unknown_ages_are_counted_apart(records):
    rows = [ELIGIBLE, CHILD, {"EXCLUDED": "AGE", "AGE": ""}, {"EXCLUDED": "AGE", "AGE": "15"}]
    found = row(audit(records(rows)), "under 16")
    assert found[["cannot_apply", "age_unknown"]].tolist() == [0, 1]
    assert "1 have no age on the record" in found["why"]


def test_a_second_reason_without_a_first_counts_as_excluded_and_is_said(records):
    result = audit(records([ELIGIBLE, {"EXCLUDED2": "OPS", "EXCL_BY": "P1"}]))
    assert result.excluded == 1
    assert "second_reason_only" in codes(result)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"EXCL_BY": ""}, "no_approver"),
        ({"EXCL_BY": "  "}, "no_approver"),
        ({"EXCL_ON": ""}, "no_date"),
        ({"EXCL_ON": "10/09/2007"}, "unreadable_date"),
        ({"EXCL_ON": "2007-09-02"}, "before_report"),
        ({"EXCL_ON": "2007-11-27"}, "too_late"),
    ],
)
def test_what_is_wrong_with_an_approval_is_counted_by_reason(records, changed, column):
    result = audit(records([ELIGIBLE, OFFICER, {**OFFICER, **changed}, PHONE]))
    counted = result.undocumented.set_index("reason")
    faults = ["no_approver", "no_date", "unreadable_date", "before_report", "too_late"]
    assert counted.loc["police officer on duty", column] == 1
    assert counted[faults].sum(axis=None) == 1


@pytest.mark.parametrize("day", ["2007-09-03", "2007-11-26"])
def test_the_day_of_the_report_and_the_last_day_of_the_window_are_in_order(records, day):
    counted = audit(records([ELIGIBLE, {**OFFICER, "EXCL_ON": day}])).undocumented
    assert counted[["before_report", "too_late"]].sum(axis=None) == 0


def test_records_that_do_not_say_who_approved_are_undocumented(records):
    contract = load_table("crime-records")
    fields = {n: f for n, f in contract.fields.items() if not n.startswith("exclusion_")}
    contract = contract.model_copy(update={"fields": fields, "also_excluded": ()})
    result = audit(records([ELIGIBLE, ABUSE]), contract=contract)
    assert result.undocumented["undocumented"].tolist() == [1]
    assert result.undocumented["no_approver"].isna().all()
    assert row(result, "domestic abuse")["verdict"] == "to be justified"
    assert "approval_not_told" in codes(result)


def test_a_few_exclusions_without_approval_are_tolerated_and_told(records):
    rows = [ELIGIBLE, *[ABUSE] * 9, {**ABUSE, "EXCL_BY": ""}]
    found = row(audit(records(rows)), "domestic abuse")
    assert found["verdict"] == "documented and within the rule"
    assert found["why"] == "1 of 10 lack approver or date: tolerated"
    worse = row(audit(records([*rows, {**ABUSE, "EXCL_ON": ""}])), "domestic abuse")
    assert worse["verdict"] == "to be justified"


def test_a_discretionary_reason_is_always_to_be_justified(records):
    result = audit(records([ELIGIBLE, OFFICER]))
    assert row(result, "police officer on duty")["verdict"] == "to be justified"
    assert result.needs_attention


def test_an_operational_reason_is_to_be_justified_where_it_falls_on_some(records):
    evenly = [{**PHONE, "GENDER": g} for g in "FM"] + [{"GENDER": g} for g in "FM"] * 9
    found = row(audit(records(evenly, times=30)), "no usable telephone number")
    assert found["verdict"] == "documented and within the rule"
    skewed = [PHONE, PHONE, *({"GENDER": g} for g in "FM" for _ in range(9))]
    found = row(audit(records(skewed, times=30)), "no usable telephone number")
    assert found[["verdict", "levels_higher"]].tolist() == ["to be justified", 1]


def test_nothing_needs_attention_where_every_reason_is_in_order(records):
    result = audit(records([ELIGIBLE, *[CHILD] * 3, ABUSE]))
    assert result.verdict == "documented and within the rule"
    assert not result.needs_attention
    assert result.finding.endswith("Every reason is documented and within the rule.")


def test_nobody_excluded_is_no_error(records):
    result = audit(records([ELIGIBLE, ELIGIBLE]))
    assert result.table.empty
    assert result.without.empty
    assert not result.needs_attention
    assert result.levels["removed"].eq(0).all()
    assert "0.0% of 2 victims were excluded" in str(result)


def test_references_are_listed_with_a_key_only_and_as_pseudonyms(records):
    rows = [ELIGIBLE, OFFICER, {**BOTH, "EXCL_BY": ""}, {**PHONE, "EXCL_ON": ""}]
    table = records(rows, times=10)
    assert audit(table).references.empty
    listed = audit(table, key=PseudonymKey(bytes(32))).references
    assert set(listed["reasons"]) == {
        "police officer on duty; no usable telephone number",
        "no usable telephone number",
    }
    assert listed["reference"].str.fullmatch("[0-9a-f]{24}").all()
    # In the order of the pseudonyms, which says nothing of when a crime was recorded.
    assert len(listed) == 20
    assert listed["reference"].is_monotonic_increasing


def test_the_pseudonym_is_that_of_every_other_table(records):
    table = records([{**OFFICER, "EXCL_BY": ""}, ELIGIBLE])
    key = PseudonymKey(bytes(32))
    read = read_table(table, "crime-records", key=key).frame
    assert audit(table, key=key).references["reference"].tolist() == read["crime"].tolist()[:1]


def test_no_reference_or_approver_is_in_the_result(records):
    table = records([ELIGIBLE, {**OFFICER, "EXCL_BY": "CANARY", "EXCL_ON": ""}])
    result = audit(table, key=PseudonymKey(bytes(32)))
    said = result_json(result) + str(result) + repr(result)
    assert "CANARY" not in said
    assert "S0000000" not in said


def test_a_list_of_references_is_never_longer_than_500(records):
    table = records([{**OFFICER, "EXCL_BY": ""}], times=510)
    assert len(audit(table, key=PseudonymKey(bytes(32))).references) == 500


def test_only_the_period_is_audited(records):
    old = {**OFFICER, "REPORTED": "2006-01-01", "EXCL_ON": "2006-01-02"}
    result = audit(records([ELIGIBLE, PHONE, old]), period="2007/08 Q3")
    assert result.table["reason"].tolist() == ["no usable telephone number"]
    assert result.provenance.period == "2007/08 Q3"


def test_a_period_without_victims_is_refused(records):
    with pytest.raises(DataRefusedError, match="No victim"):
        audit(records([ELIGIBLE]), period="2010/11 Q1")


def test_a_contract_without_reasons_is_refused(records):
    contract = load_table("crime-records").model_copy(update={"excluded": "", "also_excluded": ()})
    with pytest.raises(DefinitionError, match="names no reasons for exclusion"):
        audit(records([ELIGIBLE]), contract=contract)


def test_a_row_that_stands_for_several_victims_counts_them(records):
    contract = load_table("crime-records")
    count = {"column": "VICTIMS", "kind": "count", "range": [1, 99]}
    fields = {**contract.model_dump()["fields"], "number": count}
    shipped = {**contract.model_dump(), "fields": fields, "victims": "number"}
    contract = type(contract).model_validate(shipped)
    table = records([ELIGIBLE, OFFICER]).assign(VICTIMS=["5", "3"])
    result = audit(table, contract=contract)
    assert (result.victims, result.excluded) == (8, 3)
    assert result.undocumented["removed"].tolist() == [3]


def test_the_result_is_json_with_every_table(records):
    told = json.loads(result_json(audit(records([ELIGIBLE, OFFICER, BOTH, ABUSE]))))
    assert {"table", "levels", "without", "undocumented", "by_authority", "steps"} <= set(told)
