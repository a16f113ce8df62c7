"""Whatever is put in about a person, nothing of it comes out: every command, every output.

Commands run one after the other on the same desk, in one folder that is searched afterwards, with
temporary files in a watched folder and without a umask, so that every file shows its own mode.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from canaries import NAME, PERIOD, REFERENCE, SURVEY, found_in, plant, search

from satisfaction.cli.main import _COMMANDS, run
from satisfaction.intake.pseudonyms import PseudonymKey

Q3, BOTH = "returns_2007-08-q3.xlsx", ("returns_2007-08-q2.csv", "returns_2007-08-q3.xlsx")
SOURCE = ["--returns", Q3, "--survey", SURVEY, "--key-file", "{key}"]
YEARS = ["--returns", BOTH[0], *SOURCE]
SAMPLE = ["--frame", "frame.parquet", "--issued", "issued_sample.parquet",
          "--outcomes", "contact_outcomes.parquet"]  # fmt: skip
KEY = ["--key-file", "{key}"]
LOG = ["--log", "log", "--on", "2008-01-15", *SOURCE, "--period", PERIOD]

# Each command as it is run, in an order in which what one writes is there for the next.
COMMANDS = {
    "demo": [],  # only on the data that ship with the package; otherwise `quarter`
    "synthesise": [],  # reads no data; it made these
    "describe-survey": [[SURVEY]],
    "start": [["returns_2007-08-q2.csv", "--out", "started"]],
    "validate": [[*BOTH, "--survey", SURVEY, *KEY, "--out", "validated"],
                 [*BOTH, "--survey", SURVEY, "--json"]],
    "load": [[*BOTH, "--survey", SURVEY, *KEY, "--ledger", "ledger"]],
    "ledger": [["list", "--ledger", "ledger"], ["list", "--ledger", "ledger", "--json"],
               ["show", "1", "--ledger", "ledger"], ["verify", "--ledger", "ledger"],
               ["export", "--ledger", "ledger", "--out", "exported"]],
    "quarter": [["--config", "satisfaction.toml", "--run-stamp", "then"]],
    "board-pack": [["--config", "satisfaction.toml", "--all-boroughs", "--out", "board"]],
    "quality-report": [["--config", "satisfaction.toml", "--audience", "internal",
                        "--out", "quality"]],
    "check-records": [["crime_records.parquet", "--survey", SURVEY, *KEY, "--out", "checked"]],
    "profile": [["crime_records.parquet", "--survey", SURVEY, "--period", PERIOD,
                 "--out", "profile/profile.parquet"]],
    "check-profile": [[*SOURCE, "--period", PERIOD, "--records", "crime_records.parquet",
                       "--out", "check", "--quiet"]],
    "sample-plan": [["--profile", "profile/profile.parquet", "--survey", SURVEY, *SAMPLE[:2], *KEY,
                     "--response-rate", "40", "--interviews", "100", "--out", "plan"]],
    "draw-sample": [["--frame", "frame.parquet", "--plan", "plan/sample_plan.json", "--seed", "1",
                     *KEY, "--out", "drawn/sample.csv"]],
    "cascade": [[*SOURCE, "--profile", "profile/profile.parquet", "--period", PERIOD, *SAMPLE,
                 "--records", "crime_records.parquet", "--out", "cascade"]],
    "requirements": [[*SOURCE, *SAMPLE[2:]]],
    "exclusions": [["--records", "crime_records.parquet", "--survey", SURVEY, *KEY,
                    "--out", "exclusions"],
                   ["--records", "crime_records.parquet", "--survey", SURVEY, "--json"]],
    "estimate": [[*SOURCE, "--by", "user_group"], [*SOURCE, "--json"]],
    "gap": [[*SOURCE, "--between", "female", "male", "--by", "gender"]],
    "change": [[*YEARS, "--between", "2007/08 Q2", PERIOD]],
    "trend": [[*YEARS]],
    "control-chart": [[*YEARS]],
    "funnel": [[*SOURCE]],
    "precision": [[*SOURCE, "--json"]],
    "drivers": [[*SOURCE, "--bootstraps", "100", "--out", "drivers"]],
    "segments": [[*SOURCE, "--permutations", "100"]],
    "verbatims": [[*SOURCE, "--json"],
                  [*SOURCE, "--redacted", "read/answers.csv", "--read-by", "survey manager"]],
    "focus-groups": [[*SOURCE, "--groups", "1", "--size", "4", "--reserves", "1", "--seed", "1",
                      "--caller", "the survey contractor", "--on", "2008-01-10",
                      "--records", "crime_records.parquet", "--support-contact", "the helpline",
                      "--out", "lists"]],
    "discussion-guide": [[*SOURCE, "--support", "the helpline", "--safeguarding", "a role",
                          "--bootstraps", "100", "--out", "guide"]],
    "actions": [["list", "actions.csv", "--as-at", "2008-02-01"],
                ["add", "plan.csv", "--from", "actions.csv", "--on", "2008-01-02", "--json"]],
    "pseudonymise": [
        ["frame.parquet", "--table", "frame", *KEY, "--out", "made/frame.csv"],
        [BOTH[0], "--survey", SURVEY, *KEY, "--out", "made/returns.parquet", "--json"],
    ],
    "contractor": [["template", "template.xlsx"], ["review", *LOG], ["review", *LOG, "--json"],
                   ["agenda", *LOG, "--out", "visits"],
                   ["report", *LOG, "--visit", "V01", "--out", "visits"],
                   ["keep", "log", "--ledger", "ledger", *KEY]],
}  # fmt: skip

# Where something of a person stands by contract, and what: nothing else may hold anything.
BY_DESIGN = {
    "drawn/sample.csv": {REFERENCE},  # the sample list for the contractor
    "lists": {REFERENCE},  # lists of participants, for whoever calls
    "validated/accepted.parquet": {NAME},  # respondents' own words, as the returns have them
    "validated/rejects.csv": {NAME},  # rejected cells go back to the contractor as they came
    "quarter/accepted.parquet": {NAME},
    "quarter/rejects.csv": {NAME},
    "ledger": {NAME},
    "exported": {NAME},
    "made/returns.parquet": {NAME},  # references are replaced, words stand as they came
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Run every command; return the folder, what each said, and the inputs' names."""
    folder, keys = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("keys")
    watched = tmp_path_factory.mktemp("watched")
    PseudonymKey(bytes(range(32))).keep(keys / "pseudonym.key")
    plant(folder, keys / "pseudonym.key")
    return folder, keys / "pseudonym.key", watched, {p for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def said(desk, patched):
    """Run all commands with captured streams and logs; return what each wrote there."""
    folder, key, watched, _ = desk
    patched.chdir(folder)
    patched.setenv("TMPDIR", str(watched))
    patched.setattr(tempfile, "tempdir", str(watched))
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    before, found = os.umask(0), {}
    try:
        for name, runs in COMMANDS.items():
            for number, arguments in enumerate(runs):
                stream = io.StringIO()
                filled = [name, *(text.format(key=key) for text in arguments)]
                with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
                    code = run(filled)
                found[f"{name} {number}"] = (code, stream.getvalue())
    finally:
        os.umask(before)
        logging.getLogger().removeHandler(handler)
    return {**found, "logs": (0, logged.getvalue())}


def test_every_command_is_run():
    assert set(COMMANDS) == set(_COMMANDS)


def test_every_run_does_its_work(said):
    assert {name: text for name, (code, text) in said.items() if code > 1} == {}


def test_nothing_said_holds_anything_of_a_person(said, count):
    assert {name: found for name, (_, text) in said.items() if (found := found_in(text))} == {}
    count("outputs searched for canaries", len(said))


@pytest.mark.usefixtures("said")
def test_no_file_holds_anything_of_a_person_but_where_the_contract_says(desk, count):
    folder, _, _, inputs = desk
    found, files = search(folder)
    theirs = {path.relative_to(folder).as_posix() for path in inputs}
    found = {name: set(map(_kind, kinds)) for name, kinds in found.items() if name not in theirs}
    wrong = {name: kinds - _allowed(name) for name, kinds in found.items()}
    assert {name: kinds for name, kinds in wrong.items() if kinds} == {}
    count("outputs searched for canaries", files - len(theirs))


@pytest.mark.usefixtures("said")
def test_the_search_finds_what_is_there(desk):
    """Every place where canaries are by design has them: the search looks into all formats."""
    folder, _, _, inputs = desk
    found, _ = search(folder)
    assert {path.suffix for path in inputs if path.relative_to(folder).as_posix() in found} == {
        ".csv", ".parquet", ".xlsx",
    }  # fmt: skip
    for place, kinds in BY_DESIGN.items():
        inside = {
            _kind(c) for name, every in found.items() if name.startswith(place) for c in every
        }
        assert inside >= kinds, place


@pytest.mark.usefixtures("said")
def test_files_are_private_and_no_temporary_file_stays(desk):
    folder, _, watched, inputs = desk
    written = [p for p in folder.rglob("*") if p not in inputs and p.is_file()]
    open_ = {
        p.relative_to(folder).as_posix() for p in written if stat.S_IMODE(p.stat().st_mode) & 0o077
    }
    assert len(written) > 30
    assert open_ == {"template.xlsx"}  # the empty form for the contractor
    assert list(watched.rglob("*")) == []
    assert not [p for p in folder.rglob(".*") if p.name.startswith((".staging", ".tmp"))]


def _kind(canary):
    return NAME if canary.lower().startswith(NAME) else REFERENCE


def _allowed(name):
    return set().union(*(kinds for place, kinds in BY_DESIGN.items() if name.startswith(place)))
