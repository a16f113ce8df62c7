"""The same data through the installed ``satisfaction`` command, as an analyst would run it."""

from __future__ import annotations

import json
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Run = Callable[..., Any]

WAVES = {"kcmo_q1_aug2021": (1033, "47.4"), "kcmo_q3_mar2022": (984, "47.9")}
SOMERVILLE = (
    "SomervilleHappinessSurvey2015_utf16le_semicolon.csv",
    "SomervilleHappinessSurvey2015_utf8bom.csv",
)


@pytest.fixture(scope="module")
def kansas_city(data: Path) -> Path:
    return data / "kansas_city_resident_2021_22"


def test_validate_writes_three_files_and_the_accepted_one_gives_the_figures(
    run: Run, kansas_city: Path, definitions: Path, tmp_path: Path
) -> None:
    survey = ("--survey", definitions / "kansas_city.yaml")
    done = run("validate", kansas_city / "kcmo_q1_aug2021.csv.gz", *survey, "--out", "checked")
    assert (done.code, done.err) == (0, "")
    assert "1,033 rows in = 1,033 accepted + 0 rejected" in done.out
    written = {path.name for path in (tmp_path / "checked").iterdir()}
    assert written == {"accepted.parquet", "rejects.csv", "report.json"}
    report = json.loads((tmp_path / "checked" / "report.json").read_text(encoding="utf-8"))
    assert report["definition_file"]["file"] == "kansas_city.yaml"
    accepted = ("--returns", "checked/accepted.parquet", *survey)
    figure = run("estimate", *accepted, "--measure", "police", "--json")
    assert (figure.code, figure.err) == (0, "")
    assert figure.json["table"][0]["base"] == 995
    assert figure.json["table"][0]["estimate"] == pytest.approx(0.474371859296482)


def test_rejected_rows_are_told_with_exit_code_1(run: Run, data: Path, definitions: Path) -> None:
    file = data / "bcs_2007_08_teaching" / "bcs_0708.csv.gz"
    done = run("validate", file, "--survey", definitions / "british_crime_survey.yaml", "--json")
    assert (done.code, done.err) == (1, "")
    assert done.json["rejected_by"] == {"blank_not_allowed": 16}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["as text", "as JSON"])
def test_a_group_too_small_to_publish_is_printed_without_its_numbers(
    run: Run, kansas_city: Path, definitions: Path, form: tuple[str, ...]
) -> None:
    """Five American Indians answered, one of them satisfied: 0.2, nearest other 0.211."""
    source = ("--returns", kansas_city / "kcmo_q1_aug2021.csv.gz")
    survey = ("--survey", definitions / "kansas_city.yaml")
    done = run("estimate", *source, *survey, "--measure", "police", "--by", "race", *form)
    assert "American Indian" in done.out
    assert "0.524" in done.out
    assert "0.200" not in done.out
    assert '"estimate": 0.2,' not in done.out


def test_gap_and_drivers_say_what_the_interface_of_python_says(
    run: Run, kansas_city: Path, definitions: Path
) -> None:
    source = (
        *("--returns", kansas_city / "kcmo_q3_mar2022.csv.gz"),
        *("--survey", definitions / "kansas_city.yaml", "--json"),
    )
    found = run("gap", *source, "--measure", "police", "--between", "White", "Black")
    assert found.code == 0
    assert found.json["table"][0]["gap"] == pytest.approx(0.516423 - 0.423237, abs=1e-6)
    drivers = run("drivers", *source)
    assert drivers.code == 0
    assert drivers.json["table"][0]["driver"] == "protection"
    assert drivers.json["base"] == 939


