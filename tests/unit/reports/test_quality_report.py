"""The qualitative indicators that are set beside the quantitative ones."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli import main
from satisfaction.definitions.library import load_rules
from satisfaction.estimates import quality_indicators
from satisfaction.reports.quality_report import quality_page
from satisfaction.reports.quality_table import (
    numerator,
    quality_csv,
    quality_table,
    write_workbook,
)
from satisfaction.workflow.quality import protect_indicators

SURVEY, PERIOD = "victim-satisfaction-2025", "2025/26 Q3"
NUMBERS = ["share", "low", "high", "base", "effective base"]
HOSTILE = '=cmd|"/c calc"!A1<script>x</script>'


@pytest.fixture(scope="module")
def made():
    return sat.synthesise(SURVEY, interviews=900, crimes=9_000, ending=PERIOD)


@pytest.fixture(scope="module")
def delivered(made):
    """Return the returns of a force of four boroughs, one of them small."""
    names = ("Sutton", "Camden", "Barnet")
    places = sorted(made.returns["BOCU"].dropna().astype("str").unique())
    merged = {place: names[n % len(names)] for n, place in enumerate(places)}
    merged["Merton"] = "Merton"
    return made.returns.assign(BOCU=made.returns["BOCU"].astype("str").map(merged))


@pytest.fixture(scope="module")
def returns(made, delivered):
    return sat.read_returns(delivered, made.survey).returns


@pytest.fixture(scope="module")
def found(returns):
    return quality_indicators(returns, period=PERIOD)


@pytest.fixture(scope="module")
def external(found):
    return protect_indicators(found, audience="external", rules=load_rules())


@pytest.fixture(scope="module")
def table(external, returns):
    return quality_table(external, survey=returns.survey, version="0123456789ab")


def hostile(found):
    levels = found.table["level"].replace("Barnet", HOSTILE)
    return replace(found, table=found.table.assign(level=levels))


def test_satisfied_neither_and_dissatisfied_stand_together_and_add_up(found):
    keys = ["question", "group", "level", "period"]
    whole = found.table[found.table["base"] > 0].groupby(keys)
    assert (whole.size() == 3).all()
    assert whole["estimate"].sum().to_numpy() == pytest.approx(1)


def test_a_number_is_the_one_that_estimate_gives(found, returns):
    one = sat.estimate(returns, measure="follow_up", by="area", period="12m to 2025-12").table
    one = one[(one["level"] == "Camden") & (one["statistic"] == "dissatisfied")].iloc[0]
    same = found.table[
        (found.table["question"] == one["question"])
        & (found.table["level"] == "Camden")
        & (found.table["statistic"] == "dissatisfied")
    ].iloc[0]
    for name in ("estimate", "lower", "upper", "base"):
        assert same[name] == one[name]


def test_months_are_told_for_the_outcome_and_the_year_for_every_measure(found):
    assert found.months == ("2025-10", "2025-11", "2025-12")
    monthly = found.table[found.table["period"].isin(found.months)]
    assert set(monthly["question"]) == {"overall"}
    yearly = found.table[(found.table["group"] == "area") & (found.table["period"] == found.year)]
    assert set(yearly["measure"]) == {"contact", "action", "follow_up", "treatment", "overall"}


def test_call_handling_and_neighbourhood_teams_are_told_apart(found):
    routes = found.table[found.table["group"] == "handling_route"]
    assert set(routes["question"]) == set(found.contact_questions)
    assert "online report" in set(routes["level"])
    teams = found.table[found.table["group"] == "dealt_with_by"]
    assert "safer neighbourhood team" in set(teams["level"])
    assert "overall" in set(teams["question"])
    assert found.not_done == ()


def test_a_survey_without_the_field_says_that_teams_cannot_be_told_apart():
    survey = sat.load_survey("user-satisfaction-2007")
    data = sat.synthesise(survey, interviews=200, crimes=4_000)
    plain = quality_indicators(sat.read_returns(data.returns, survey).returns, period="2007/08 Q3")
    assert len(plain.not_done) == 1
    assert "dealt_with_by" in plain.not_done[0]


def test_the_new_field_is_optional_and_changes_nothing_else_that_is_drawn(made):
    fields = {n: f for n, f in made.survey.fields.items() if n != "dealt_with_by"}
    before = sat.synthesise(
        made.survey.model_copy(update={"fields": fields}),
        interviews=900, crimes=9_000, ending=PERIOD,
    )  # fmt: skip
    pd.testing.assert_frame_equal(before.returns, made.returns.drop(columns="DEALT"))
    delivery = sat.read_returns(before.returns, made.survey)
    assert len(delivery.returns) > 0
    teams = quality_indicators(delivery.returns, period=PERIOD).not_done
    assert "Safer Neighbourhood Teams" in teams[0]


def test_withheld_rows_have_no_numbers_and_the_others_have_all(table):
    gone = table["flag"] == "withheld"
    assert 0 < gone.sum() < len(table)
    assert table.loc[~gone, NUMBERS].notna().all(axis=None)
    assert table.loc[gone, ["share", "low", "high"]].isna().all(axis=None)


def test_nobody_outside_can_take_shown_boroughs_from_the_force_and_be_left_with_a_few(
    external, found
):
    keys = ["question", "statistic", "period"]
    counts = found.table.assign(count=(found.table["unweighted"] * found.table["base"]).round())
    is_area = counts["group"] == "area"
    force = counts[counts["group"] == ""].set_index(keys)["count"]
    told = counts[is_area & external.table["estimate"].notna()].groupby(keys)["count"].sum()
    left = (force.reindex(told.index) - told).to_numpy()
    assert len(left) > 10
    assert ((left == 0) | (left >= 10)).all()
    shown = counts[is_area & external.table["estimate"].notna()]
    assert (shown["count"] >= 10).all()
    assert (shown["base"] - shown["count"] >= 10).all()
    assert (shown["base"] >= 30).all()


def test_boroughs_stand_in_the_order_of_the_alphabet_and_no_column_ranks_them(table):
    places = list(table.loc[table["breakdown"] == "borough", "borough"].drop_duplicates())
    assert places == sorted(places, key=str.casefold)
    assert not {"rank", "position"} & set(table.columns)


def test_the_columns_are_what_another_table_can_be_set_beside(table):
    assert list(table.columns) == [
        "indicator", "measure", "breakdown", "borough", "group", "month", "from", "to",
        "numerator", *NUMBERS, "flag", "source", "definition", "definition version",
    ]  # fmt: skip
    month = table[(table["month"] == "2025-11") & (table["breakdown"] == "force")].iloc[0]
    assert (month["from"], month["to"]) == ("2025-11-01", "2025-11-30")
    assert month["borough"] == "all boroughs"


def test_the_numerator_names_the_answers_that_count():
    survey = sat.load_survey(SURVEY)
    assert numerator(survey, "overall", "dissatisfied") == (
        "answered: fairly dissatisfied, very dissatisfied"
    )
    assert numerator(survey, "overall", "neither") == (
        "answered: neither satisfied nor dissatisfied"
    )


def test_no_cell_of_the_csv_or_the_workbook_is_a_formula(external, returns, tmp_path):
    table = quality_table(hostile(external), survey=returns.survey, version="=1+1")
    text = quality_csv(table)
    assert f"'{HOSTILE[:4]}" in text
    assert ",=cmd" not in text
    assert ',"=cmd' not in text
    path = write_workbook(tmp_path / "t.xlsx", table, ("=1+1",))
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets")]
    assert sheets
    assert not any("<f>" in sheet for sheet in sheets)


def test_a_hostile_borough_is_inert_on_the_page(external, returns):
    page = page_of(hostile(external), returns.survey)
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "<script" not in page.replace("&lt;script", "")


def test_the_page_is_one_document_with_headings_in_order_and_says_how_to_read_it(external, returns):
    page = page_of(external, returns.survey)
    assert page.count("<h1") == 1
    order = [page.index(f'id="{name}"') for name in ("force", "boroughs", "call-handling", "teams")]
    assert all(first < second for first, second in pairwise(order))
    assert "default-src &#39;none&#39;" in page
    assert "–" in page  # noqa: RUF001 - the dash of what is withheld


def page_of(found, survey):
    return quality_page(
        found,
        quality_table(found, survey=survey, version="x"),
        survey=survey,
        audience="external",
        notes=["Note."],
        csv_name="q.csv",
    )


def test_the_command_writes_page_table_and_workbook_and_equal_runs_equal_bytes(
    delivered, tmp_path, capsys
):
    delivered.to_csv(tmp_path / "returns.csv", index=False)
    config = tmp_path / "satisfaction.toml"
    config.write_text(
        f'survey = "{SURVEY}"\nperiod = "{PERIOD}"\n[inputs]\nreturns = ["returns.csv"]\n',
        encoding="utf-8",
    )
    for folder in ("one", "two"):
        given = ["--config", str(config), "--out", str(tmp_path / folder), "--quiet", "--json"]
        assert main.run(["quality-report", "--audience", "external", *given]) == 0
    assert '"withheld"' in capsys.readouterr().out
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    ends = ("csv", "html", "xlsx")
    assert names == [f"quality-report-2025-26-q3-external.{end}" for end in ends]
    assert "publication" in (tmp_path / "one" / names[1]).read_text(encoding="utf-8")
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (tmp_path / "one" / names[0]).read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "one" / names[0]).shape[1] == 18
