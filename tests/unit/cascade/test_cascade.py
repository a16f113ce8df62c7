"""The cascade: steps add up, each uses its weight, and what cannot be told is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.errors import ColumnNotFoundError, EstimationError
from satisfaction.representativeness import cascade

FULL = ("frame", "issued", "outcomes", "records")


def run(quarter, *given, **options):
    tables = {name: getattr(quarter, name) for name in given}
    return cascade(quarter.returns, quarter.profile, **tables, **options)


def level(table, dimension, name):
    return table[(table["dimension"] == dimension) & (table["level"] == name)]


@pytest.fixture(scope="module")
def even(make_quarter):
    return make_quarter()


@pytest.fixture(scope="module")
def full(even):
    return run(even, *FULL)


@pytest.mark.parametrize("given", [(), ("frame",), ("frame", "issued"), FULL])
def test_the_steps_of_each_level_add_up_to_its_whole_difference(even, given):
    result = run(even, *given)
    summed = result.table.groupby(["dimension", "level"], sort=False)["difference"].sum()
    np.testing.assert_allclose(summed.to_numpy(), result.summary["difference"], atol=1e-14)


def test_counts_are_those_of_the_tables(even, full):
    assert full.stages["victims"].tolist() == [
        len(even.records), len(even.frame), len(even.issued), len(even.returns),
        int(even.returns.frame["overall"].isin(["yes", "no"]).sum()),
    ]  # fmt: skip
    rows = level(full.table, "age", "young").sort_values("step")
    assert rows["count_before"].iloc[0] == (even.records["age"] == "young").sum()
    assert rows["count_after"].iloc[0] == (even.frame["age"] == "young").sum()
    assert rows["count_after"].iloc[1] == even.issued["crime"].isin(
        even.frame.loc[even.frame["age"] == "young", "crime"]
    ).sum()  # fmt: skip


def test_counts_of_levels_add_up_to_the_stage(full):
    sums = full.table.pivot_table("count_after", "dimension", "step", aggfunc="sum")
    for step, victims in enumerate(full.stages["victims"].iloc[1:], start=1):
        assert (sums[step] == victims).all()


def test_an_even_quarter_names_no_step_and_its_draw_is_random(full):
    assert set(full.summary["costs_at"]) == {"no step stands out"}
    assert not full.draw["verdict"].eq("not like a random draw").any()
    assert not full.needs_attention


@pytest.mark.parametrize(
    ("planted", "step"),
    [
        ({"kept": (0.6, 0.85)}, "recorded to eligible"),
        ({"drawn": (0.5, 1.0)}, "eligible to issued"),
        ({"responding": (0.25, 0.5)}, "issued to interviewed"),
        ({"answering": (0.6, 0.99)}, "interviewed to valid answer"),
    ],
)
def test_the_planted_step_is_named(make_quarter, planted, step):
    result = run(make_quarter(**planted), *FULL)
    found = level(result.summary, "age", "young").iloc[0]
    assert found["costs_at"] == step
    assert found["difference"] < 0
    assert set(level(result.summary, "gender", "female")["costs_at"]) == {"no step stands out"}


def test_a_draw_that_is_not_random_is_seen(make_quarter):
    result = run(make_quarter(drawn=(0.5, 1.0)), *FULL)
    verdict = result.draw.set_index("dimension")["verdict"]
    assert verdict["age"] == "not like a random draw"
    assert verdict["gender"] == "like a random draw"
    assert verdict["area"] == "settled by the strata"
    assert result.needs_attention


def test_drawing_groups_in_equal_numbers_is_not_mistaken_for_a_loss(even, full):
    issued = even.issued["user_group"].value_counts(normalize=True)["violent crime"]
    drawn = level(full.table, "user_group", "violent crime").iloc[1]
    assert issued == pytest.approx(0.5, abs=0.01)
    assert drawn["share_after"] == pytest.approx(drawn["share_before"], abs=1e-12)
    assert drawn["retention_ratio"] == pytest.approx(1, abs=1e-9)


def test_a_level_kept_at_the_overall_rate_has_ratio_one_and_share_unmoved(even):
    cells = pd.concat([even.profile.table.assign(exclusion=e) for e in ("eligible", "refused")])
    result = run(replace_profile(even, cells))
    first = result.table[result.table["step"] == 1]
    np.testing.assert_allclose(first["retention_ratio"], 1, rtol=1e-12)
    np.testing.assert_allclose(first["difference"], 0, atol=1e-12)


def replace_profile(quarter, cells):
    changed = type(quarter)(**vars(quarter))
    changed.profile = replace(quarter.profile, table=cells.reset_index(drop=True))
    return changed


def test_the_interval_of_the_ratio_holds_the_ratio_and_is_labelled(full):
    told = full.table.dropna(subset=["ratio_lower"])
    assert (told["ratio_lower"] <= told["retention_ratio"]).all()
    assert (told["retention_ratio"] <= told["ratio_upper"]).all()
    assert set(told[told["step"] == 1]["chance"]) == {"process"}
    assert set(told[told["step"] == 2]["chance"]) == {"draw"}
    assert set(told[told["step"] == 3]["chance"]) == {"response"}


def test_every_step_states_its_weight(full):
    said = full.table.drop_duplicates("step").set_index("step")["weight"]
    assert said[1].startswith("none")
    assert "base weight" in said[2]
    assert said[3] == said[4] == "base weight of the draw (eligible over issued), before and after"


def test_counts_are_kept_unweighted_and_ratios_weighted(full):
    """Drawing groups in equal numbers keeps fewer of the larger one, and no less by weight."""
    rows = level(full.table, "user_group", "burglary").query("after == 'issued'").iloc[0]
    kept = rows["count_after"] / rows["count_before"]
    assert rows["retention_unweighted"] == pytest.approx(kept)
    issued, frame = full.stages["victims"].iloc[[2, 1]]
    assert rows["retention_unweighted"] / (issued / frame) < 0.8
    assert rows["retention_ratio"] == pytest.approx(1, abs=1e-9)
    before, after = full.stages["victims"].iloc[[2, 3]]
    assert full.stages["retention_unweighted"].iloc[3] == pytest.approx(after / before)


def test_with_profile_and_returns_alone_it_says_what_cannot_be_told(even):
    result = run(even)
    said = " ".join(c.text for c in result.cannot_tell)
    assert "issued sample" in said
    assert "not like with like" in said
    assert set(result.table["source"]) == {"recorded", "self-defined", "as returned"}
    assert result.draw.empty
    assert {c.code for c in result.cannot_tell} <= {c.code for c in result.caveats}


def test_with_every_table_nothing_is_left_open(full):
    assert full.cannot_tell == ()
    assert set(full.table["source"]) == {"recorded"}


def test_recorded_values_are_compared_and_not_what_the_respondent_said(make_quarter):
    """Every respondent says the other gender than was recorded: like with like shows no change."""
    quarter = make_quarter(misrecorded=1.0)
    recorded = level(run(quarter, *FULL).summary, "gender", "female").iloc[0]
    told = level(run(quarter).summary, "gender", "female").iloc[0]
    assert abs(recorded["difference"]) < 0.04
    assert told["difference"] > 0.06


def test_without_reasons_for_exclusion_the_first_step_is_from_recorded(even):
    cells = even.profile.table[even.profile.table["exclusion"] == "eligible"]
    result = run(replace_profile(even, cells.drop(columns="exclusion")), "frame", "issued")
    assert result.stages["stage"].tolist() == [
        "recorded", "issued", "interviewed", "valid answer",
    ]  # fmt: skip
    assert any("no reasons for exclusion" in c.text for c in result.cannot_tell)


def test_children_are_left_out_of_every_step_and_counted(even):
    cells = even.profile.table
    children = cells.head(4).assign(
        age=pd.Categorical(["child"] * 4, categories=cells["age"].cat.categories), victims=25
    )
    result = run(replace_profile(even, pd.concat([cells, children])), *FULL)
    assert level(result.table, "age", "child").empty
    assert result.stages["victims"].iloc[0] == len(even.records)
    assert any(c.code == "outside-survey" and "100 " in c.text for c in result.caveats)


def test_zero_interviews_of_a_level_give_ratio_zero_with_an_upper_limit(make_quarter):
    result = run(make_quarter(responding=(0.0, 0.5)), *FULL)
    row = level(result.table, "age", "young").iloc[2]
    assert row["retention_ratio"] == 0
    assert row["ratio_lower"] == 0
    assert 0 < row["ratio_upper"] < 0.05
    assert row["stands_out"]


def test_relabelling_levels_changes_nothing_but_names(even, full):
    names = {"young": "old", "old": "young", "middle": "middle"}

    def swapped(table):
        found = table["age"].astype(str).map(names)
        return table.assign(age=pd.Categorical(found, categories=table["age"].cat.categories))

    other = type(even)(**vars(even))
    other.profile = replace(even.profile, table=swapped(even.profile.table))
    other.returns = replace(even.returns, frame=swapped(even.returns.frame))
    other.frame, other.records = swapped(even.frame), swapped(even.records)
    result = run(other, *FULL)
    for name, new in names.items():
        np.testing.assert_allclose(
            level(result.table, "age", new)[["difference", "retention_ratio", "p_adjusted"]],
            level(full.table, "age", name)[["difference", "retention_ratio", "p_adjusted"]],
            rtol=1e-9, atol=1e-12,
        )  # fmt: skip


def test_an_unknown_measure_or_dimension_is_refused_with_a_hint(even):
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'overall'"):
        run(even, measure="overal")
    with pytest.raises(ColumnNotFoundError, match="does not count victims by 'height'"):
        run(even, dimensions=["height"])


def test_returns_of_another_key_are_refused_and_not_taken_for_non_response(even):
    stranger = type(even)(**vars(even))
    crimes = "x" + even.returns.frame["crime"]
    stranger.returns = replace(even.returns, frame=even.returns.frame.assign(crime=crimes))
    with pytest.raises(EstimationError, match="same pseudonym key"):
        run(stranger, *FULL)


def test_the_figure_states_who_is_lost_where(make_quarter):
    result = run(make_quarter(responding=(0.25, 0.5)), *FULL)
    for narrow in (False, True):
        figure = chart(result, narrow=narrow)
        assert "age young" in figure.layout.meta["title"]
        assert "when the contractor calls" in figure.layout.meta["title"]
        assert figure.layout.meta["needs_attention"]
    assert "because" not in figure.layout.meta["title"]
    lines = [trace for trace in figure.data if trace.name == "Costliest step"]
    assert any(x is not None and x < -0.02 for x in lines[0].x)
