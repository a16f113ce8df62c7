"""``satisfaction.toml``: strict, with paths beside the file."""

from __future__ import annotations

import pytest

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.workflow.config import read_config
from satisfaction.workflow.patterns import matching_files

GOOD = """\
survey = "user-satisfaction-2007"
period = "2007/08 Q3"
[inputs]
returns = ["returns/*.csv"]
"""


@pytest.fixture
def write(tmp_path):
    def save(text):
        path = tmp_path / "satisfaction.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return save


def test_paths_are_beside_the_file(write, tmp_path):
    config = read_config(write(GOOD))
    assert config.inputs.returns == (str(tmp_path / "returns/*.csv"),)
    assert config.out == str(tmp_path / "out")
    assert config.survey == "user-satisfaction-2007"


def test_a_survey_of_one_s_own_is_beside_the_file(write, tmp_path):
    config = read_config(write(GOOD.replace("user-satisfaction-2007", "mine.yaml")))
    assert config.survey == str(tmp_path / "mine.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "recrods = []", "`inputs.recrods` is not known here. Did you mean 'records'"),
        (GOOD.replace("survey", "servey"), "Did you mean 'survey'"),
        ("survey = ", "is not TOML"),
        (GOOD.replace("[inputs]\n", "[settings]\n"), "`inputs` is required and missing"),
        (GOOD + '[settings]\nunreachable = "ignore"', "`settings.unreachable`"),
        (GOOD + 'ledger = "ledger"', "give either returns or a ledger"),
        (GOOD.replace('returns = ["returns/*.csv"]', ""), "give either returns or a ledger"),
        (GOOD + "[focus_groups]\ngroups = 4\nsize = 8\nsede = 1", "Did you mean 'seed'"),
    ],
)
def test_a_fault_names_the_key(write, text, message):
    with pytest.raises(UsageError, match=message):
        read_config(write(text))


def test_a_missing_file_is_answered_with_the_nearest_name(write):
    path = write(GOOD)
    with pytest.raises(UsageError, match=r"Did you mean 'satisfaction\.toml'"):
        read_config(path.with_name("satisfacton.toml"))


def test_patterns_give_each_file_once_and_in_order(tmp_path):
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).touch()
    found = matching_files([str(tmp_path / "*.csv"), str(tmp_path / "a.csv")])
    assert [path.name for path in found] == ["a.csv", "b.csv"]


def test_a_pattern_that_matches_nothing_is_refused(tmp_path):
    with pytest.raises(DataRefusedError, match=r"No file matches '\*\.csv'"):
        matching_files([str(tmp_path / "*.csv")])


def test_single_files_are_beside_the_configuration_too(write, tmp_path):
    more = 'ledger = "kept"\nactions = "plan.csv"\nnotes = "notes.csv"\ninspections = "log.xlsx"\n'
    inputs = read_config(write(GOOD.replace('returns = ["returns/*.csv"]\n', "") + more)).inputs
    assert inputs.returns == ()
    assert inputs.ledger == str(tmp_path / "kept")
    assert inputs.actions == str(tmp_path / "plan.csv")
    assert inputs.notes == str(tmp_path / "notes.csv")
    assert inputs.inspections == str(tmp_path / "log.xlsx")
    assert read_config(write(GOOD)).inputs.actions == ""
