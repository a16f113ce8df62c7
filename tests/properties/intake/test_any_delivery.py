"""Whatever stands in the cells: rows in = accepted + rejected, and every rejection has a reason."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.definitions.library import load_survey
from satisfaction.errors import ContractError
from satisfaction.intake.contracts import failures, schema
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.reasons import REASONS
from satisfaction.intake.returns import read_returns

SURVEY = load_survey(Path(__file__).parents[2] / "unit" / "intake" / "small_survey.yaml")
# With the limit at 1, a file is refused only if no row at all can be read.
PATIENT = SURVEY.model_copy(update={"refuse_above": 1.0})
KEY = PseudonymKey(bytes(range(32)))
GOOD = {
    "INT": "I",
    "CRIME": "C",
    "REP": "01/10/2007",
    "DONE": "30/11/2007",
    "AREA": "Harrow",
    "AGE": "34",
    "SEX": "1",
    "SDE": "W1",
    "CALLS": "2",
    "MIN": "12,5",
    "RECON": "1",
    "PURP": "",
    "GIVEN": "",
    "WORDS": "",
    "Q1": "1",
    "Q2": "1",
    "Q3": "2",
}
LIKELY = ["", " ", "1", "2", "2.0", "01", "2.5", "-1", "NA", "None", "nan", "inf", "1e9", "999"]
LIKELY += ["31/12/2007", "2007-12-31", "now", "32/01/2007", "W1", "NS", "x" * 50, "9" * 30, "0,5"]
CELLS = st.one_of(
    st.sampled_from(LIKELY), st.text(max_size=6), st.sampled_from(list(GOOD.values()))
)
CHANGES = st.dictionaries(st.sampled_from(list(GOOD)), CELLS, max_size=4)
KNOWN = {*REASONS, *(check.reason for check in SURVEY.checks)}

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def table(changes: list[dict[str, str]]) -> pd.DataFrame:
    rows = [{**GOOD, "INT": f"I{n // 2}", **change} for n, change in enumerate(changes)]
    return pd.DataFrame(rows, dtype="str")


@quick
@given(st.lists(CHANGES, min_size=1, max_size=12))
def test_rows_in_are_accepted_and_rejected_rows_and_each_rejection_has_its_reasons(
    changes: list[dict[str, str]],
) -> None:
    text = table(changes)
    try:
        delivery = read_returns(text, PATIENT, key=KEY)
    except ContractError:
        return
    report, rejects = delivery.report, delivery.rejects
    assert report.rows_in == len(text) == len(delivery.returns) + len(rejects)
    assert sorted([*delivery.returns.frame["row"], *rejects["row"]]) == list(
        range(1, len(text) + 1)
    )
    assert all(set(codes.split("; ")) <= KNOWN for codes in rejects["reason"])
    assert (rejects["why"].str.len() > 0).all()
    assert failures(delivery.returns.frame, schema(PATIENT)).empty


@quick
@given(st.lists(CHANGES, min_size=1, max_size=8), st.permutations(list(GOOD)))
def test_the_order_of_columns_changes_nothing(
    changes: list[dict[str, str]], order: list[str]
) -> None:
    text = table([*changes, {"INT": "good"}])
    try:
        straight = read_returns(text, PATIENT, key=KEY)
    except ContractError:
        with pytest.raises(ContractError):
            read_returns(text[order], PATIENT, key=KEY)
        return
    turned = read_returns(text[order], PATIENT, key=KEY)
    pd.testing.assert_frame_equal(straight.returns.frame, turned.returns.frame)
    assert straight.rejects["reason"].tolist() == turned.rejects["reason"].tolist()


@quick
@given(st.lists(CHANGES, min_size=1, max_size=8))
def test_a_row_that_was_accepted_is_accepted_without_the_rejected_ones(
    changes: list[dict[str, str]],
) -> None:
    text = table([*changes, {"INT": "good"}])
    try:
        delivery = read_returns(text, PATIENT, key=KEY)
    except ContractError:
        return
    kept = text.iloc[delivery.returns.frame["row"].to_numpy() - 1].reset_index(drop=True)
    again = read_returns(kept, PATIENT, key=KEY)
    assert again.rejects.empty
    pd.testing.assert_frame_equal(
        again.returns.frame.drop(columns="row"), delivery.returns.frame.drop(columns="row")
    )
