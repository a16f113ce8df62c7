"""The documented process: a record that is whole, says nothing of anybody, and can be re-run."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli import main
from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.reports.check_record import check_page
from satisfaction.workflow.check_inputs import CheckFiles
from satisfaction.workflow.check_verification import verify_record
from satisfaction.workflow.checking import run_check, write_check
from satisfaction.workflow.config import Inputs, QuarterConfig, Settings
from satisfaction.workflow.profiling import count_profile
from satisfaction.workflow.quarter import run_quarter

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
SURVEY = "user-satisfaction-2007"
PERIOD = "2007/08 Q3"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Return a folder with the committed quarter and its profile."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("returns_2007-08-q3", "frame", "issued_sample", "contact_outcomes"):
        shutil.copy(QUARTER / f"{name}.parquet", folder)
    records = str(QUARTER / "crime_records.parquet")
    count_profile([records], survey=SURVEY, period=PERIOD, out=folder / "profile.parquet")
    return folder


@pytest.fixture(scope="module")
def files(desk):
    return CheckFiles(
        returns=(desk / "returns_2007-08-q3.parquet",),
        profile=(desk / "profile.parquet",),
        frame=(desk / "frame.parquet",),
        issued=(desk / "issued_sample.parquet",),
        outcomes=(desk / "contact_outcomes.parquet",),
    )


@pytest.fixture(scope="module")
def run(files):
    return run_check(files, survey=SURVEY, period=PERIOD, run_stamp="stamp of the first")


@pytest.fixture(scope="module")
def record(run, desk):
    """Return the record, written beside its files."""
    return next(path for path in write_check(run, desk) if path.name == "record.json")


@pytest.fixture
def copied(desk, record, tmp_path):
    """Return a copy of the record and its files, to be spoilt."""
    return Path(shutil.copytree(desk, tmp_path / "copy")) / record.name


def content(record):
    return json.loads(record.read_text(encoding="utf-8"))


def spoil(record, change):
    found = content(record)
    change(found)
    record.write_text(json.dumps(found), encoding="utf-8")
    return record


def test_the_record_names_every_file_with_its_checksum(record):
    inputs = {entry["role"]: entry for entry in content(record)["inputs"]}
    assert set(inputs) == {"returns", "profile", "frame", "issued", "outcomes"}
    assert all(len(entry["sha256"]) == 64 and entry["bytes"] > 0 for entry in inputs.values())


def test_the_record_holds_settings_versions_verdicts_and_room_for_a_signature(record):
    found = content(record)
    rule = found["settings"]["rules"]["profile_check"]
    assert rule["unverified"]
    assert rule["standing"] == "practice"
    assert len(found["settings"]["definition"]["sha256"]) == 64
    assert set(found["versions"]) == {"satisfaction", "python", "numpy", "pandas", "scipy"}
    assert set(found["verdicts"]) == {PERIOD}
    assert sum(found["verdicts"][PERIOD].values()) == len(found["results"][0]["table"])
    assert found["sign_off"] == {"checked_by": "", "signed": "", "date": "", "decision": ""}


def test_with_the_frame_the_verdict_compares_recorded_with_recorded(record):
    check = content(record)["results"][0]
    assert check["basis"] == "as recorded"
    assert len(check["self_described"]) == len(check["table"])


def test_cascade_propensity_and_impact_stand_in_the_record(record):
    names = [result["name"] for result in content(record)["results"]]
    assert names == [
        "profile check",
        "cascade",
        "response propensity",
        "recorded against self-defined",
        "impact",
        "sample plan",
        "response rates",
        "requirements",
    ]
    rolling = "The rolling year (12m to 2007-12) was not checked: the returns hold interviews of"
    excluded = "Without the records file it cannot be told who was excluded, and whether that was"
    assert content(record)["not_done"] == [f"{rolling} {PERIOD} only.", f"{excluded} necessary."]


def test_without_the_fieldwork_the_record_says_what_cannot_be_told(files):
    bare = CheckFiles(returns=files.returns, profile=files.profile)
    document = run_check(bare, survey=SURVEY, period=PERIOD, run_stamp="").document
    said = " ".join(document.not_done)
    assert all(f"Without the {role} file" in said for role in ("frame", "issued", "outcomes"))
    assert document.check.basis == "as respondents said"


@pytest.mark.usefixtures("record")
def test_two_runs_differ_by_their_stamp_only(files, desk, tmp_path):
    again = run_check(files, survey=SURVEY, period=PERIOD, run_stamp="stamp of the other")
    for path in write_check(again, tmp_path):
        first = (desk / path.name).read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8").replace("of the other", "of the first") == first


def test_no_reference_or_pseudonym_is_written(desk, record):
    text = record.read_text(encoding="utf-8")
    raw = pd.read_parquet(desk / "returns_2007-08-q3.parquet")
    assert not any(str(value) in text for value in raw["CRIMEREF"].dropna().head(200))
    assert not re.search(r"\b[0-9a-f]{24}\b", text)


def test_a_record_is_the_same_when_it_is_computed_again(record):
    found = verify_record(record)
    assert found.is_same
    assert found.compared > 1_000
    assert str(found).startswith("The same")


def test_a_changed_number_is_named_with_its_cell(copied):
    def shift(found):
        found["results"][0]["table"][0]["difference"] += 1e-6

    found = verify_record(spoil(copied, shift))
    assert not found.is_same
    assert [d.place for d in found.cells] == [
        "results [1: profile check, 2007/08 Q3] / table [1: 2007/08 Q3, age, 16-24] / difference"
    ]


def test_a_number_within_the_stated_closeness_is_the_same(copied):
    def shift(found):
        found["results"][0]["table"][0]["difference"] += 1e-11

    assert verify_record(spoil(copied, shift)).is_same


def test_a_missing_row_and_a_changed_verdict_are_named(copied):
    def change(found):
        table = found["results"][0]["table"]
        table[0]["verdict"] = "within"
        table.pop()

    places = [d.place for d in verify_record(spoil(copied, change)).cells]
    assert any(place.endswith("/ verdict") for place in places)
    assert any(place.endswith("table, number of rows") for place in places)


def test_a_changed_rule_is_named(copied):
    def change(found):
        found["settings"]["rules"]["profile_check"]["settings"]["tolerance_points"] = "5"

    places = [d.place for d in verify_record(spoil(copied, change)).cells]
    assert places == ["settings / rules / profile_check / settings / tolerance_points"]


def test_signatures_and_other_versions_are_no_difference(copied):
    def sign(found):
        found["sign_off"]["signed"] = "A. Analyst"
        found["versions"]["numpy"] = "1.0"

    found = verify_record(spoil(copied, sign))
    assert found.is_same
    assert [d.place for d in found.versions] == ["numpy"]


def test_another_file_is_told_by_its_checksum(copied):
    def change(found):
        entry = next(e for e in found["inputs"] if e["role"] == "returns")
        entry["sha256"] = "0" * 64

    found = verify_record(spoil(copied, change))
    assert not found.is_same
    assert "returns file" in found.checksums[0].place


def test_a_file_that_is_not_beside_the_record_is_asked_for(copied):
    copied.with_name("frame.parquet").unlink()
    with pytest.raises(UsageError, match="--frame"):
        verify_record(copied)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "satisfaction-record/1"}'])
def test_what_is_no_record_is_refused(tmp_path, text):
    path = tmp_path / "record.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataRefusedError, match="no record of a profile check"):
        verify_record(path)


def test_a_check_that_cannot_be_written_leaves_nothing(run, tmp_path):
    broken = replace(run, document=replace(run.document, settings={"x": object}))
    out = tmp_path / "out"
    with pytest.raises(TypeError):
        write_check(broken, out)
    assert not out.exists()


def test_the_command_ends_in_1_when_a_level_is_outside_and_verifies_to_0(desk, tmp_path, capsys):
    given = ["--returns", f"{desk}/returns_2007-08-q3.parquet"]
    given += ["--profile", f"{desk}/profile.parquet"]
    out = tmp_path / "out"
    asked = ["--survey", SURVEY, "--period", PERIOD, "--out", str(out)]
    assert main.run(["check-profile", *given, *asked]) == main.ATTENTION
    verify = ["check-profile", "--verify", f"{out}/record.json", *given, "--json"]
    capsys.readouterr()
    assert main.run(verify) == main.DONE
    assert json.loads(capsys.readouterr().out)["same"] is True
    spoil(out / "record.json", lambda found: found["verdicts"].update({"within": 99}))
    assert main.run(verify) == main.ATTENTION


def test_a_later_quarter_stands_beside_the_record_of_an_earlier_one(desk, record, tmp_path):
    earlier = tmp_path / "earlier.json"
    shutil.copy(record, earlier)
    spoil(earlier, _a_quarter_before)
    files = CheckFiles(
        returns=(desk / "returns_2007-08-q3.parquet",),
        profile=(desk / "profile.parquet",),
        history=(earlier,),
    )
    found = run_check(files, survey=SURVEY, period=PERIOD, run_stamp="")
    assert found.check.history.periods == ("2007/08 Q2", PERIOD)
    assert [name for name, _ in found.document.results][1] == "history"
    path = write_check(found, tmp_path / "later")[0]
    given = {"returns": files.returns, "profile": files.profile, "history": (earlier,)}
    assert verify_record(path, given=given).is_same


def _a_quarter_before(found):
    for name in ("table", "coverage"):
        for row in found["results"][0][name]:
            row["period"] = "2007/08 Q2"


@pytest.mark.parametrize("points", ["0.03", "0.4", "0", "-3", "60"])
def test_a_tolerance_that_is_not_in_points_is_wrong_usage(points, capsys):
    given = ["--returns", "a", "--profile", "b", "--survey", "c", "--period", "d"]
    assert main.run(["check-profile", *given, "--tolerance", points]) == main.USAGE
    said = capsys.readouterr().err
    assert ("Did you mean 3?" in said) == (points == "0.03")


def test_a_check_without_a_profile_is_wrong_usage(capsys):
    assert main.run(["check-profile", "--returns", "a", "--survey", "c"]) == main.USAGE
    assert "--profile" in capsys.readouterr().err


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Return a folder with the record of a check of four quarters, from crime records."""
    folder = tmp_path_factory.mktemp("year")
    names = ("returns_2006-07-q4", "returns_2007-08-q1", "returns_2007-08-q2", "returns_2007-08-q3",
             "crime_records", "frame", "issued_sample", "contact_outcomes")  # fmt: skip
    for name in names:
        shutil.copy(QUARTER / f"{name}.parquet", folder)
    files = CheckFiles(
        returns=tuple(sorted(folder.glob("returns_*"))),
        records=(folder / "crime_records.parquet",),
        frame=(folder / "frame.parquet",),
        issued=(folder / "issued_sample.parquet",),
        outcomes=(folder / "contact_outcomes.parquet",),
    )
    write_check(run_check(files, survey=SURVEY, period=PERIOD, run_stamp="stamp"), folder)
    return folder


