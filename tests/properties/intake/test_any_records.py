"""Whatever stands in crime records: the engine finds what a delivery is refused for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from satisfaction.definitions.library import load_table
from satisfaction.intake.contents import table_contents
from satisfaction.intake.loading import load_tables
from satisfaction.intake.profiles.checks import fields as checked_fields
from satisfaction.intake.profiles.checks import rows as checked_rows
from satisfaction.intake.profiles.record_checks import check_records
from satisfaction.intake.pseudonyms import PseudonymKey, pseudonyms_of
from satisfaction.intake.screening import screen_block
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.intake.screening import Screened
    from satisfaction.tables.record_checks import RecordChecks

    Rows = list[dict[str, str]]

CONTRACT = load_table(Path(__file__).with_name("checked_records.yaml"))
CONTENTS = table_contents(CONTRACT)
KEY = PseudonymKey(bytes(range(32)))
GOOD = {
    "REF": "C",
    "REP": "01/10/2007",
    "APP": "2007-10-30",
    "UG": "1",
    "AREA": "Harrow",
    "AGE": "34",
    "CALLS": "2",
    "SDE": "W1",
    "LOSS": "12,5",
    "SHARE": "0.5",
    "RECON": "1",
    "GIVEN": "",
    "EXCL": "",
    "OFF": "",
    "NOTE": "said",
}
SPACED = ["", " ", "\xa0", "\u2003", " 1\xa0", "W1 ", "\tDV", "\u2009A-1 ", "1\n", "\x1f2"]
NUMBERS = ["1", "2.0", "01", "2.5", "2.", "-1", "+5", "1e2", "1e9", "999", "999.0", "9" * 15, ".5"]
NUMBERS += ["9" * 16, "1,5", "1.234,5", "0,5", "inf", "nan", "1e400", "-0", "0x1", "\u0661"]
NUMBERS += ["5000,01"]
DAYS = ["31/12/2007", "2007-12-31", "31/02/2007", "1/1/2008", "01/01/1066", "3007-01-01"]
DAYS += ["2007-1-2"]
DAYS += ["now", "29/02/2008", "29/02/2007", "2008-02-29 00:00:00", "2007-13-01", "20071231"]
DAYS += ["31/12/07"]
WORDS = ["a-1", "A-1.0", "NA", "None", "AGE", "age", "Y", "NS", "x" * 65, "M1.0", "W\u00e9"]
WORDS += ["O'Hara; --"]
CELLS = st.one_of(
    st.sampled_from([*SPACED, *NUMBERS, *DAYS, *WORDS]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    st.sampled_from(list(GOOD.values())),
)
CHANGES = st.dictionaries(st.sampled_from(list(GOOD)), CELLS, max_size=6)
ROWS = st.lists(CHANGES, min_size=1, max_size=12)

quick = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
brief = settings(quick, max_examples=8)


def table(changes: Rows) -> pd.DataFrame:
    rows = [{**GOOD, "REF": f"C{n}", **change} for n, change in enumerate(changes)]
    return pd.DataFrame(rows, dtype="str")


def delivered(frame: pd.DataFrame) -> Screened:
    return screen_block(load_tables(frame, CONTENTS), CONTENTS, KEY, None)


def in_delivery(screened: Screened) -> Counter[tuple[str, str]]:
    """Return the rows that a delivery finds at fault, by column (of a field) and reason."""
    found = Counter[tuple[str, str]]()
    for fault in screened.faults:
        found[fault.column, fault.reason] += fault.count
    for reason, broken in screened.flags.items():
        found["", reason] += int(broken.sum())
    return +found


def in_engine(checks: RecordChecks) -> Counter[tuple[str, str]]:
    """Return the same of checks; a long reference is no fault of a delivery."""
    rules = {check.reason for check in CONTENTS.checks}
    table = checks.table[checks.table["fault"] != "reference_too_long"]
    return Counter(
        {
            ("" if row.fault in rules else row.column, row.fault): row.rows
            for row in table.itertuples()
        }
    )


@quick
@given(ROWS)
def test_the_engine_counts_what_a_delivery_of_the_same_rows_counts(changes: Rows) -> None:
    frame = table(changes)
    checks = check_records(frame, CONTRACT)
    assert checks.rows == len(frame)
    assert in_engine(checks) == in_delivery(delivered(frame))


@quick
@given(ROWS)
def test_records_without_a_fault_are_accepted_whole_and_only_these(changes: Rows) -> None:
    frame = table(changes)
    checks = check_records(frame, CONTRACT)
    rejecting = checks.table["outcome"] == "reject"
    accepted = read_table(pd.concat([frame, table([{}])]), CONTRACT, key=KEY).report.accepted
    assert (accepted == len(frame) + 1) == (not rejecting.any())


@quick
@given(ROWS)
def test_patterns_in_the_engine_find_what_the_converters_find(changes: Rows) -> None:
    # No engine's number: the one limit that the rules state.
    assume(not any("1e400" in change.values() for change in changes))
    frame = table(changes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checked_fields, "MOST_TEXTS", 0)
        patch.setattr(checked_rows, "MOST_TEXTS", 0)
        checks = check_records(frame, CONTRACT)
    # The form of a day is not its calendar: 31/02/2007 has the form.
    calendar = {"unreadable_date", "out_of_range", "approval_late"}
    dates = {"REP", "APP", "GIVEN", ""}
    expected = in_delivery(delivered(frame))
    found = in_engine(checks)
    for place in {*expected, *found}:
        if place[0] in dates and place[1] in calendar:
            assert place[1] == "approval_late" or found[place] <= expected[place]
        else:
            assert found[place] == expected[place], place


@quick
@given(ROWS)
def test_the_references_listed_are_those_of_the_rows_at_fault(changes: Rows) -> None:
    frame = table([{k: v for k, v in change.items() if k != "REF"} for change in changes])
    checks = check_records(frame, CONTRACT, key=KEY, references=100)
    listed = checks.references.groupby(["column", "fault"])["reference"].agg(set).to_dict()
    pseudonyms = pd.Series(pseudonyms_of(frame["REF"], KEY, "crime"))
    screened = delivered(frame)
    for fault in screened.faults:
        if fault.column:
            assert listed[fault.column, fault.reason] == set(pseudonyms[fault.rows]), fault.reason
    for reason, broken in screened.flags.items():
        place = (next(c.field for c in CONTRACT.checks if c.reason == reason), reason)
        column = CONTRACT.fields[place[0]].column
        assert listed.get((column, reason), set()) == set(pseudonyms[broken])


@brief
@given(ROWS, st.sampled_from(["relation", "parquet", "two files", "csv"]))
def test_every_way_of_giving_records_finds_the_same(
    tmp_path_factory: pytest.TempPathFactory, changes: Rows, way: str
) -> None:
    plain = [{k: v.replace("\r", "").replace("\n", "") for k, v in c.items()} for c in changes]
    frame = table(plain)
    expected = in_engine(check_records(frame, CONTRACT))
    if way == "csv":
        # A text file has its own dates only: those of typed columns are faults in it.
        path = tmp_path_factory.mktemp("csv") / "records.csv"
        frame.to_csv(path, index=False)
        expected = in_delivery(screen_block(load_tables(path, CONTENTS), CONTENTS, KEY, None))
        assert in_engine(check_records(path, CONTRACT)) == expected
        return
    found = check_records(SOURCES[way](frame, tmp_path_factory.mktemp("records")), CONTRACT)
    assert in_engine(found) == expected


def as_relation(frame: pd.DataFrame, _: Path) -> object:
    return duckdb.connect().from_df(frame)


def as_parquet(frame: pd.DataFrame, folder: Path) -> object:
    frame.to_parquet(folder / "records.parquet")
    return folder


def as_two_files(frame: pd.DataFrame, folder: Path) -> object:
    frame.head(1).to_parquet(folder / "one.parquet")
    frame.iloc[1:].to_parquet(folder / "two.parquet")
    return [folder / "one.parquet", folder / "two.parquet"]


SOURCES: dict[str, Callable[[pd.DataFrame, Path], object]] = {
    "relation": as_relation,
    "parquet": as_parquet,
    "two files": as_two_files,
}
