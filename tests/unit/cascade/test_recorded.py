"""Recorded against self-defined: agreement, and what misrecording does to a level."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import EstimationError
from satisfaction.representativeness import compare_recorded


def test_agreement_is_the_planted_rate(make_quarter):
    quarter = make_quarter(misrecorded=0.1)
    result = compare_recorded(quarter.returns, frame=quarter.frame)
    found = result.table.set_index("dimension").loc["gender"]
    assert found["lower"] < 0.9 < found["upper"]
    assert found["both_known"] == len(quarter.returns)
    assert found["agree"] == (found["agreement"] * len(quarter.returns))
    assert 0.6 < found["kappa"] < 0.9


def test_full_agreement_is_one_with_kappa_one(make_quarter):
    quarter = make_quarter()
    result = compare_recorded(quarter.returns, frame=quarter.frame)
    assert result.table["agreement"].tolist() == [1.0, 1.0]
    np.testing.assert_allclose(result.table["kappa"], 1)


def test_the_cross_table_holds_every_traced_interview(make_quarter):
    quarter = make_quarter(misrecorded=0.1)
    result = compare_recorded(quarter.returns, frame=quarter.frame)
    assert (result.cross.groupby("dimension")["interviews"].sum() == len(quarter.returns)).all()
    by_row = result.cross.groupby(["dimension", "recorded"])["share"].sum()
    np.testing.assert_allclose(by_row, 1)


def test_the_level_shares_differ_by_what_was_misrecorded(make_quarter):
    quarter = make_quarter(misrecorded=0.2)
    levels = compare_recorded(quarter.returns, frame=quarter.frame).levels
    female = levels[levels["level"] == "female"].iloc[0]
    assert female["difference"] == pytest.approx(female["told_share"] - female["recorded_share"])
    assert female["lower"] < female["difference"] < female["upper"]
    assert female["difference"] > 0


def test_observed_appearance_is_a_table_of_its_own_without_agreement(make_quarter):
    quarter = make_quarter()
    ethnic = pd.Categorical(["White"] * len(quarter.returns))
    returns = quarter.returns
    returns.frame["ethnicity"] = ethnic
    seen = pd.Categorical(np.resize(["IC1", "IC3"], len(quarter.frame)))
    result = compare_recorded(returns, frame=quarter.frame.assign(observed_ethnicity=seen))
    assert set(result.observed["observed"]) == {"IC1", "IC3"}
    assert "observed_ethnicity" not in set(result.table["dimension"])
    assert list(result.observed.columns) == ["observed", "self_defined", "interviews", "share"]


def test_interviews_without_any_record_are_refused(make_quarter):
    quarter = make_quarter()
    with pytest.raises(EstimationError, match="traced to a crime record"):
        compare_recorded(quarter.returns)