def test_a_year_of_returns_with_crime_records_makes_the_whole_process(year):
    found = content(year / "record.json")
    assert list(found["verdicts"]) == ["12m to 2007-12", PERIOD]
    assert sum(map(sum, (part.values() for part in found["verdicts"].values()))) == 30
    assert [result["name"] for result in found["results"]] == [
        "profile check",
        "history",
        "exclusion audit",
        "cascade",
        "response propensity",
        "recorded against self-defined",
        "impact",
        "sample plan",
        "response rates",
        "requirements",
    ]
    assert found["results"][0]["basis"] == "as recorded"
    assert [entry["role"] for entry in found["inputs"]].count("returns") == 4
    history = {row["period"] for row in found["results"][1]["table"]}
    assert history == {"2006/07 Q4", "2007/08 Q1", "2007/08 Q2", PERIOD}


def test_requirements_rest_on_the_check_and_the_audit_of_this_record(year):
    rows = {row["rule"]: row for row in content(year / "record.json")["results"][-1]["table"]}
    assert rows["profile_check"]["status"] == "not met"
    assert "2007/08 Q3: 1" in rows["profile_check"]["evidence"]
    assert "12m to 2007-12: 1" in rows["profile_check"]["evidence"]
    assert "victims were excluded" in rows["exclusions"]["evidence"]
    assert rows["unnecessary_exclusion"]["status"] == "not met"


