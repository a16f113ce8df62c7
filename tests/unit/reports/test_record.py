from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from satisfaction.reports import record_of, settings_of

if TYPE_CHECKING:
    from types import ModuleType

    from satisfaction.results import Result


def record(hand_made: ModuleType, *results: Result, run_stamp: str = "x") -> Any:
    return json.loads(text(hand_made, *results, run_stamp=run_stamp))


def text(hand_made: ModuleType, *results: Result, run_stamp: str = "x") -> str:
    return record_of(
        results,
        survey=hand_made.survey(),
        period="2007/08 Q3",
        settings=settings_of(hand_made.rules()),
        run_stamp=run_stamp,
        versions={"satisfaction": "0.1.0"},
    )


def test_numbers_are_kept_unrounded(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.headline())["results"][0]["table"]
    assert found[0]["lower"] == hand_made.headline().table["lower"].iloc[0]
    assert found[0]["statistic"] == "satisfied"


def test_what_is_missing_is_null(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.profile_check())["results"][0]
    assert found["table"][0]["base_to_settle"] is None
    assert found["table"][3]["base_to_settle"] == 4100.0
    assert "NaN" not in text(hand_made, hand_made.profile_check())


def test_every_table_of_a_result_is_recorded(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.profile_check())["results"][0]
    assert found["type"] == "ProfileCheck"
    assert found["goodness"][0]["chi_square"] == 71.2
    assert found["tolerance"] == {"points": 0.03, "ratio_high": 1.25, "ratio_low": 0.8}
    assert found["caveats"][0]["code"] == "profile-unknown"


def test_settings_carry_source_and_confidence(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.headline())["settings"]["suppression"]
    assert found["settings"]["hidden_below"] == "30"
    assert found["confidence"] == "medium"
    assert found["source"] == "GLA; ONS"
    assert found["unverified"] == ["hidden_below"]


def test_sources_are_recorded_once_with_their_checksum(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.headline(), hand_made.gap())["sources"]
    assert found == [{"name": "returns_2007-10_to_12.csv", "rows": 2478, "sha256": "ab" * 32}]


def test_the_same_results_give_the_same_text(hand_made: ModuleType) -> None:
    assert text(hand_made, hand_made.gap()) == text(hand_made, hand_made.gap())


def test_two_runs_differ_in_their_stamp_alone(hand_made: ModuleType) -> None:
    first, second = (text(hand_made, hand_made.gap(), run_stamp=s) for s in ("one", "two"))
    assert first.replace('"run": "one"', '"run": "two"') == second


def test_keys_are_sorted(hand_made: ModuleType) -> None:
    found = json.loads(text(hand_made, hand_made.gap()), object_pairs_hook=list)
    assert [key for key, _ in found] == sorted(key for key, _ in found)


def test_hidden_estimates_have_no_numbers(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.groups())["results"][0]["table"]
    hidden = [row for row in found if row["flag"] == "hidden"]
    assert hidden
    assert all(row["estimate"] is None and row["base"] is None for row in hidden)
    assert all(row["level"] == "racist incident" for row in hidden)


def test_returns_are_never_recorded(hand_made: ModuleType) -> None:
    assert "a victim" not in text(hand_made, hand_made.weighted())
    found = record(hand_made, hand_made.weighted())["results"][0]
    assert found["diagnostics"]["effective_base"] == 2100.0


def test_cells_of_a_profile_are_not_recorded(hand_made: ModuleType) -> None:
    found = record(hand_made, hand_made.profile())["results"][0]
    assert found["table"] == [{"dimension": "ethnicity", "unknown": 0.27, "victims": 1000}]


def test_infinite_numbers_are_null_and_never_invalid_json(hand_made: ModuleType) -> None:
    result = hand_made.gap()
    result.table["df"] = float("inf")
    found = record(hand_made, result)["results"][0]["table"][0]
    assert found["df"] is None
    assert found["gap"] == pytest.approx(0.048)
