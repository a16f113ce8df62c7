"""What was planted in the committed quarter is what the audit finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from satisfaction.exclusions import audit_exclusions
from satisfaction.synthesis import read_truth

FOLDER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"


@pytest.fixture(scope="module")
def truth():
    return read_truth(FOLDER / "truth.json")


@pytest.fixture(scope="module")
def planted(truth):
    return truth.table("exclusion_reasons").set_index("reason")


@pytest.fixture(scope="module")
def audit():
    return audit_exclusions(
        FOLDER / "crime_records.parquet", "user-satisfaction-2007", period="2007/08 Q3"
    )


@pytest.fixture(scope="module")
def found(audit):
    return audit.table.set_index("reason")


def test_every_reason_is_counted_as_it_was_recorded(found, planted):
    assert set(found.index) == set(planted.index)
    ours = found.loc[planted.index]
    assert ours["removed"].tolist() == planted["recorded"].tolist()
    assert ours["alone"].tolist() == planted["alone"].tolist()
    assert ours["together"].tolist() == planted["together"].tolist()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("removed", "expected"),
        ("alone", "expected_alone"),
        ("together", "expected_together"),
        ("no_approver", "expected_no_approver"),
        ("no_date", "expected_no_date"),
    ],
)
def test_counts_lie_within_chance_of_the_models_expectation(found, planted, column, expected):
    ours, theirs = found.loc[planted.index, column].to_numpy(float), planted[expected].to_numpy()
    # A count of rare events has a standard deviation of at most its root.
    assert (np.abs(ours - theirs) <= 3.5 * np.sqrt(theirs) + 1).all()


def test_the_reason_that_reaches_too_far_is_named(audit, found, planted):
    wide = found.loc["under 16"]
    expected = planted.loc["under 16", "expected_beyond_rule"]
    assert abs(wide["cannot_apply"] - expected) <= 3.5 * np.sqrt(expected)
    assert wide["wrong_alone"] == 0
    assert wide["verdict"] == "wider than the rule"
    assert audit.verdict == "wider than the rule"
    assert (found["verdict"] == "wider than the rule").sum() == 1


def test_the_reason_whose_approvals_are_missing_is_the_only_one_so(found):
    lacking = found["undocumented"] / found["removed"]
    assert lacking.idxmax() == "police officer on duty"
    assert found["why"].str.contains("lack approver or date$").sum() == 1


def test_planted_differences_by_level_are_flagged(audit):
    flagged = audit.levels[audit.levels["flag"] == "higher"]
    pairs = set(zip(flagged["reason"], flagged["level"], strict=True))
    assert ("no usable telephone number", "16-24") in pairs
    assert ("language not provided for", "Asian") in pairs
    assert ("language not provided for", "Chinese or other") in pairs
    assert ("domestic abuse", "female") in pairs
    assert ("asked not to be contacted", "75+") not in pairs


def test_intervals_hold_the_true_rates_of_first_reasons(audit, truth):
    """Areas, 32 for each reason: the ratios that the model gives the first reason."""
    rates = truth.table("exclusions")
    areas = rates[rates["dimension"] == "area"]
    overall = areas.assign(hits=areas["rate"] * areas["victims"]).groupby("reason")
    overall = overall["hits"].sum() / overall["victims"].sum()
    true = areas.set_index(["reason", "level"])["rate"] / areas["reason"].map(overall).to_numpy()
    ours = audit.levels[audit.levels["dimension"] == "area"].set_index(["reason", "level"])
    # Alone and first only is nearly the whole of a common reason that stands early in the order.
    common = ["domestic abuse", "no usable telephone number"]
    both = ours.loc[common].join(true.rename("true"), how="inner")
    assert len(both) == 64
    held = (both["lower"] <= both["true"]) & (both["true"] <= both["upper"])
    assert held.mean() >= 0.89