def test_no_single_exclusion_or_breach_is_named_in_the_record(year):
    results = {result["name"]: result for result in content(year / "record.json")["results"]}
    assert results["exclusion audit"]["references"] == []
    assert all("interview" not in row for row in results["requirements"]["breaches"])
    assert results["requirements"]["breaches"]


def test_a_record_of_several_returns_is_computed_again_from_all_of_them(year):
    found = verify_record(year / "record.json")
    assert found.is_same
    assert found.compared > 20_000
    with pytest.raises(UsageError, match="from 4 files for --returns, and 1 were given"):
        verify_record(
            year / "record.json", given={"returns": (year / "returns_2007-08-q3.parquet",)}
        )


def test_many_differences_are_counted_and_only_the_first_are_printed(year, tmp_path):
    record = Path(shutil.copytree(year, tmp_path / "copy")) / "record.json"

    def shift(found):
        for row in found["results"][0]["residuals"]:
            row["pearson_residual"] += 1
            row["adjusted_residual"] += 1

    printed = str(verify_record(spoil(record, shift))).splitlines()
    assert printed[0].startswith("Not the same: 0 files and 60 of")
    assert printed[-1] == "  and 20 more: --json has all of them."
    assert len(printed) == 42


def test_the_page_says_which_rules_are_met_and_asks_for_a_signature_last(year):
    page = (year / "record.html").read_text(encoding="utf-8")
    assert "Recommendation 10: where we stand" in page
    assert "Verdicts for 2007/08\N{NO-BREAK SPACE}Q3" in page
    places = [page.index(f'id="{part}"') for part in ("figure-1", "recommendation-10", "sign-off")]
    assert places == sorted(places)


