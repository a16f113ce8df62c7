"""Areas against the overall rate: who is flagged, who is hidden, what is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.errors import EstimationError, UsageError
from satisfaction.estimates import funnel
from satisfaction.tables.returns import Returns
from satisfaction.weighting import weight

SURVEY = """\
survey: areas
title: Areas
mode: telephone
fields:
  area: {column: AREA, kind: category}
scales:
  three: {grades: {1: good, 2: middling, 3: bad}, satisfied: [1], dissatisfied: [3]}
questions:
  overall: {column: Q1, scale: three, text: Satisfied?, outcome: true, measure: overall}
"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "areas.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


@pytest.fixture
def returns_of(survey):
    def build(areas):
        """Areas are name: (good, middling, bad)."""
        rows = [
            (name, answer)
            for name, counts in areas.items()
            for answer, count in zip(("good", "middling", "bad"), counts, strict=True)
            for _ in range(count)
        ]
        frame = pd.DataFrame(rows, columns=["area", "overall"])
        frame["area"] = pd.Categorical(
            frame["area"], categories=list(dict.fromkeys([*areas, "not known"]))
        )
        labels = list(survey.scale_of("overall").labels)
        frame["overall"] = pd.Categorical(frame["overall"], categories=labels)
        return Returns(frame=frame.assign(row=np.arange(len(frame)) + 2), survey=survey)

    return build


def alike(number, start=0):
    """Return areas whose shares satisfied lie round 75 %."""
    spread = [-6, 5, -3, 2, 0, 3, -5, 6, -2, 1]
    return {
        f"area {start + k}": (150 + spread[k % 10], 20, 30 - spread[k % 10]) for k in range(number)
    }


def of(result, level):
    return result.table.set_index("level").loc[level]


def test_areas_beyond_the_limits_are_flagged_with_their_side(returns_of):
    areas = {**alike(20), "low": (112, 20, 68), "near": (136, 20, 44), "high": (188, 2, 10)}
    found = funnel(returns_of(areas), measure="overall")
    assert (of(found, "low")["beyond"], of(found, "low")["side"]) == (0.999, -1)
    assert (of(found, "near")["beyond"], of(found, "near")["side"]) == (0.95, -1)
    assert (of(found, "high")["beyond"], of(found, "high")["side"]) == (0.999, 1)
    inside = found.table[found.table["level"].str.startswith("area")]
    assert (inside["beyond"] == 0).all()


def test_flags_agree_with_the_limits_and_the_p_values(returns_of):
    areas = {**alike(20), "low": (112, 20, 68), "near": (136, 20, 44)}
    table = funnel(returns_of(areas), measure="overall").table
    outside = (table["estimate"] < table["inner_lower"]) | (
        table["estimate"] > table["inner_upper"]
    )
    assert ((table["beyond"] > 0) == outside).all()
    assert ((table["p_value"] < 0.05) == outside).all()


def test_areas_stand_in_their_own_order_and_have_no_rank(returns_of):
    areas = {"zebra": (100, 10, 10), "apple": (60, 30, 30), "melon": (80, 20, 20)}
    table = funnel(returns_of(areas), measure="overall").table
    assert list(table["level"]) == ["zebra", "apple", "melon"]
    assert not [name for name in table.columns if "rank" in name]


def test_a_small_area_counts_overall_and_is_not_judged(returns_of):
    areas = {**alike(10), "tiny": (2, 1, 20)}
    found = funnel(returns_of(areas), measure="overall")
    without = funnel(returns_of(alike(10)), measure="overall")
    assert of(found, "tiny")["flag"] == "hidden"
    assert np.isnan(of(found, "tiny")[["beyond", "p_value", "q_value"]].astype(float)).all()
    assert found.target < without.target
    assert found.dispersion.areas == 10
    assert any(caveat.code == "small-base" for caveat in found.caveats)


def test_unknown_areas_are_no_area(returns_of):
    found = funnel(returns_of({**alike(6), "not known": (60, 10, 10)}), measure="overall")
    assert "not known" not in set(found.table["level"])


