"""Borough pages: beside the whole force, protected together, never ranked."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from satisfaction.disclosure import PublishedTable, attack_results
from satisfaction.errors import UsageError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.workflow.borough_pages import (
    borough_exhibits,
    groups_words,
    measures_words,
    small_base_words,
)
from satisfaction.workflow.boroughs import borough_family, told_before
from satisfaction.workflow.config import read_config
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.estimation import estimates_of
from satisfaction.workflow.joint_protection import protect_together

MINUS = "\N{MINUS SIGN}"
KEY = PseudonymKey(bytes(range(32)))


def family_of(folder):
    inputs = read_configured(read_config(folder / "satisfaction.toml"), KEY).inputs
    return borough_family(inputs, inputs.period), inputs


@pytest.fixture(scope="module")
def made(make_force):
    family, inputs = family_of(make_force(small=4))
    return family, protect_together(family.results, published=(), rules=inputs.rules), inputs


@pytest.fixture(scope="module")
def survey(made):
    return made[2].returns.survey


def test_every_figure_of_a_page_has_the_borough_and_the_force_and_no_other_borough(made, survey):
    _, safe, _ = made
    for exhibit in borough_exhibits(safe, "North", survey):
        table = exhibit.result.table
        levels = set(table["level"].astype("str")) | set(
            table.get("other_level", pd.Series(dtype=str))
        )
        named = {part for level in levels for part in level.split(", ")}
        assert {"North", "whole force"} <= named
        assert not named & {"East", "South", "West"}
        words = " ".join(caveat.text for caveat in exhibit.result.caveats)
        assert "East" not in words


def test_the_force_beside_a_borough_is_the_force(made, survey):
    family, safe, _ = made
    by_heading = {e.heading: e.result.table for e in borough_exhibits(safe, "North", survey)}
    beside = by_heading["Each measure, beside the whole force"]
    whole = beside[(beside["level"] == "whole force") & (beside["statistic"] == "satisfied")]
    every = family.results["force measures"].table
    every = every[every["statistic"] == "satisfied"]
    assert whole["estimate"].tolist() == every["estimate"].tolist()
    assert whole["base"].tolist() == [12 * (3 * 30 + 4)] * 2


def test_no_withheld_count_of_any_page_can_be_worked_out_from_all_pages(made):
    family, _, inputs = made
    found = attack_results(list(family.results.values()), audience="external", rules=inputs.rules)
    sensitive = found[found["needed"] > 0]
    assert len(sensitive)
    assert (sensitive["width"] >= sensitive["needed"] - 1e-6).all()


def test_a_withheld_number_is_never_the_only_one_that_its_total_lacks(made):
    _, safe, _ = made
    for name in ("measures", "series"):
        table = safe[name].table
        for _, rows in table.groupby(["question", "statistic", "period"], observed=True):
            assert rows["estimate"].isna().sum() != 1


def test_what_is_withheld_is_withheld_in_every_result_that_tells_it(made):
    _, safe, _ = made
    measures = safe["measures"].table.set_index(["measure", "level", "statistic"])["estimate"]
    for measure in ("overall", "contact"):
        table = safe[f"gap: {measure}"].table
        for row in table.to_dict("records"):
            hidden = pd.isna(measures.loc[(measure, row["level"], row["statistic"])])
            assert pd.isna(row["estimate"]) == hidden


def test_the_force_s_own_page_withholds_what_borough_pages_withhold(made):
    family, _, inputs = made
    areas = estimates_of(inputs, inputs.period, []).areas
    together = {"page: 0": areas, **family.results}
    safe = protect_together(together, published=(), rules=inputs.rules)
    key = ["level", "statistic"]
    funnel, measures = safe["page: 0"].table, safe["measures"].table
    shown = measures[measures["measure"] == "overall"].set_index(key)["estimate"].notna()
    beside = funnel.set_index(key)["estimate"].notna()
    assert not shown.all()
    assert beside.equals(shown.reindex(beside.index))


def test_a_borough_on_few_answers_says_so(made, survey):
    _, safe, _ = made
    assert "small base" not in small_base_words(safe, "North", survey)
    assert "rest on a small base" in small_base_words(safe, "West", survey)


def test_what_differs_clearly_is_told_and_the_rest_is_not_claimed(made, survey):
    _, safe, _ = made

    def words(borough):
        found = [safe[f"gap: {measure}"] for measure in ("overall", "contact")]
        rows = [result.table[result.table["level"] == borough] for result in found]
        cut = [replace(r, table=table) for r, table in zip(found, rows, strict=True)]
        return measures_words(cut, borough, survey)

    assert words("South").startswith(f"South against the whole force: overall service {MINUS}")
    assert words("East") == "East: none of 2 measures differs clearly from the whole force"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ((0.50, 0.60), "North against the whole force: burglary is below it"),
        ((0.80, 0.90), "North against the whole force: burglary is above it"),
        (
            (0.60, 0.75),
            "North: no user group is clearly apart from the same group of the whole force",
        ),
        (
            (float("nan"), float("nan")),
            "North: too few answers to tell how its user groups differ from the whole force",
        ),
    ],
)
def test_a_user_group_is_called_apart_where_the_intervals_do_not_meet(own, words):
    levels = ["burglary, North", "burglary, whole force"]
    table = pd.DataFrame({"level": levels, "lower": [own[0], 0.7], "upper": [own[1], 0.72]})
    assert groups_words(table, "North") == words


def test_boroughs_are_found_whatever_their_capitals_and_wrong_ones_are_told_at_once(made):
    family = made[0]
    assert family.chosen(["south", "NORTH", "South"]) == ("South", "North")
    assert family.chosen([]) == ("North", "East", "South", "West")
    with pytest.raises(UsageError, match=r"'Nort'\. Did you mean 'North'\?; 'Mars'\. They have"):
        family.chosen(["Nort", "Mars", "East"])


def test_a_survey_without_boroughs_is_refused(make_force, survey_text):
    text = survey_text.replace("  area:", "  place:")
    with pytest.raises(UsageError, match="no field 'area'"):
        family_of(make_force(survey=text))


def test_one_borough_alone_is_the_whole_force_and_makes_a_page(make_force):
    family, inputs = family_of(make_force(shares=(0.7,)))
    safe = protect_together(family.results, published=(), rules=inputs.rules)
    assert family.boroughs == ("North",)
    assert borough_exhibits(safe, "North", inputs.returns.survey)


def test_one_year_of_interviews_has_no_change_and_says_so(make_force):
    family, _ = family_of(make_force(months=12))
    assert "change" not in family.results
    assert any(sentence.startswith("No change was tested") for sentence in family.skipped)


def test_user_groups_of_overlapping_years_are_told_once(made):
    family, safe, _ = made
    assert told_before(family, ()) is family
    assert told_before(family, [PublishedTable.of(r) for r in safe.values()]) is family
    earlier = safe["groups"]
    for period, is_told in (("12m to 2007-09", False), ("12m to 2006-12", True)):
        other = replace(earlier, table=earlier.table.assign(period=period))
        found = told_before(family, [PublishedTable.of(other)])
        assert ("groups" in found.results) == is_told
        assert any("told again" in sentence for sentence in found.skipped) != is_told
