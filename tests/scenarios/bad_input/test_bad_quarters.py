"""Returns, crime records and profile do not belong together: one clear error, nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import pandas as pd

REFUSED = 3

Desk = Any  # the class stands in conftest.py
Case = tuple[Callable[[Desk], Sequence[str]], tuple[str, ...]]


def truncated_profile(desk: Desk) -> list[str]:
    command = desk.on_profile("estimate")
    profile = desk.folder / "profile.parquet"
    profile.write_bytes(profile.read_bytes()[:-40])
    return list(command)


def truncated_records(desk: Desk) -> list[str]:
    data = desk.victims().to_parquet(index=False)
    file = desk.write(data[: len(data) * 2 // 3], "records.parquet")
    options = ["--survey", str(desk.survey), "--period", desk.period, "--out", "profile.parquet"]
    return ["profile", file, *options]


def profile_of_another_survey(desk: Desk) -> list[str]:
    command = desk.on_profile("estimate")
    other = desk.definition("survey: short-survey", "survey: other-survey")
    return [other if part == str(desk.survey) else part for part in command]


def one_of_another_gender(rows: pd.DataFrame) -> pd.DataFrame:
    """Let the first respondent be of a gender that no victim on record is of."""
    return rows.assign(SEX=["3", *rows["SEX"][1:]])


def american(date: str) -> str:
    """Write 13/09/2007 as 09/13/2007."""
    day, month, year = date.split("/")
    return f"{month}/{day}/{year}"


CASES: dict[str, Case] = {
    "truncated crime records": (truncated_records, ("records.parquet", "cut short")),
    "a truncated profile": (truncated_profile, ("profile.parquet", "damaged")),
    "a quarter with no returns": (
        lambda desk: desk.quarter(period="period = '2009/10 Q1'"),
        ("no interview in 2009/10 Q1", "period"),
    ),
    "a period with no returns in a single command": (
        lambda desk: desk.estimate("--period", "2009/10 Q1"),
        ("2009/10 Q1", "interview"),
    ),
    "a period with no crime records": (
        lambda desk: desk.profile(period="1999/00 Q1"),
        ("No victim", "1999/00 Q1", "Check the period"),
    ),
    "a level that was interviewed and has no victims, in a quarter": (
        lambda desk: desk.quarter(rows=one_of_another_gender),
        ("gender", "'other'", "no victim"),
    ),
    "a level that was interviewed and has no victims, in weights": (
        lambda desk: desk.on_profile("estimate", rows=one_of_another_gender),
        ("gender", "'other'", "no victim"),
    ),
    "a stratum that was interviewed and has no victims": (
        lambda desk: desk.quarter(records=lambda records: records.assign(UG="1")),
        ("violent crime", "no victim"),
    ),
    "a profile of another period": (
        lambda desk: desk.on_profile("check-profile", "--period", "2007-11"),
        ("profile.parquet", "'2007/08 Q3'", "'2007-11'"),
    ),
    "a profile of another survey": (
        profile_of_another_survey,
        ("'short-survey'", "'other-survey'"),
    ),
    "crime records without a column": (
        lambda desk: desk.profile(lambda records: records.drop(columns="SEX")),
        ("records.csv", "'SEX'", "required and missing"),
    ),
    "crime records with codes of another list": (
        lambda desk: desk.profile(lambda records: records.assign(SEX="Quillfeather")),
        ("`SEX`", "200 of 200", "M, F, X"),
    ),
    "crime records with the month first": (
        lambda desk: desk.profile(
            lambda records: records.assign(REPORTED=records["REPORTED"].map(american))
        ),
        ("`REPORTED`", "%d/%m/%Y"),
    ),
    "returns given as a profile": (
        lambda desk: [
            *("check-profile", "--returns", desk.csv(desk.rows()), "--profile", "returns.csv"),
            *("--survey", str(desk.survey), "--period", desk.period),
        ],
        ("returns.csv", "no victim profile"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_quarter_gives_one_clear_error_and_leaves_nothing_behind(
    desk: Desk, name: str
) -> None:
    build, says = CASES[name]
    desk.refuses(build(desk), says, REFUSED)


def test_a_process_of_its_own_says_the_same(desk: Desk) -> None:
    build, says = CASES["a quarter with no returns"]
    desk.refuses(build(desk), says, REFUSED, alone=True)


def test_a_quarter_that_is_refused_leaves_the_pack_of_an_earlier_run(desk: Desk) -> None:
    assert desk.run(*desk.quarter()).code in {0, 1}
    earlier = {path: data for path, data in desk.contents().items() if path.startswith("out")}
    assert "out/board-pack-2007-08-q3.html" in earlier
    desk.refuses(desk.quarter(rows=one_of_another_gender), ("'other'",), REFUSED)
    assert {path: desk.contents()[path] for path in earlier} == earlier


def test_the_profile_check_itself_shows_a_level_without_victims_as_outside(desk: Desk) -> None:
    """Zero victims are counted exactly: one interview is too many, and no error hides it."""
    options = ("--period", desk.period, "--json")
    done = desk.run(*desk.on_profile("check-profile", *options, rows=one_of_another_gender))
    assert done.code == 1
    rows = json.loads(done.out)["table"]
    row = next(row for row in rows if (row["dimension"], row["level"]) == ("gender", "other"))
    assert (row["victims"], row["respondents"], row["verdict"]) == (0, 1, "outside")