def test_limits_are_widened_only_where_areas_vary_more_than_chance(returns_of):
    wide = {f"area {k}": (90 + 9 * k, 10, 110 - 9 * k) for k in range(12)}
    calm, wild = (funnel(returns_of(areas), measure="overall") for areas in (alike(12), wide))
    assert calm.model == "none"
    assert wild.model == "multiplicative"
    assert wild.dispersion.phi > 5
    plain = funnel(returns_of(wide), measure="overall", overdispersion="none")
    assert (wild.table["inner_upper"] > plain.table["inner_upper"]).all()
    assert (plain.table["beyond"] > 0).sum() > (wild.table["beyond"] > 0).sum()
    assert any(caveat.code == "over-dispersed" for caveat in plain.caveats)


def test_the_additive_model_widens_large_areas_more_than_small_ones(returns_of):
    wide = {f"area {k}": (90 + 9 * k, 10, 110 - 9 * k) for k in range(12)}
    wide["large"] = (1400, 100, 500)
    times, plus = (
        funnel(returns_of(wide), measure="overall", overdispersion=model)
        for model in ("multiplicative", "additive")
    )
    width = [
        of(found, "large")["inner_upper"] - of(found, "large")["inner_lower"]
        for found in (times, plus)
    ]
    assert width[1] > width[0]


def test_dissatisfied_has_its_own_funnel(returns_of):
    found = funnel(returns_of(alike(10)), measure="overall", statistic="dissatisfied")
    assert set(found.table["statistic"]) == {"dissatisfied"}
    assert found.target < 0.2


def test_curves_narrow_as_bases_grow_and_hold_the_overall_rate(returns_of):
    found = funnel(returns_of({**alike(6), "large": (900, 120, 180)}), measure="overall")
    inner = found.curves[found.curves["limit"] == 0.95]
    width = (inner["upper"] - inner["lower"]).to_numpy()
    assert width[0] > 1.5 * width[-1]
    assert (inner["lower"] < found.target).all()
    assert (inner["upper"] > found.target).all()
    assert inner["effective_base"].max() > 1200


def test_an_effective_base_is_never_above_the_base(returns_of):
    table = funnel(returns_of(alike(10)), measure="overall").table
    assert (table["effective_base"] <= table["base"]).all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"limits": (0.999, 0.95)}, "the inner one first"),
        ({"limits": (0.95, 1.2)}, "between 0 and 1"),
        ({"statistic": "neither"}, "'satisfied' or 'dissatisfied'"),
        ({"overdispersion": "some"}, "multiplicative, additive or none"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(returns_of, arguments, says):
    with pytest.raises(UsageError, match=says):
        funnel(returns_of(alike(6)), measure="overall", **arguments)


def test_where_all_are_satisfied_there_is_no_funnel(returns_of):
    with pytest.raises(EstimationError, match="cannot differ"):
        funnel(returns_of({"one": (50, 0, 0), "two": (60, 0, 0)}), measure="overall")


def test_with_few_areas_it_says_that_their_variation_was_not_tested(returns_of):
    found = funnel(returns_of(alike(3)), measure="overall")
    assert found.model == "none"
    assert [caveat.code for caveat in found.caveats] == ["few-areas"]


def test_weights_make_effective_bases_smaller_and_steady(make_returns, make_profile):
    """As many of a large and of a small user group: a design effect of 1.47 by the weights."""
    cells = pd.DataFrame(
        {
            "user_group": ["burglary", "violent crime"], "age": "old", "gender": "female",
            "victims": [10_000, 50_000],
        }
    )  # fmt: skip
    people = pd.DataFrame(
        {
            "user_group": np.repeat(["burglary", "violent crime"], 300),
            "age": np.tile(["young", "middle", "old"], 200),
            "gender": "female",
        }
    )
    returns = make_returns(people, np.random.default_rng(4).random(600) < 0.7)
    weighted = weight(returns, make_profile(cells), margins=()).returns
    table = funnel(weighted, measure="overall", by="age").table
    effects = table["base"] / table["effective_base"]
    assert effects.max() / effects.min() == pytest.approx(1)
    assert effects.between(1.25, 1.6).all()
