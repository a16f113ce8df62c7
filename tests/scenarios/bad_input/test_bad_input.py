"""Whatever is wrong with the input: one clear error, the stated exit code, and nothing written."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

USAGE, REFUSED = 2, 3

Desk = Any  # the class stands in conftest.py
Build = Callable[[Desk], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One way of going wrong.

    Attributes
    ----------
    build : callable
        Puts the files on the desk and returns the command.
    says : tuple of str
        What the error must name: the thing at fault, what was expected, what to do.
    code : int
        Exit code.
    """

    build: Build
    says: tuple[str, ...]
    code: int = REFUSED


def spoilt(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Build:
    """Validate good rows with one change to the table."""
    return lambda desk: desk.validate(desk.csv(change(desk.rows())))


def column(name: str, change: Callable[[str], str]) -> Build:
    """Validate good rows with one column written otherwise."""
    return spoilt(lambda rows: rows.assign(**{name: rows[name].map(change)}))


def in_bytes(make: Callable[[bytes], bytes], name: str = "returns.csv") -> Build:
    """Validate a file made from the bytes of a good text file."""

    def build(desk: Desk) -> Sequence[str]:
        good = desk.rows().to_csv(index=False, lineterminator="\n").encode()
        return desk.validate(desk.bytes(make(good), name))  # type: ignore[no-any-return]

    return build


def defined(old: str, new: str) -> Build:
    """Validate good rows by a definition with one thing replaced."""

    def build(desk: Desk) -> Sequence[str]:
        desk.csv(desk.rows())
        return ["validate", "returns.csv", "--survey", desk.definition(old, new), "--out", "out"]

    return build


def quarter(
    rows: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
    records: Callable[[pd.DataFrame], pd.DataFrame] = lambda records: records,
    **changes: str,
) -> Build:
    """Run a quarter on good files, with changes to them or to lines of the configuration."""

    def build(desk: Desk) -> Sequence[str]:
        desk.csv(rows(desk.rows()))
        desk.csv(records(desk.victims()), "records.csv")
        return desk.config(**changes)  # type: ignore[no-any-return]

    return build


def profiled(desk: Desk) -> None:
    """Put good returns, records and the profile of the records on the desk."""
    desk.csv(desk.rows())
    records = desk.csv(desk.victims(), "records.csv")
    options = ["--survey", str(desk.survey), "--period", desk.period, "--out", "profile.parquet"]
    assert desk.run("profile", records, *options).code == 0


def on_profile(
    command: str, *more: str, rows: Callable[[Desk], pd.DataFrame] | None = None
) -> Build:
    """Run ``command`` on returns and a profile."""

    def build(desk: Desk) -> Sequence[str]:
        profiled(desk)
        desk.csv(rows(desk) if rows else desk.rows())
        survey = ["--survey", str(desk.survey)]
        return [command, "--returns", "returns.csv", *survey, "--profile", "profile.parquet", *more]

    return build


def workbook_with_two_headers(desk: Desk) -> Sequence[str]:
    rows = desk.rows()
    book = io.BytesIO()
    with pd.ExcelWriter(book, engine="xlsxwriter") as writer:
        rows.to_excel(writer, startrow=1, index=False)
        sheet = writer.sheets["Sheet1"]
        sheet.merge_range(0, 0, 0, 3, "The crime")
        sheet.merge_range(0, 4, 0, len(rows.columns) - 1, "The interview")
    return desk.validate(desk.bytes(book.getvalue(), "returns.xlsx"))  # type: ignore[no-any-return]


def workbook_with_wording_below_the_header(desk: Desk) -> Sequence[str]:
    names = pd.DataFrame([desk.rows().columns], columns=desk.rows().columns)
    book = io.BytesIO()
    pd.concat([names, desk.rows()]).to_excel(book, index=False, engine="xlsxwriter")
    return desk.validate(desk.bytes(book.getvalue(), "returns.xlsx"))  # type: ignore[no-any-return]


def workbook_with_a_password(desk: Desk) -> Sequence[str]:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    stream = "EncryptedPackage".encode("utf-16-le")
    data = magic + bytes(1024) + stream + bytes(1024)
    return desk.validate(desk.bytes(data, "returns.xlsx"))  # type: ignore[no-any-return]


def truncated_parquet(desk: Desk) -> Sequence[str]:
    data = desk.rows().to_parquet(index=False)
    return desk.validate(desk.bytes(data[: len(data) * 2 // 3], "returns.parquet"))  # type: ignore[no-any-return]


def damaged_parquet(desk: Desk) -> Sequence[str]:
    data = bytearray(desk.rows().to_parquet(index=False))
    data[-200:-20] = b"\xff" * 180
    return desk.validate(desk.bytes(bytes(data), "returns.parquet"))  # type: ignore[no-any-return]


def truncated_profile(desk: Desk) -> Sequence[str]:
    command = on_profile("estimate")(desk)
    profile = desk.folder / "profile.parquet"
    profile.write_bytes(profile.read_bytes()[:-40])
    return command


def truncated_records(desk: Desk) -> Sequence[str]:
    data = desk.victims().to_parquet(index=False)
    desk.bytes(data[: len(data) * 2 // 3], "records.parquet")
    options = ["--survey", str(desk.survey), "--period", desk.period, "--out", "profile.parquet"]
    return ["profile", "records.parquet", *options]


def truncated_accepted(desk: Desk) -> Sequence[str]:
    assert desk.run(*desk.validate(desk.csv(desk.rows()))).code == 0
    accepted = desk.folder / "out" / "accepted.parquet"
    accepted.write_bytes(accepted.read_bytes()[:-40])
    return ["estimate", "--returns", "out/accepted.parquet", "--survey", str(desk.survey)]


def a_folder_as_file(desk: Desk) -> Sequence[str]:
    (desk.folder / "returns").mkdir()
    return desk.validate("returns")  # type: ignore[no-any-return]


def a_file_as_output_folder(desk: Desk) -> Sequence[str]:
    desk.text("kept as it is", "out")
    return desk.validate(desk.csv(desk.rows()))  # type: ignore[no-any-return]


def an_output_folder_below_a_file(desk: Desk) -> Sequence[str]:
    desk.text("kept as it is", "notes.txt")
    file = desk.csv(desk.rows())
    return ["validate", file, "--survey", str(desk.survey), "--out", "notes.txt/out"]


def a_folder_as_profile_file(desk: Desk) -> Sequence[str]:
    (desk.folder / "profile.parquet").mkdir()
    options = ["--survey", str(desk.survey), "--period", desk.period, "--out", "profile.parquet"]
    return ["profile", desk.csv(desk.victims(), "records.csv"), *options]


def estimate(*options: str) -> Build:
    """Estimate from good returns with these options."""

    def build(desk: Desk) -> Sequence[str]:
        file = desk.csv(desk.rows())
        return ["estimate", "--returns", file, "--survey", str(desk.survey), *options]

    return build


def profile(change: Callable[[pd.DataFrame], pd.DataFrame], period: str = "2007/08 Q3") -> Build:
    """Count a profile from changed records."""

    def build(desk: Desk) -> Sequence[str]:
        file = desk.csv(change(desk.victims()), "records.csv")
        options = ["--survey", str(desk.survey), "--period", period, "--out", "profile.parquet"]
        return ["profile", file, *options]

    return build


def american(date: str) -> str:
    """Write 13/09/2007 as 09/13/2007."""
    day, month, year = date.split("/")
    return f"{month}/{day}/{year}"


def iso(date: str) -> str:
    """Write 13/09/2007 as 2007-09-13."""
    return "-".join(reversed(date.split("/")))


CASES = {
    # The file itself.
    "a file that is not there": Case(
        build=lambda desk: desk.validate("retuns.csv" if desk.csv(desk.rows()) else ""),
        says=("no file 'retuns.csv'", "Did you mean 'returns.csv'?"),
    ),
    "a folder instead of a file": Case(
        build=a_folder_as_file, says=("is a folder", "Name one file")
    ),
    "an empty file": Case(
        build=in_bytes(lambda _: b""), says=("returns.csv", "empty", "Ask for it")
    ),
    "a file of blank lines": Case(
        build=in_bytes(lambda _: b"\n \n\n"), says=("returns.csv", "nothing but blanks")
    ),
    "a header and no rows": Case(
        build=in_bytes(lambda data: data.split(b"\n")[0] + b"\n"),
        says=("no rows", "12 column(s)", "Check"),
    ),
    "a delimiter that nobody uses": Case(
        build=in_bytes(lambda data: data.replace(b",", b"^")),
        says=("wrong delimiter", "comma, semicolon, tab or vertical bar"),
    ),
    "lines that are quoted as a whole": Case(
        build=in_bytes(lambda data: b"\n".join(b'"%b"' % line for line in data.splitlines())),
        says=("delimiter", "quoted"),
    ),
    "a header with commas above rows with semicolons": Case(
        build=in_bytes(lambda data: data.replace(b",", b";").replace(b";", b",", 11)),
        says=("returns.csv", "12 columns", "exported again"),
    ),
    "a quote that is never closed": Case(
        build=in_bytes(lambda data: data.replace(b"My neighbour", b'"My neighbour', 1)),
        says=("returns.csv", "quote", "never closed"),
    ),
    "one file given twice": Case(
        build=lambda desk: desk.validate(desk.csv(desk.rows()), desk.csv(desk.rows(), "again.csv")),
        says=("same content", "once"),
    ),
    "an extension that is not known": Case(
        build=in_bytes(lambda data: data, "returns.ods"), says=("'.ods'", "Accepted are", ".xlsx")
    ),
    "a text file named as a workbook": Case(
        build=in_bytes(lambda data: data, "returns.xlsx"),
        says=("returns.xlsx", "does not begin as"),
    ),
    "a workbook with two header rows": Case(
        build=workbook_with_two_headers,
        says=("header is in row 2", "Delete what stands above row 2"),
    ),
    "a workbook whose header stands twice": Case(
        build=workbook_with_wording_below_the_header,
        says=("row 2", "second header", "Delete row 2"),
    ),
    "a workbook with a password": Case(
        build=workbook_with_a_password, says=("password", "remove the password")
    ),
    "a truncated Parquet file": Case(
        build=truncated_parquet, says=("cut short", "Ask for it again")
    ),
    "a damaged Parquet file": Case(build=damaged_parquet, says=("damaged", "Ask for it again")),
    "truncated crime records": Case(build=truncated_records, says=("records.parquet", "cut short")),
    "a truncated profile": Case(build=truncated_profile, says=("profile.parquet", "damaged")),
    "a truncated file of accepted returns": Case(
        build=truncated_accepted, says=("accepted.parquet", "cut short")
    ),
    # Its columns.
    "a column that the definition does not have": Case(
        build=spoilt(lambda rows: rows.assign(LOYALTY="1")),
        says=("'LOYALTY'", "not in the definition", "other_columns: ignore"),
    ),
    "a column that would identify a person": Case(
        build=spoilt(lambda rows: rows.assign(Surname="Quillfeather")),
        says=("'Surname'", "identify a person", "delivered without"),
    ),
    "a required column that is missing": Case(
        build=spoilt(lambda rows: rows.drop(columns="Q3")), says=("'Q3'", "required and missing")
    ),
    "a column that is misspelt": Case(
        build=spoilt(lambda rows: rows.rename(columns={"REPORTED": "REPORTD"})),
        says=("'REPORTED'", "Did you mean 'REPORTD'?"),
    ),
    "a column that stands twice": Case(
        build=spoilt(lambda rows: pd.concat([rows, rows[["Q3"]]], axis="columns")),
        says=("'Q3'", "more than once"),
    ),
    # Its cells: in most rows it is the format or the code list that is wrong.
    "codes of another scale": Case(
        build=column("Q3", lambda code: str(int(code) + 3)),
        says=("`Q3`", "cells cannot be read", "1, 2, 3, 4"),
    ),
    "labels instead of codes": Case(
        build=column("UG", lambda _: "Quillfeather"), says=("`UG`", "30 of 30", "1, 2")
    ),
    "dates with the month first": Case(
        build=column("INTERVIEWED", american),
        says=("`INTERVIEWED`", "%d/%m/%Y", "%m/%d/%Y"),
    ),
    "dates in another format": Case(
        build=column("REPORTED", iso), says=("`REPORTED`", "30 of 30", "%d/%m/%Y")
    ),
    "ages that are no numbers": Case(
        build=column("AGE", lambda _: "Quillfeather"), says=("`AGE`", "16 to 110")
    ),
    "interviews before the report in every row": Case(
        build=column("INTERVIEWED", lambda day: day.replace("2007", "2006")),
        says=("None of the 30 rows passed", "interviewed_before_report"),
    ),
    "every fault at once": Case(
        build=spoilt(lambda rows: rows.assign(Q1="7", Q2="0", AGE="old")),
        says=("`Q1`", "`Q2`", "`AGE`"),
    ),
    # The definition.
    "a definition that is not there": Case(
        build=lambda desk: [
            "validate",
            desk.csv(desk.rows()),
            "--survey",
            "user-satisfaction-2008",
        ],
        says=("user-satisfaction-2008", "Did you mean 'user-satisfaction-2007'?"),
    ),
    "a definition with a misspelt key": Case(
        build=defined("outcome: true", "outcom: true"),
        says=("spoilt.yaml", "line 25", "'outcom'", "Did you mean 'outcome'?"),
    ),
    "a definition that is no YAML": Case(
        build=defined("fields:\n", "fields: [\n"), says=("spoilt.yaml", "line")
    ),
    "a definition with a scale that does not exist": Case(
        build=defined("scale: four, driver", "scale: for, driver"),
        says=("`questions.seriously.scale`", "Did you mean 'four'?"),
    ),
    "a definition whose records are not there": Case(
        build=defined("records: records.yaml", "records: record.yaml"),
        says=("record.yaml", "Did you mean 'records.yaml'?"),
    ),
    # The quarter, its period and its profile.
    "a quarter with no returns": Case(
        build=quarter(period="period = '2009/10 Q1'"), says=("no interview in 2009/10 Q1", "period")
    ),
    "a period with no returns in a single command": Case(
        build=estimate("--period", "2009/10 Q1"), says=("2009/10 Q1", "interview")
    ),
    "a period with no crime records": Case(
        build=profile(lambda records: records, "1999/00 Q1"),
        says=("No victim", "1999/00 Q1", "Check the period"),
    ),
    "a level that was interviewed and has no victims, in a quarter": Case(
        build=quarter(lambda rows: rows.assign(SEX=["3", *rows["SEX"][1:]])),
        says=("gender", "'other'", "no victim"),
    ),
    "a level that was interviewed and has no victims, in weights": Case(
        build=on_profile(
            "estimate", rows=lambda desk: desk.rows().assign(SEX=["3", *desk.rows()["SEX"][1:]])
        ),
        says=("gender", "'other'", "no victim"),
    ),
    "a stratum that was interviewed and has no victims": Case(
        build=quarter(records=lambda records: records.assign(UG="1")),
        says=("violent crime", "no victim"),
    ),
    "crime records without a column": Case(
        build=profile(lambda records: records.drop(columns="SEX")),
        says=("records.csv", "'SEX'", "required and missing"),
    ),
    "crime records with codes of another list": Case(
        build=profile(lambda records: records.assign(SEX="Quillfeather")),
        says=("`SEX`", "200 of 200", "M, F, X"),
    ),
    "crime records with the month first": Case(
        build=profile(lambda records: records.assign(REPORTED=records["REPORTED"].map(american))),
        says=("`REPORTED`", "%d/%m/%Y"),
    ),
    "returns given as a profile": Case(
        build=lambda desk: [
            *("check-profile", "--returns", desk.csv(desk.rows()), "--profile", "returns.csv"),
            *("--survey", str(desk.survey), "--period", desk.period),
        ],
        says=("returns.csv", "no victim profile"),
    ),
    # Wrong usage.
    "a period that is none": Case(
        build=estimate("--period", "Q3 2007"), says=("'Q3 2007'", "2007/08 Q3"), code=USAGE
    ),
    "a financial year whose years do not follow": Case(
        build=quarter(period="period = '2007/09 Q3'"), says=("2007/09", "08"), code=USAGE
    ),
    "a quarter without a period": Case(
        build=quarter(period="period = ''"), says=("no period", "2007/08 Q3"), code=USAGE
    ),
    "a measure that does not exist": Case(
        build=estimate("--measure", "overal"), says=("'overal'", "Did you mean 'overall'?")
    ),
    "a category that does not exist": Case(
        build=estimate("--by", "gendr"), says=("'gendr'", "Did you mean 'gender'?")
    ),
    "an option that does not exist": Case(
        build=estimate("--wher", "x"), says=("No such option", "--wher"), code=USAGE
    ),
    "a command that does not exist": Case(
        build=lambda _: ["validte"], says=("No such command", "validte"), code=USAGE
    ),
    "a configuration that is not there": Case(
        build=lambda _: ["quarter", "--config", "satisfaction.toml"],
        says=("no configuration file", "satisfaction.toml"),
        code=USAGE,
    ),
    "a configuration that is no TOML": Case(
        build=quarter(out="out = out"), says=("satisfaction.toml", "not TOML", "line"), code=USAGE
    ),
    "a configuration with an unknown key": Case(
        build=quarter(more="perod = 'x'"),
        says=("`perod`", "not known", "Did you mean 'period'?"),
        code=USAGE,
    ),
    "a configuration with a text where a list belongs": Case(
        build=quarter(returns="returns = 'returns.csv'"),
        says=("inputs.returns", "list"),
        code=USAGE,
    ),
    "a configuration with a tolerance that is no number": Case(
        build=quarter(settings="[settings]\ntolerance_points = 'three'"),
        says=("settings.tolerance_points", "number"),
        code=USAGE,
    ),
    "a configuration whose returns are not there": Case(
        build=quarter(returns="returns = ['returned/*.csv']"), says=("No file matches", "*.csv")
    ),
    "a file where the output folder should be": Case(
        build=a_file_as_output_folder, says=("'out'", "is a file", "Choose another"), code=USAGE
    ),
    "an output folder below a file": Case(
        build=an_output_folder_below_a_file, says=("cannot be made", "Choose another"), code=USAGE
    ),
    "a folder where the profile should be written": Case(
        build=a_folder_as_profile_file, says=("profile.parquet", "folder"), code=USAGE
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_gives_one_clear_error_and_leaves_nothing_behind(desk: Desk, name: str) -> None:
    case = CASES[name]
    command = case.build(desk)
    before = desk.contents()
    done = desk.run(*command)
    for words in case.says:
        assert words in done.err
    assert done.code == case.code
    assert done.out == ""
    assert done.err.count("Error:") == 1
    assert "Traceback" not in done.err
    assert desk.canary not in done.err
    assert desk.contents() == before
