"""Properties of the exclusion audit that hold for any records."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.definitions.library import load_rules
from satisfaction.exclusions import audit_counts, audit_exclusions
from satisfaction.intake.profiles.exclusion_counts import count_exclusions
from satisfaction.intake.pseudonyms import PseudonymKey

SURVEY = "user-satisfaction-2007"
REASONS = ("AGE", "DV", "OPS", "NOTEL", "REF", "PREV")
KEY = PseudonymKey(bytes(32))
PROPERTY = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TABLES = ("table", "levels", "without", "undocumented", "references", "steps", "by_authority")


@st.composite
def crime_records(draw):
    """Draw records with unknowns, spaces round the codes, two reasons and missing approvals."""
    rows = draw(st.integers(1, 150))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    excluded = rng.random(rows) < draw(st.floats(0.0, 1.0))
    second = excluded & (rng.random(rows) < 0.4)
    approved = excluded & (rng.random(rows) < 0.8)
    return pd.DataFrame(
        {
            "CRIMEREF": [f"S{number:05d}" for number in rng.permutation(rows)],
            "REPORTED": rng.choice(["2007-09-01", "2007-09-30 "], rows),
            "UG": rng.choice(["1", "2", "3", "4", " 5"], rows),
            "BOCU": rng.choice(["Barnet", "Harrow "], rows),
            "AGE": rng.choice(["", "9", "16", "17", "40", "040", "88.0"], rows),
            "GENDER": rng.choice(["F", "M", "X", "U", ""], rows),
            "SDE": rng.choice(["W1", "B1", "A2", "NS", ""], rows),
            "IC": "",
            "EXCLUDED": np.where(excluded, rng.choice(REASONS, rows), ""),
            "EXCLUDED2": np.where(second, rng.choice(REASONS, rows), " "),
            "EXCL_BY": np.where(approved, "P1 ", " "),
            "EXCL_ON": np.where(approved, rng.choice(["2007-08-30", "2007-10-02", "?"], rows), ""),
        }
    ).astype("str")


def audited(records):
    return audit_exclusions(records, SURVEY, key=KEY)


def same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.caveats == other.caveats


@given(records=crime_records())
@PROPERTY
def test_alone_and_together_reconcile_with_everybody_excluded(records):
    result = audited(records)
    both = records["EXCLUDED2"].str.strip().ne("") & (records["EXCLUDED2"] != records["EXCLUDED"])
    has = records["EXCLUDED"] != ""
    assert result.excluded == has.sum()
    assert result.table["alone"].sum() + (both & has).sum() == result.excluded
    assert result.table["together"].sum() == 2 * (both & has).sum()
    assert result.steps["taken"].sum() == result.excluded
    assert result.by_authority["removed"].sum() == result.excluded
    assert (result.table["removed"] == result.table["alone"] + result.table["together"]).all()


@given(records=crime_records())
@PROPERTY
def test_dropping_every_reason_gives_back_the_recorded(records):
    rules = load_rules()
    rule = rules.rules["exclusions"]
    free = rule.model_copy(update={"settings": dict.fromkeys(rule.settings, "discretionary")})
    free_rules = rules.model_copy(update={"rules": {**rules.rules, "exclusions": free}})
    without = audit_counts(count_exclusions(records, SURVEY), rules=free_rules).without
    for dropped, told in without.groupby("dropped"):
        if dropped == "all discretionary":
            assert told["eligible_without"].tolist() == told["recorded"].tolist()
            np.testing.assert_array_equal(told["share_without"], told["recorded_share"])
        assert (told["eligible_without"] >= told["eligible"]).all()
        assert (told["eligible_without"] <= told["recorded"]).all()
    known = without[without["is_known"]]
    sums = known.groupby(["dropped", "dimension"])["share_without"].sum(min_count=1).dropna()
    assert np.allclose(sums, 1.0)


@given(records=crime_records())
@PROPERTY
def test_safeguarding_is_offered_under_no_records(records):
    result = audited(records)
    guarded = result.table[result.table["authority"] == "safeguarding"]
    assert guarded["would_return"].isna().all()
    assert not set(guarded["reason"]) & set(result.without["dropped"])
    # Nobody who has a reason of safeguarding ever comes back in any scenario.
    kept = (records["EXCLUDED"] == "DV") | (records["EXCLUDED2"] == "DV")
    gained = result.without.groupby(["dropped", "dimension"])["eligible_without"].sum()
    assert (gained <= len(records) - kept.sum()).all()


@given(records=crime_records())
@PROPERTY
def test_every_victim_is_in_one_level_of_each_dimension_unknown_ones_too(records):
    result = audited(records)
    sums = result.levels.groupby(["reason", "dimension"])[["victims", "removed"]].sum()
    assert sums["victims"].eq(len(records)).all()
    total = sums.loc["any reason", "removed"]
    assert total.eq(result.excluded).all()
    unknown = records["GENDER"].isin(["U", ""]).sum()
    gender = result.levels[
        (result.levels["reason"] == "any reason") & (result.levels["dimension"] == "gender")
    ]
    assert gender.loc[~gender["is_known"], "victims"].sum() == unknown


@given(records=crime_records(), seed=st.integers(0, 2**32 - 1))
@PROPERTY
def test_the_order_of_the_records_does_not_matter(records, seed):
    shuffled = records.sample(frac=1, random_state=seed, ignore_index=True)
    same(audited(records), audited(shuffled))


@given(records=crime_records())
@PROPERTY
def test_intervals_hold_their_rates_and_ratios(records):
    levels = audited(records).levels
    told = levels[levels["ratio"].notna()]
    assert (told["lower"] <= told["ratio"] + 1e-12).all()
    assert (told["ratio"] <= told["upper"] + 1e-12).all()
    assert (levels["rate_lower"] <= levels["rate"] + 1e-12).all()
    assert (levels["rate"] <= levels["rate_upper"] + 1e-12).all()
    assert told["q_value"].dropna().between(0, 1).all()


@pytest.mark.parametrize("form", ["duckdb", "csv", "parquet", "two files", "dates"])
@given(records=crime_records())
@settings(PROPERTY, max_examples=2)
def test_every_form_of_the_records_gives_the_same(records, form, tmp_path_factory):
    folder = tmp_path_factory.mktemp("records")
    records = records.assign(EXCL_ON=records["EXCL_ON"].replace("?", ""))
    same(audited(records), audited(_as(form, records, folder)))


def _as(form, records, folder):
    if form == "duckdb":
        return duckdb.connect().from_df(records)
    if form == "csv":
        records.to_csv(folder / "a.csv", index=False)
        return folder / "a.csv"
    if form == "parquet":
        records.to_parquet(folder / "a.parquet")
        return folder / "a.parquet"
    if form == "dates":
        typed = {n: pd.to_datetime(records[n].str.strip()) for n in ("REPORTED", "EXCL_ON")}
        return records.assign(**typed)
    half = len(records) // 2
    records.iloc[:half].to_parquet(folder / "a.parquet")
    records.iloc[half:].to_parquet(folder / "b.parquet")
    return folder
