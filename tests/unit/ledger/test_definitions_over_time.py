"""Deliveries that were read with different versions of the definition."""

from __future__ import annotations

import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.errors import DataRefusedError, UsageError

OTHER_NAME = {"survey: small-survey": "survey: other-survey"}


@pytest.fixture
def version(tmp_path, request):
    """Return the survey with some of its text replaced."""
    text = (request.path.parents[1] / "intake" / "small_survey.yaml").read_text(encoding="utf-8")

    def write(name, replacements):
        changed = text
        for old, new in replacements.items():
            assert old in changed
            changed = changed.replace(old, new)
        path = tmp_path / f"{name}.yaml"
        path.write_text(changed, encoding="utf-8")
        return load_survey(path)

    return write


NEW_QUESTION = {
    "  overall: {": "  new_one: {column: Q4, scale: gate, required: false, text: New?}\n"
    "  overall: {"
}


def test_a_question_that_was_added_is_not_asked_before_and_that_is_said(load, ledger, version):
    load("a.csv", {})
    load("b.csv", {"INT": "I7", "Q4": "1"}, definition=version("new", NEW_QUESTION))
    returns = ledger.returns()
    assert list(returns.frame["new_one"]) == ["not asked", "yes"]
    said = {caveat.code: caveat.text for caveat in returns.caveats}
    assert "new_one" in said["column_added"]
    assert "2 versions" in said["definitions_differ"]


def test_a_question_that_was_dropped_is_left_out_and_that_is_said(load, ledger, version):
    load("a.csv", {"Q4": "1"}, definition=version("new", NEW_QUESTION))
    load("b.csv", {"INT": "I7"})
    returns = ledger.returns()
    assert "new_one" not in returns.frame
    assert "column_dropped" in {caveat.code for caveat in returns.caveats}
    assert "new_one" in ledger.returns(as_at=1).frame


def test_a_changed_scale_is_refused_without_a_value_and_each_part_can_be_read(
    load, ledger, version
):
    load("a.csv", {"Q3": "1"}, {"Q3": "2"})
    renamed = version("renamed", {"1: very satisfied,": "1: delighted,"})
    load("b.csv", {"INT": "I7", "Q3": "1", "DONE": "03/12/2007"}, definition=renamed)
    with pytest.raises(DataRefusedError, match=r"`arrival`|`overall`"):
        ledger.returns()
    assert len(ledger.returns("2007-12")) == 1
    assert len(ledger.returns(as_at=1)) == 2


def test_a_mended_definition_reads_the_same_file_again(load, ledger, version):
    load("a.csv", {}, {})
    receipt = load("a.csv", {}, {}, definition=version("mended", {"title: A short": "title: The"}))
    assert receipt.is_new
    assert receipt.superseded == {1: 2}
    assert len(ledger.returns()) == 2


def test_a_series_break_between_the_interviews_is_a_caveat(load, ledger, version):
    broken = version(
        "broken",
        {"mode: telephone": "mode: telephone\nseries_breaks: [{on: 2007-12-01, what: shorter}]"},
    )
    load("a.csv", {}, {"DONE": "01/12/2007"}, definition=broken)
    assert [caveat.code for caveat in ledger.returns().caveats] == ["series_break"]
    assert not ledger.returns("2007-12").caveats
    assert not ledger.returns("2007-11").caveats


def test_several_surveys_are_kept_apart(load, ledger, version):
    other = version("other", OTHER_NAME)
    load("a.csv", {})
    receipt = load("a.csv", {}, definition=other)
    assert receipt.is_new
    assert not receipt.superseded
    with pytest.raises(UsageError, match="2 surveys"):
        ledger.returns()
    assert ledger.returns(survey="small-survey").survey.survey == "small-survey"
    assert ledger.returns(survey=other).survey.survey == "other-survey"
    assert not ledger.verify().faults


def test_the_same_definition_in_another_folder_is_the_same(load, version):
    load("a.csv", {})
    assert not load("a.csv", {}, definition=version("copy", {})).is_new
