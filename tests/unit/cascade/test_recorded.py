"""Recorded against self-defined: agreement, and what misrecording does to a level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.errors import EstimationError, UsageError
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


@pytest.mark.parametrize("narrow", [False, True])
def test_the_figure_shows_agreement_of_each_recorded_group(make_quarter, narrow):
    """A tenth of all are misrecorded: the smaller gender gains by it, the larger loses."""
    quarter = make_quarter(misrecorded=0.1)
    result = compare_recorded(quarter.returns, frame=quarter.frame)
    levels = result.levels[result.levels["dimension"] == "gender"].set_index("level")
    figure = chart(result, narrow=narrow)
    words = figure.layout.meta
    assert words["title"].startswith("Recorded and self-defined gender agree for 9")
    assert "Age agrees for everybody known" in words["caption"]
    drawn = {x for trace in figure.data for x in trace.x}
    assert drawn == set(levels["agreement"])
    shifted = next(t for t in figure.data if t.marker.symbol == "diamond")
    beyond = levels[(levels["lower"] > 0) | (levels["upper"] < 0)]
    assert set(shifted.x) == set(beyond["agreement"])
    assert words["needs_attention"]
    assert f"gender female {levels.loc['female', 'agreement']:.0%}" in words["alt"]


def test_where_everybody_agrees_the_figure_says_so(make_quarter):
    quarter = make_quarter()
    figure = chart(compare_recorded(quarter.returns, frame=quarter.frame))
    words = figure.layout.meta
    assert (
        words["title"] == "Recorded and self-defined age and gender agree for everybody interviewed"
    )
    assert not words["needs_attention"]
    assert {trace.marker.symbol for trace in figure.data} == {"circle"}


def test_groups_of_few_are_flagged_and_not_drawn(make_quarter):
    quarter = make_quarter()
    few = np.flatnonzero(quarter.returns.frame["age"] == "old")
    kept = np.delete(np.arange(len(quarter.returns)), few[7:])
    frame = quarter.returns.frame.iloc[kept].reset_index(drop=True)
    result = compare_recorded(replace(quarter.returns, frame=frame), frame=quarter.frame)
    flags = result.levels.set_index("level")["flag"]
    assert (flags["old"], flags["young"]) == ("hidden", "")
    figure = chart(result, dimensions=["age"])
    assert len([x for trace in figure.data for x in trace.x]) == 2
    assert "1 group not shown" in figure.layout.meta["caption"]
    nobody = replace(result, levels=result.levels[result.levels["level"] == "old"])
    with pytest.raises(UsageError, match="enough interviews"):
        chart(nobody, dimensions=["age"])
