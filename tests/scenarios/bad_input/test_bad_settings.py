"""A definition, a configuration or an option is wrong: one clear error, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

USAGE, REFUSED = 2, 3

Desk = Any  # the class stands in conftest.py
Case = tuple[Callable[[Desk], Sequence[str]], tuple[str, ...], int]


def file_as_output_folder(desk: Desk) -> list[str]:
    desk.text("kept as it is", "out")
    return list(desk.validate(desk.csv(desk.rows())))


def output_folder_below_a_file(desk: Desk) -> list[str]:
    desk.text("kept as it is", "notes.txt")
    file = desk.csv(desk.rows())
    return ["validate", file, "--survey", str(desk.survey), "--out", "notes.txt/out"]


def folder_as_profile_file(desk: Desk) -> list[str]:
    (desk.folder / "profile.parquet").mkdir()
    return list(desk.profile())


def gap_of_levels_that_another_category_has(desk: Desk) -> list[str]:
    source = ["--returns", desk.csv(desk.rows()), "--survey", str(desk.survey)]
    return ["gap", *source, "--measure", "overall", "--between", "male", "female", "--by", "age"]


CASES: dict[str, Case] = {
    "a definition that is not there": (
        lambda desk: [
            "validate",
            desk.csv(desk.rows()),
            "--survey",
            "user-satisfaction-2008",
        ],
        ("user-satisfaction-2008", "Did you mean 'user-satisfaction-2007'?"),
        REFUSED,
    ),
    "a definition with a misspelt key": (
        lambda desk: desk.defined("outcome: true", "outcom: true"),
        ("spoilt.yaml", "line 25", "'outcom'", "Did you mean 'outcome'?"),
        REFUSED,
    ),
    "a definition that is no YAML": (
        lambda desk: desk.defined("fields:\n", "fields: [\n"),
        ("spoilt.yaml", "line"),
        REFUSED,
    ),
    "a definition with a scale that does not exist": (
        lambda desk: desk.defined("scale: four, driver", "scale: for, driver"),
        ("`questions.seriously.scale`", "Did you mean 'four'?"),
        REFUSED,
    ),
    "a definition whose records are not there": (
        lambda desk: desk.defined("records: records.yaml", "records: record.yaml"),
        ("record.yaml", "Did you mean 'records.yaml'?"),
        REFUSED,
    ),
    "a period that is none": (
        lambda desk: desk.estimate("--period", "Q3 2007"),
        ("'Q3 2007'", "2007/08 Q3"),
        USAGE,
    ),
    "a financial year whose years do not follow": (
        lambda desk: desk.quarter(period="period = '2007/09 Q3'"),
        ("2007/09", "08"),
        USAGE,
    ),
    "a quarter without a period": (
        lambda desk: desk.quarter(period="period = ''"),
        ("no period", "2007/08 Q3"),
        USAGE,
    ),
    "a measure that does not exist": (
        lambda desk: desk.estimate("--measure", "overal"),
        ("'overal'", "Did you mean 'overall'?"),
        REFUSED,
    ),
    "a category that does not exist": (
        lambda desk: desk.estimate("--by", "gendr"),
        ("'gendr'", "Did you mean 'gender'?"),
        REFUSED,
    ),
    "a gap between levels of another category": (
        gap_of_levels_that_another_category_has,
        ("'age'", "no level 'male'", "16-24"),
        REFUSED,
    ),
    "a tolerance below nothing": (
        lambda desk: desk.on_profile(
            "check-profile", "--period", "2007/08 Q3", "--tolerance", "-5"
        ),
        ("-5", "3 points"),
        USAGE,
    ),
    "a key file that is not there": (
        lambda desk: desk.estimate("--key-file", "pseudonym.key"),
        ("no key file 'pseudonym.key'",),
        USAGE,
    ),
    "a draft from a file that is not there": (
        lambda _: ["start", "returns.sav"],
        ("no file 'returns.sav'",),
        REFUSED,
    ),
    "a folder as the draft's source": (
        lambda desk: ["start", str(desk.folder)],
        ("is a folder", "Name one file"),
        REFUSED,
    ),
    "an option that does not exist": (
        lambda desk: desk.estimate("--wher", "x"),
        ("No such option", "--wher"),
        USAGE,
    ),
    "a command that does not exist": (lambda _: ["validte"], ("No such command", "validte"), USAGE),
    "a configuration that is not there": (
        lambda _: ["quarter", "--config", "satisfaction.toml"],
        ("no configuration file", "satisfaction.toml"),
        USAGE,
    ),
    "a configuration that is no TOML": (
        lambda desk: desk.quarter(out="out = out"),
        ("satisfaction.toml", "not TOML", "line"),
        USAGE,
    ),
    "a configuration with an unknown key": (
        lambda desk: desk.quarter(more="perod = 'x'"),
        ("`perod`", "not known", "Did you mean 'period'?"),
        USAGE,
    ),
    "a configuration with a text where a list belongs": (
        lambda desk: desk.quarter(returns="returns = 'returns.csv'"),
        ("inputs.returns", "a list"),
        USAGE,
    ),
    "a configuration with a tolerance that is no number": (
        lambda desk: desk.quarter(settings="[settings]\ntolerance_points = 'three'"),
        ("settings.tolerance_points", "number"),
        USAGE,
    ),
    "a configuration with a tolerance below nothing": (
        lambda desk: desk.quarter(settings="[settings]\ntolerance_points = -3"),
        ("settings.tolerance_points", "greater than 0"),
        USAGE,
    ),
    "a configuration with no quarter to look back to": (
        lambda desk: desk.quarter(settings="[settings]\nhistory = 0"),
        ("settings.history", "1"),
        USAGE,
    ),
    "a configuration for a new key, and returns that are refused": (
        lambda desk: desk.quarter(
            rows=lambda rows: rows.assign(UG="7"), more="key_file = 'pseudonym.key'"
        ),
        ("`UG`", "30 of 30"),
        REFUSED,
    ),
    "a configuration whose returns are not there": (
        lambda desk: desk.quarter(returns="returns = ['returned/*.csv']"),
        ("No file matches", "*.csv"),
        REFUSED,
    ),
    "a file where the output folder should be": (
        file_as_output_folder,
        ("'out'", "is a file", "Choose another"),
        USAGE,
    ),
    "an output folder below a file": (
        output_folder_below_a_file,
        ("cannot be made", "Choose another"),
        USAGE,
    ),
    "a folder where the profile should be written": (
        folder_as_profile_file,
        ("profile.parquet", "folder"),
        USAGE,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_setting_gives_one_clear_error_and_leaves_nothing_behind(
    desk: Desk, name: str
) -> None:
    build, says, code = CASES[name]
    desk.refuses(build(desk), says, code)


@pytest.mark.parametrize(
    "name", ["a configuration with an unknown key", "an option that does not exist"]
)
def test_a_process_of_its_own_says_the_same(desk: Desk, name: str) -> None:
    build, says, code = CASES[name]
    desk.refuses(build(desk), says, code, alone=True)