@pytest.mark.parametrize("wave", WAVES)
def test_a_quarter_of_each_kansas_city_wave_gives_a_pack_and_a_record(
    run: Run, kansas_city: Path, definitions: Path, tmp_path: Path, wave: str
) -> None:
    rows, satisfied = WAVES[wave]
    _configure(
        tmp_path,
        definitions / "kansas_city.yaml",
        kansas_city / f"{wave}.csv.gz",
        'gap = ["White", "Black"]',
    )
    done = run("quarter", "--config", "satisfaction.toml", "--quiet", "--json")
    assert done.code in {0, 1}
    assert done.err == ""
    assert done.code == int(bool(done.json["attention"]))
    assert (done.json["rows_in"], done.json["accepted"]) == (rows, rows)
    assert all((tmp_path / "out" / path).is_file() for path in done.json["written"])
    pack = (tmp_path / "out" / "board-pack-all.html").read_text(encoding="utf-8")
    assert satisfied in pack
    assert _fetched_by(pack) == []
    assert (tmp_path / "out" / "record-all.json").is_file()


@pytest.mark.parametrize("name", SOMERVILLE)
def test_a_quarter_of_each_somerville_file_gives_a_pack_and_a_record(
    run: Run, data: Path, definitions: Path, tmp_path: Path, name: str
) -> None:
    file = data / "somerville_happiness_2015" / name
    _configure(tmp_path, definitions / "somerville.yaml", file)
    done = run("quarter", "--config", "satisfaction.toml", "--quiet", "--json")
    assert done.code in {0, 1}
    assert done.err == ""
    assert done.json["accepted"] == 143
    assert "53.8" in (tmp_path / "out" / "board-pack-all.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("survey", "folder", "name", "period", "victims"),
    [
        (
            "mps_homicide.yaml",
            "mps_homicide_victims",
            "mps_homicide_victims_2003_2023.csv",
            "12m to 2003-12",
            216,
        ),
        (
            "toronto.yaml",
            "toronto_crime_victims",
            "toronto_victims_2014_2023.csv",
            "12m to 2023-12",
            29_892,
        ),
    ],
)
def test_profile_counts_victims_and_their_unknowns_into_a_file(
    run: Run,
    data: Path,
    definitions: Path,
    tmp_path: Path,
    survey: str,
    folder: str,
    name: str,
    period: str,
    victims: int,
) -> None:
    done = run(
        *("profile", data / folder / name, "--survey", definitions / survey),
        *("--period", period, "--out", "profile.parquet"),
    )
    assert (done.code, done.err) == (0, "")
    table = pd.read_parquet(tmp_path / "profile.parquet")
    assert table["victims"].sum() == victims


def test_every_record_is_counted_where_no_period_is_given(
    run: Run, data: Path, definitions: Path, tmp_path: Path
) -> None:
    """A table without dates can be counted no other way, and the message says: leave it out."""
    done = run(
        *("profile", data / "toronto_crime_victims" / "toronto_victims_2014_2023.csv"),
        *("--survey", definitions / "toronto.yaml", "--out", "profile.parquet"),
    )
    assert (done.code, done.err) == (0, "")
    table = pd.read_parquet(tmp_path / "profile.parquet")
    assert table["victims"].sum() == 272_885
    by_gender = Counter(dict(table.groupby("gender", observed=True)["victims"].sum()))
    assert by_gender["not known"] == 632


def test_describe_survey_prints_the_questionnaire_for_the_contractor(
    run: Run, definitions: Path
) -> None:
    done = run("describe-survey", definitions / "kansas_city.yaml", "--format", "markdown")
    assert (done.code, done.err) == (0, "")
    for column in ("q3_01", "q5_07", "q37_race", "counci"):
        assert column in done.out


def _configure(folder: Path, survey: Path, returns: Path, settings: str = "") -> None:
    text = (
        f"survey = '{survey}'\nout = 'out'\n[inputs]\nreturns = ['{returns}']\n"
        f"[settings]\n{settings}\n"
    )
    (folder / "satisfaction.toml").write_text(text, encoding="utf-8")


class _Page(HTMLParser):
    """Notes what a page would fetch; a link that a reader may follow fetches nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        sources = [value or "" for name, value in attrs if name in {"src", "href", "data"}]
        self.fetched += [s for s in sources if tag != "a" and not s.startswith(("data:", "#"))]


def _fetched_by(page: str) -> list[str]:
    parser = _Page()
    parser.feed(page)
    return parser.fetched