def test_without_any_profile_or_records_the_period_has_no_profile(files):
    with pytest.raises(UsageError, match="no victim profile of 2007/08 Q3"):
        run_check(CheckFiles(returns=files.returns), survey=SURVEY, period=PERIOD)


ANOTHER = {
    "tolerance_points": 1.5,
    "population": "eligible",
    "method": "linear",
    "unreachable": "refuse",
    "gap": ("White", "BME"),
    "history": 3,
    "describe": "self-defined",
}


def test_every_setting_of_a_quarter_is_kept_in_the_record_and_verified_with(files, tmp_path):
    assert set(ANOTHER) == set(Settings.model_fields), "a new setting needs a value here"
    folder = Path(shutil.copytree(files.profile[0].parent, tmp_path / "desk"))
    settings = Settings(**ANOTHER)
    run = run_check(files, survey=SURVEY, period=PERIOD, settings=settings, run_stamp="stamp")
    record = next(path for path in write_check(run, folder) if path.name == "record.json")
    assert Settings.model_validate(content(record)["settings"]["asked"]) == settings
    assert run.check.basis == "as respondents said"
    assert verify_record(record).is_same


@pytest.mark.parametrize("setting", ["tolerance_points", "population", "describe"])
def test_a_record_of_other_settings_is_not_the_same(copied, setting):
    def change(found):
        found["settings"]["asked"][setting] = ANOTHER[setting]

    assert not verify_record(spoil(copied, change)).is_same


def test_a_record_whose_settings_are_not_known_is_refused(copied):
    with pytest.raises(DataRefusedError, match="1 of the settings"):
        verify_record(spoil(copied, lambda found: found["settings"]["asked"].update(methd="rake")))


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """Return a folder with three small quarters."""
    folder = tmp_path_factory.mktemp("history")
    made = sat.synthesise(SURVEY, interviews=400, crimes=9_000, quarters=3, seed=5)
    made.write(folder)
    return folder


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {
            "population": "eligible",
            "tolerance_points": 1.0,
            "method": "linear",
            "history": 2,
            "describe": "self-defined",
        },
    ],
)
def test_the_command_and_the_quarter_find_the_same(history, settings, tmp_path):
    asked = Settings(**{"unreachable": "set aside", **settings})
    key = tmp_path / "key"
    PseudonymKey(bytes(32)).keep(key)
    inputs = {
        "returns": tuple(sorted(history.glob("returns_*.parquet"))),
        "records": (history / "crime_records.parquet",),
        "frame": (history / "frame.parquet",),
        "issued": (history / "issued_sample.parquet",),
        "outcomes": (history / "contact_outcomes.parquet",),
    }
    alone = run_check(
        CheckFiles(**inputs, key_file=key),
        survey=SURVEY,
        period=PERIOD,
        settings=asked,
        run_stamp="",
    ).check
    config = QuarterConfig(
        survey=SURVEY,
        period=PERIOD,
        out=str(tmp_path / "out"),
        key_file=str(key),
        inputs=Inputs(**{n: tuple(map(str, paths)) for n, paths in inputs.items()}),
        settings=asked,
    )
    whole = run_quarter(config, run_stamp="", quiet=True).results.check
    for name in ("table", "within_groups", "goodness", "residuals", "coverage", "self_described"):
        pd.testing.assert_frame_equal(getattr(alone, name), getattr(whole, name), check_exact=True)
    pd.testing.assert_frame_equal(alone.history.table, whole.history.table, check_exact=True)
    assert (alone.basis, alone.tolerance) == (whole.basis, whole.tolerance)


def test_the_page_says_how_many_interviews_would_settle_a_level(run):
    page = check_page(run.document)
    open_rows = run.check.table[run.check.table["verdict"] == "too few to tell"]
    told = open_rows[open_rows["settled_by"] == "more interviews"]
    assert len(told)
    assert f"{len(open_rows)} levels too few to tell: twice the interviews would settle" in page
    assert f'<td class="number">{int(told["base_to_settle"].iloc[0]):,}</td>' in page


def test_no_sentence_of_the_findings_ends_twice(run):
    assert not re.search(r"[.?!]\.</strong>|[?!]\. <a", check_page(run.document))
