"""Those who can be asked against all dissatisfied victims."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.errors import UsageError
from satisfaction.focus_groups import choose_focus_groups
from satisfaction.reports.suppression import protected
from satisfaction.reports.views import Choice
from satisfaction.reports.views.focus_groups import focus_views

WISHES = {"groups": 1, "size": 4, "purpose": "focus group", "rng": 3}


@pytest.fixture(scope="module")
def shy_women(made_up):
    """Return groups from a crowd in which no woman and most men agree to be called."""
    people = [
        *made_up.a_crowd(150, 1, gender="female", recontact="no"),
        *made_up.a_crowd(150, 2, gender="male"),
    ]
    check = SimpleNamespace(
        table=pd.DataFrame(
            {"period": "2007/08 Q3", "dimension": ["gender"], "level": ["female"],
             "verdict": ["outside"], "direction": ["under"]}
        )
    )  # fmt: skip
    return choose_focus_groups(made_up.returns_of(people), topics=["told"], check=check, **WISHES)


def test_a_level_that_nobody_can_be_asked_of_is_missing(shy_women):
    row = shy_women.missing.set_index("level").loc["female"]
    assert (row["dissatisfied"], row["can_be_asked"], row["chosen"]) == (150, 0, 0)
    assert row["difference"] == pytest.approx(-0.5)
    assert (row["verdict"], row["direction"]) == ("outside", "under")
    assert row["upper"] > -0.5


def test_what_the_survey_itself_lacks_stands_beside_it(shy_women):
    said = shy_women.missing.set_index("level")["survey_verdict"]
    assert said["female"] == "outside, under"
    assert said["male"] == ""


def test_the_interval_is_that_of_a_part_against_its_whole(made_up):
    # With equal weights and part a of n: d = p_a - p, whose variance by linearisation is the sum
    # of the squared differences of the two influence functions.
    people = [*made_up.a_crowd(60, 1, recontact="no"), *made_up.a_crowd(40, 2)]
    returns = made_up.returns_of(people)
    groups = choose_focus_groups(returns, **WISHES)
    row = groups.missing.set_index("level").loc["male"]
    male = (returns.frame["gender"] == "male").to_numpy(float)
    part = (returns.frame["recontact"] == "yes").to_numpy(float)
    whole, inside = male.mean(), male[part > 0].mean()
    score = part * (male - inside) / part.sum() - (male - whole) / 100
    assert row["difference"] == pytest.approx(inside - whole)
    assert row["standard_error"] == pytest.approx((score**2).sum() ** 0.5 * (100 / 99) ** 0.5)


def test_where_all_can_be_asked_nobody_is_missing(made_up):
    groups = choose_focus_groups(made_up.returns_of(made_up.a_crowd(80)), **WISHES)
    assert (groups.missing["verdict"] == "within").all()
    assert groups.missing["difference"].abs().max() < 1e-12


def test_the_figures_say_what_is_short_and_who_is_missing(shy_women):
    for narrow in (False, True):
        quotas = chart(shy_women, narrow=narrow).layout.meta
        missing = chart(shy_women, kind="missing", narrow=narrow).layout.meta
        assert quotas["title"].startswith("All 4 places filled, but short of")
        assert "female" in quotas["title"]
        assert quotas["needs_attention"]
        assert "fewer of gender female" in missing["title"]
        assert missing["needs_attention"]


def test_boroughs_are_drawn_where_asked_for(shy_women):
    with_areas = chart(shy_women, kind="missing", dimensions=["area"])
    assert len(with_areas.layout.yaxis.ticktext) == 8
    with pytest.raises(UsageError, match="no such dimensions"):
        chart(shy_women, kind="missing", dimensions=["height"])
    with pytest.raises(UsageError, match="no figure"):
        chart(shy_women, kind="pie")


def test_a_choice_that_meets_everything_says_so(made_up):
    people = [{"gender": "female"}, {"gender": "male"}] * 12
    groups = choose_focus_groups(
        made_up.returns_of(people), groups=2, size=4, purpose="focus group", rng=1
    )
    meta = chart(groups).layout.meta
    assert meta["title"] == "All 8 places filled: every quota and topic is as wanted"
    assert not meta["needs_attention"]


def test_a_page_shows_who_is_missing_and_takes_small_counts_out(shy_women):
    (view,) = focus_views(shy_women, Choice())
    assert view.heading == "Who can be asked into focus groups"
    assert "short of" not in view.draw().layout.meta["title"]
    shown = protected(view.table, view.cells, smallest=5).set_index("level")
    chosen = shy_women.missing.set_index("level")["chosen"]
    few = chosen[(chosen > 0) & (chosen < 5)].index
    assert len(few)
    assert shown.loc[few, ["chosen", "chosen_share"]].isna().all(axis=None)
    (quotas,) = focus_views(shy_women, Choice(kind="groups"))
    assert quotas.heading == "Focus groups against their quotas"


def test_no_figure_of_who_is_missing_shows_a_count_of_one_to_four(shy_women):
    def texts(*, narrow):
        figure = chart(shy_women, kind="missing", narrow=narrow)
        return " ".join(a.text or "" for a in figure.layout.annotations)

    assert "under 5" in texts(narrow=True)
    for narrow in (False, True):
        assert not any(f"({k})" in texts(narrow=narrow) for k in range(1, 5))
