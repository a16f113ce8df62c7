from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satisfaction.errors import UsageError
from satisfaction.periods import Period, financial_year, month_of, parse_period, quarter_of

ARABIC = "2007-11".translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
DAYS = st.dates(min_value=date(1901, 1, 1), max_value=date(2199, 12, 31))
LABELS = st.one_of(
    st.builds("{:04d}-{:02d}".format, st.integers(1901, 2199), st.integers(1, 12)),
    st.builds("12m to {:04d}-{:02d}".format, st.integers(1901, 2199), st.integers(1, 12)),
    st.integers(1901, 2199).map(lambda year: f"{year}/{(year + 1) % 100:02d}"),
    st.builds(
        lambda year, quarter: f"{year}/{(year + 1) % 100:02d} Q{quarter}",
        st.integers(1901, 2199),
        st.integers(1, 4),
    ),
)


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2007/08 Q1", date(2007, 4, 1), date(2007, 6, 30)),
        ("2007/08 Q2", date(2007, 7, 1), date(2007, 9, 30)),
        ("2007/08 Q3", date(2007, 10, 1), date(2007, 12, 31)),
        ("2007/08 Q4", date(2008, 1, 1), date(2008, 3, 31)),
        ("2007/08", date(2007, 4, 1), date(2008, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2007-11", date(2007, 11, 1), date(2007, 11, 30)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28)),
        ("12m to 2007-12", date(2007, 1, 1), date(2007, 12, 31)),
        ("12m to 2008-02", date(2007, 3, 1), date(2008, 2, 29)),
    ],
)
def test_a_label_names_its_first_and_last_day(label: str, start: date, end: date) -> None:
    period = parse_period(label)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    ("label", "previous"),
    [
        ("2007/08 Q1", "2006/07 Q4"),
        ("2007/08", "2006/07"),
        ("2008-01", "2007-12"),
        ("12m to 2007-12", "12m to 2006-12"),
    ],
)
def test_the_previous_period_is_of_the_same_kind(label: str, previous: str) -> None:
    assert str(parse_period(label).previous) == previous


def test_the_rolling_year_ends_with_the_period() -> None:
    assert str(parse_period("2007/08 Q3").rolling_year) == "12m to 2007-12"
    assert str(parse_period("2008-02").rolling_year) == "12m to 2008-02"


def test_the_report_window_reaches_back_by_the_interview_window() -> None:
    first, last = parse_period("2007/08 Q3").report_window(42, 84)
    assert (first, last) == (date(2007, 7, 9), date(2007, 11, 19))


def test_interviews_of_a_quarter_on_time_belong_to_reports_inside_its_window() -> None:
    quarter = parse_period("2007/08 Q3")
    first, last = quarter.report_window(42, 84)
    assert first + timedelta(days=84) == quarter.start
    assert last + timedelta(days=42) == quarter.end


@pytest.mark.parametrize(
    "label",
    [
        "", "2007", "2007/09", "2007/08 Q5", "2007/08Q3", "2007-13", "2007-00", "2007-1", "Q3",
        "12m to 2007", "12m to 2007-13", "0000-01", "9999/00", ARABIC, "2007/08 q3",
        "2007-11-01",
    ],
)  # fmt: skip
def test_a_text_that_is_no_period_is_refused(label: str) -> None:
    with pytest.raises(UsageError, match=r"period|names month|financial year"):
        parse_period(label)


def test_a_refusal_shows_how_to_write_a_period() -> None:
    with pytest.raises(UsageError, match="'2007/08 Q3'"):
        parse_period("third quarter")


def test_two_years_that_do_not_follow_each_other_are_refused() -> None:
    with pytest.raises(UsageError, match="2007 is followed by 08"):
        parse_period("2007/09")


def test_a_slug_is_a_part_of_a_file_name() -> None:
    assert parse_period("12m to 2007-12").slug == "12m-to-2007-12"
    assert parse_period("2007/08 Q3").slug == "2007-08-q3"


def test_a_date_that_stands_for_none_has_a_quarter_too() -> None:
    assert quarter_of(date(9999, 12, 31)).end == date(9999, 12, 31)
    assert month_of(date(9999, 12, 31)).end == date(9999, 12, 31)


@given(label=LABELS)
def test_a_period_reads_back_from_its_label(label: str) -> None:
    period = parse_period(label)
    assert str(period) == label
    assert parse_period(period) is period


@given(day=DAYS)
def test_every_day_belongs_to_exactly_one_quarter_and_month(day: date) -> None:
    for of in (quarter_of, month_of):
        period = of(day)
        assert day in period
        assert of(period.start) == of(period.end) == period
        assert of(period.start - timedelta(days=1)) == period.previous
        assert period.previous.end + timedelta(days=1) == period.start
        assert parse_period(str(period)) == period


@given(day=DAYS)
def test_four_quarters_make_the_financial_year(day: date) -> None:
    year = parse_period(financial_year(day))
    quarters = [parse_period(f"{year} Q{number}") for number in range(1, 5)]
    assert day in year
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
    assert sum(day in quarter for quarter in quarters) == 1


@given(label=LABELS)
def test_a_year_of_any_kind_has_365_or_366_days(label: str) -> None:
    period = parse_period(label)
    lengths = {"month": range(28, 32), "quarter": range(90, 93)}
    days = (period.end - period.start).days + 1
    assert days in lengths.get(period.kind, range(365, 367))


def test_periods_are_values() -> None:
    day = date(2007, 11, 5)
    assert len({quarter_of(day), parse_period("2007/08 Q3")}) == 1
    assert isinstance(quarter_of(day), Period)
