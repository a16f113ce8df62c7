"""The monthly edition: what is known at the end of a month, and nothing of later ones."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.periods import parse_period
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.editions import exhibits_of
from satisfaction.workflow.monthly import analyse_month, inputs_to, month_named

KEY = PseudonymKey(bytes(range(32)))


@pytest.fixture(scope="module")
def inputs(force):
    from satisfaction.workflow.config import read_config

    return read_configured(read_config(force / "satisfaction.toml"), KEY).inputs


def analysed(inputs, text):
    month = parse_period(text)
    return analyse_month(inputs_to(inputs, month), month, step=lambda _: nullcontext())


def test_the_headline_is_of_twelve_months_to_the_month_and_measures_are_of_the_month(inputs):
    found = analysed(inputs, "2007-11")
    headline, measures = found.headline.table.iloc[0], found.measures.table.iloc[0]
    assert (headline["period"], headline["base"]) == ("12m to 2007-11", 12 * 4 * 30)
    assert (measures["period"], measures["base"]) == ("2007-11", 4 * 30)


def test_no_later_month_is_counted(inputs):
    control = analysed(inputs, "2007-11").control.table
    assert control["period"].iloc[-1] == "2007-11"
    assert control["base"].sum() == 23 * 4 * 30


def test_a_month_that_ends_two_whole_years_is_held_against_the_year_before(inputs):
    assert analysed(inputs, "2007-12").change.periods == ("12m to 2006-12", "12m to 2007-12")
    assert analysed(inputs, "2007-11").change.periods == ("2007-10", "2007-11")


def test_each_measure_but_the_outcome_is_tested_beside_it(inputs):
    found = analysed(inputs, "2007-12")
    assert set(found.measure_changes.table["measure"]) == {"contact"}
    assert set(found.change.table["measure"]) == {"overall"}


def test_what_waits_for_the_quarter_is_not_there_and_is_said(inputs):
    found = analysed(inputs, "2007-12")
    assert found.check is found.drivers is found.series is None
    assert any("quarterly pack" in sentence for sentence in found.skipped)
    kinds = [type(exhibit.result).__name__ for exhibit in exhibits_of(found)]
    assert kinds == [
        "Estimates", "Change", "Change", "ControlChart", "Estimates", "Estimates", "Estimates",
        "Funnel",
    ]  # fmt: skip


def test_a_month_without_interviews_is_refused(inputs):
    with pytest.raises(DataRefusedError, match="no interview in 2005-06"):
        analysed(inputs, "2005-06")


def test_the_month_is_by_default_the_last_of_the_quarter():
    assert str(month_named("", parse_period("2007/08 Q3"))) == "2007-12"
    assert str(month_named("2007-05", None)) == "2007-05"


@pytest.mark.parametrize(
    ("text", "quarter", "message"),
    [("", None, "needs a month"), ("2007/08 Q3", None, "is not a month"), ("May", None, "period")],
)
def test_what_is_no_month_is_refused(text, quarter, message):
    with pytest.raises(UsageError, match=message):
        month_named(text, quarter)
