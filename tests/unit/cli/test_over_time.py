"""Several quarters at once: files and profiles given again, and the commands over time."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import pytest

from satisfaction.cli.main import REFUSED, USAGE, run

FOLDER = Path("synthetic_data/quarter_2007_08_q3")
NAMED = ["--survey", "user-satisfaction-2007"]
QUARTERS = {"2007/08 Q2": "returns_2007-08-q2.parquet", "2007/08 Q3": "returns_2007-08-q3.parquet"}
BOTH = list(chain(*(("--returns", str(FOLDER / name)) for name in QUARTERS.values())))


def json_of(capsys, *arguments, codes=(0,)):
    assert run([*arguments, "--json"]) in codes
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def profiles(tmp_path_factory):
    """Return the options that give each quarter its profile."""
    folder = tmp_path_factory.mktemp("profiles")
    options = []
    for number, period in enumerate(QUARTERS):
        path = folder / f"profile_{number}.parquet"
        records = str(FOLDER / "crime_records.parquet")
        assert run(["profile", records, *NAMED, "--period", period, "--out", str(path)]) == 0
        options += ["--profile", str(path)]
    return options


def test_several_deliveries_are_estimated_quarter_by_quarter(capsys):
    found = json_of(capsys, "estimate", *BOTH, *NAMED, "--every", "quarter", "--measure", "overall")
    assert {row["period"] for row in found["table"]} == set(QUARTERS)
    assert all(row["complete"] for row in found["table"])
    alone = json_of(
        capsys, "estimate", *BOTH[2:], *NAMED, "--measure", "overall", "--period", "2007/08 Q3"
    )
    shares = [row["estimate"] for row in found["table"] if row["period"] == "2007/08 Q3"]
    assert shares == [row["estimate"] for row in alone["table"]]


def test_mean_grades_are_printed(capsys):
    found = json_of(capsys, "estimate", *BOTH, *NAMED, "--statistics", "mean")
    assert {row["statistic"] for row in found["table"]} == {"mean"}


def test_a_change_is_weighted_quarter_by_quarter(capsys, profiles):
    between = ["--between", *QUARTERS]
    found = json_of(capsys, "change", *BOTH, *NAMED, *profiles, "--set-aside", *between)
    assert found["type"] == "Change"
    assert "each period to its own victims" in found["method"]
    row = found["table"][0]
    assert (row["period_before"], row["period_after"]) == tuple(QUARTERS)
    assert row["verdict"] in {"rise", "fall", "no clear change"}
    plain = json_of(capsys, "change", *BOTH, *NAMED, *between)
    assert plain["table"][0]["change"] != row["change"]


def test_a_trend_of_two_quarters_says_that_it_has_no_slope(capsys):
    found = json_of(capsys, "trend", *BOTH, *NAMED)
    assert found["type"] == "Trend"
    assert found["slopes"] == []
    assert found["latest"]["periods"] == list(QUARTERS)


def test_a_trend_by_month_prints_its_slopes(capsys):
    assert run(["trend", *BOTH, *NAMED, "--every", "month", "--by", "gender"]) == 0
    said = capsys.readouterr().out
    assert "Slopes, as a proportion a year" in said
    assert "2007-07" in said


def test_a_control_chart_has_one_row_a_month(capsys):
    found = json_of(capsys, "control-chart", *BOTH, *NAMED, "--limits", "ewma", codes=(0, 1))
    assert [row["period"] for row in found["table"]] == [f"2007-{m:02d}" for m in range(7, 13)]
    assert {"smoothed", "limit_lower", "signal"} <= set(found["table"][0])


def test_hidden_sides_of_a_change_are_not_printed(capsys):
    options = ["--between", "2007-07", "2007-08", "--by", "ethnicity_detail"]
    found = json_of(capsys, "change", *BOTH, *NAMED, *options)
    hidden = [r for r in found["table"] if "hidden" in (r["flag_before"], r["flag_after"])]
    assert hidden
    for row in hidden:
        assert row["before"] is None
        assert row["after"] is None
        assert row["change"] is None
        assert row["base_before"] is None


@pytest.mark.parametrize("command", ["estimate", "funnel", "drivers", "precision"])
def test_every_command_reads_several_deliveries(capsys, command):
    options = ["--measure", "overall"] if command == "funnel" else []
    assert run([command, *BOTH, *NAMED, *options]) == 0
    assert capsys.readouterr().out


def test_a_file_given_twice_is_refused(capsys):
    assert run(["estimate", *BOTH, *BOTH[:2], *NAMED]) == USAGE
    assert "returns_2007-08-q2.parquet is given more than once" in capsys.readouterr().err


def test_accepted_returns_and_deliveries_are_not_mixed(capsys, tmp_path):
    assert run(["validate", BOTH[1], *NAMED, "--out", str(tmp_path)]) in (0, 1)
    capsys.readouterr()
    accepted = next(tmp_path.rglob("accepted.parquet"))
    mixed = ["--returns", str(accepted), *BOTH[2:]]
    assert run(["estimate", *mixed, *NAMED]) == USAGE
    said = capsys.readouterr().err
    assert "accepted.parquet" in said
    assert "satisfaction validate" in said


def test_two_profiles_of_one_period_are_refused(capsys, profiles):
    twice = [*profiles[:2], *profiles[:2]]
    assert run(["change", *BOTH, *NAMED, *twice, "--between", *QUARTERS]) == REFUSED
    assert "like another one" in capsys.readouterr().err
