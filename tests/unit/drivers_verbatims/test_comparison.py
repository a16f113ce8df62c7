"""Comparing verbatims: what is counted, what is released, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.reports.record import result_json
from satisfaction.synthesis.remarks import PERSONAL

QUICK = {"bootstraps": 60}
PLAIN = ["it was fine and they were helpful"] * 30


@pytest.fixture(scope="module")
def compared(quarter):
    return sat.compare_verbatims(quarter, period="2007/08 Q3")


def terms_of(result):
    return dict(zip(result.table["term"], result.table["respondents"], strict=True))


def test_negations_are_terms_and_bind_to_what_they_deny(says):
    found = sat.compare_verbatims(says(["they did not believe me, never"] * 12, PLAIN), **QUICK)
    assert {"not believe", "never"} <= set(found.table["term"])


@pytest.mark.parametrize("written", ["didn't", "did not", "DIDN'T", "didnt", "didn\u2019t"])
def test_ways_of_writing_a_negation_are_one_term(says, written):
    mixed = [f"they {written} believe me"] * 6 + ["they did not believe me"] * 6
    found = sat.compare_verbatims(says(mixed, PLAIN), **QUICK)
    assert terms_of(found)["not believe"] == 12


def test_little_words_are_passed_over_and_a_full_stop_is_not(says):
    found = sat.compare_verbatims(says(["they kept me informed. cheque lost"] * 12, PLAIN), **QUICK)
    terms = set(found.table["term"])
    assert "kept informed" in terms
    assert not {"me", "kept me", "informed cheque"} & terms


def test_a_term_counts_once_a_respondent(says):
    found = sat.compare_verbatims(says(["rude rude rude. rude"] * 11, PLAIN), **QUICK)
    assert terms_of(found)["rude"] == 11


def test_a_word_that_is_only_said_in_a_pair_is_told_by_the_pair(says):
    found = sat.compare_verbatims(says(["taken seriously by nobody"] * 12, PLAIN), **QUICK)
    terms = set(found.table["term"])
    assert "taken seriously" in terms
    assert not {"taken", "seriously"} & terms


def test_a_term_of_nine_respondents_is_withheld_and_counted(says):
    many = sat.compare_verbatims(says(["rude"] * 10 + ["slow"] * 9, PLAIN), **QUICK)
    assert "rude" in set(many.table["term"])
    assert "slow" not in set(many.table["term"])
    assert many.withheld_rare >= 1


@pytest.mark.parametrize(
    "telling",
    [
        "it was Hollowbrook who",
        "IT WAS HOLLOWBROOK",
        "Hollowbrook was there",
        "flat 12b",
        "a@b.uk",
        "www.hollowbrook.uk",
    ],
)
def test_what_may_name_somebody_is_withheld_whoever_many_say_it(says, telling):
    found = sat.compare_verbatims(says([telling] * 40, PLAIN), **QUICK)
    shown = f"{result_json(found)} {found} {found._repr_html_()}".casefold()
    assert "hollowbrook" not in shown
    assert "12b" not in shown


def test_a_word_that_ten_write_small_is_ordinary_and_nine_are_too_few(says):
    def names(small):
        said = ["it was mossy"] * small + ["it was Mossy"] * (20 - small)
        return set(sat.compare_verbatims(says(said, PLAIN), **QUICK).table["term"])

    assert "mossy" in names(10)
    assert "mossy" not in names(9)


def test_a_common_given_name_is_withheld_however_written(says):
    found = sat.compare_verbatims(says(["it was daniel, rude"] * 30, PLAIN), **QUICK)
    assert "rude" in set(found.table["term"])
    assert not found.table["term"].str.contains("daniel").any()


def test_no_planted_name_or_number_of_the_quarter_is_in_any_output(compared):
    shown = f"{result_json(compared)} {compared} {compared._repr_html_()}"
    for sentences in PERSONAL.values():
        for _, value in sentences:
            assert value not in shown
            assert value.casefold() not in shown.casefold()


def test_planted_terms_of_the_quarter_stand_on_the_side_of_the_dissatisfied(compared):
    told = set(compared.table.loc[compared.table["side"] == "dissatisfied", "term"])
    assert {"kept informed", "insurance", "never heard", "not", "never"} <= told
    content = set(compared.table.loc[compared.table["side"] == "satisfied", "term"])
    assert {"helpful", "nothing"} <= content


def test_numbers_of_a_row_belong_together(compared, quarter):
    table = compared.table
    half = 1.959963984540054 * table["standard_error"]
    np.testing.assert_allclose(table["upper"] - table["log_odds"], half)
    np.testing.assert_allclose(table["z"], table["log_odds"] / table["standard_error"])
    assert (table["q_value"] >= table["p_value"]).all()
    assert ((table["side"] != "") == (table["q_value"] < 0.05)).all()
    said = quarter.frame["could_be_better"]
    poor = quarter.frame["overall"].astype("str").str.contains("dissatisfied")
    poor &= ~quarter.frame["overall"].astype("str").str.contains("neither")
    row = table.set_index("term").loc["insurance"]
    mine = said[poor & (said != "")].str.contains("insurance")
    assert row["share"] == pytest.approx(mine.mean())
    assert compared.bases[0] == len(mine)


def test_weights_move_the_shares_and_are_kept_in_the_bootstrap(quarter):
    profile = sat.victim_profile(
        "synthetic_data/quarter_2007_08_q3/crime_records.parquet",
        "user-satisfaction-2007",
        period="2007/08 Q3",
    )
    weighted = sat.weight(quarter.during("2007/08 Q3"), profile).returns
    one = sat.compare_verbatims(quarter, period="2007/08 Q3", **QUICK)
    two = sat.compare_verbatims(weighted, **QUICK)
    assert one.bases == two.bases
    both = one.table.merge(two.table, on="term")
    assert (both["respondents_x"] == both["respondents_y"]).all()
    assert (both["share_x"] - both["share_y"]).abs().max() > 0.005
    assert both["standard_error_y"].mean() > both["standard_error_x"].mean()


def test_the_sides_can_be_exchanged(quarter, compared):
    turned = sat.compare_verbatims(
        quarter, period="2007/08 Q3", between=("satisfied", "dissatisfied")
    )
    both = compared.table.merge(turned.table, on="term")
    np.testing.assert_allclose(both["log_odds_x"], -both["log_odds_y"], atol=1e-12)
    assert turned.bases == compared.bases[::-1]


def test_the_same_call_gives_the_same_result(quarter, compared):
    again = sat.compare_verbatims(quarter, period="2007/08 Q3")
    pd.testing.assert_frame_equal(again.table, compared.table)


def test_under_ten_answers_on_a_side_nothing_is_released(says):
    for few, many in ((["rude"] * 9, PLAIN), (PLAIN, ["fine"] * 9)):
        with pytest.raises(EstimationError, match="Fewer than 10"):
            sat.compare_verbatims(says(few, many), **QUICK)


def test_blank_answers_are_not_answered(says):
    with pytest.raises(EstimationError, match="Fewer than 10 dissatisfied"):
        sat.compare_verbatims(says(["rude"] * 9 + ["", "  ", "\t"], PLAIN), **QUICK)


def test_the_minimum_cannot_be_lowered(quarter):
    with pytest.raises(UsageError, match="at least 10"):
        sat.compare_verbatims(quarter, minimum=9)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ({"question": "could_be_bettr"}, ColumnNotFoundError, "Did you mean 'could_be_better'"),
        ({"question": "overall"}, ColumnNotFoundError, "no open question 'overall'"),
        ({"between": ("dissatisfied", "happy")}, UsageError, "no side 'happy'"),
        ({"between": ("satisfied", "satisfied")}, UsageError, "compared with itself"),
        ({"period": "1999/00 Q1"}, EstimationError, "Fewer than 10"),
    ],
)
def test_a_wrong_call_is_refused_with_what_there_is(quarter, call, error, words):
    with pytest.raises(error, match=words):
        sat.compare_verbatims(quarter, **call)


def test_a_survey_without_an_open_question_says_how_to_add_one(quarter, survey):
    fields = {n: f for n, f in survey.fields.items() if n != "could_be_better"}
    bare = type(quarter)(
        frame=quarter.frame.drop(columns="could_be_better"),
        survey=survey.model_copy(update={"fields": fields}),
    )
    with pytest.raises(ColumnNotFoundError, match="kind: verbatim"):
        sat.compare_verbatims(bare)


def test_returns_accepted_before_the_question_are_to_be_validated_again(quarter, survey):
    old = type(quarter)(frame=quarter.frame.drop(columns="could_be_better"), survey=survey)
    with pytest.raises(ColumnNotFoundError, match="validate the delivery again"):
        sat.compare_verbatims(old)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", '=HYPERLINK("x")', "+cmd|' /C calc'!A0", "\u202eedur",
        "ru\x00de", "\U0001f692" * 50, "\u0430\u0431\u0432", "a" * 1_000_000, "ab " * 80_000,
        "(" * 100_000, "\\d+(a+)+$", "%s%n{0}", "\ufeff", "\u0301" * 1_000,
    ],
    ids=range(14),
)  # fmt: skip
def test_hostile_answers_are_inert(says, hostile):
    found = sat.compare_verbatims(says([hostile] * 12 + ["rude"] * 12, PLAIN), **QUICK)
    terms = found.table["term"].tolist()
    assert "rude" in terms
    assert max(map(len, terms)) <= 2 * 40 + 1
    assert all(term.replace(" ", "").replace("'", "").replace("-", "").isalpha() for term in terms)
    assert "<script" not in found._repr_html_()
