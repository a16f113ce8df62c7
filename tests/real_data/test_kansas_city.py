"""Two waves of a city's resident survey: one definition, numbers that independent code confirms."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import satisfaction as sat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from satisfaction.drivers import Drivers
    from satisfaction.intake.delivery import Delivery

    Wave = Callable[[str], Delivery]

FIRST, THIRD = "kcmo_q1_aug2021", "kcmo_q3_mar2022"
ROWS = {FIRST: 1033, THIRD: 984}
WITH_GRADE = {FIRST: 995, THIRD: 939}
COLUMNS = {
    "protection": "q5_01",
    "relationship": "q5_02",
    "prevention": "q5_03",
    "traffic": "q5_04",
    "parking": "q5_05",
    "speed": "q5_06",
    "responsiveness": "q5_07",
}

both_waves = pytest.mark.parametrize("wave", [FIRST, THIRD])


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return data / "kansas_city_resident_2021_22"


@pytest.fixture(scope="module")
def delivered(folder: Path, definitions: Path) -> Wave:
    """Return each wave as read by the one definition."""
    survey = sat.load_survey(definitions / "kansas_city.yaml")
    read = {name: sat.read_returns(folder / f"{name}.csv.gz", survey) for name in (FIRST, THIRD)}
    return read.__getitem__


@pytest.fixture(scope="module")
def drivers(delivered: Wave) -> Callable[[str], Drivers]:
    found = {name: sat.find_drivers(delivered(name).returns) for name in (FIRST, THIRD)}
    return found.__getitem__


def _satisfied(table: pd.DataFrame, level: str = "everyone", measure: str = "police") -> pd.Series:
    chosen = table[
        (table["statistic"] == "satisfied")
        & (table["level"] == level)
        & (table["measure"] == measure)
    ]
    assert len(chosen) == 1
    return chosen.iloc[0]


@both_waves
def test_every_row_of_a_wave_is_accounted_for(delivered: Wave, wave: str) -> None:
    report = delivered(wave).report
    assert report.rows_in == report.accepted + report.rejected == ROWS[wave]
    assert report.rejected == 0
    assert len(delivered(wave).returns) == ROWS[wave]


def test_the_first_wave_gives_the_published_figures(delivered: Wave) -> None:
    returns = delivered(FIRST).returns
    overall = _satisfied(sat.estimate(returns, measure="police", interval="wilson").table)
    shown = [round(100 * overall[name], 1) for name in ("estimate", "lower", "upper")]
    assert (overall["base"], shown) == (995, [47.4, 44.4, 50.5])
    by_race = sat.estimate(returns, measure="police", by="race").table
    by_victim = sat.estimate(returns, measure="police", by="victim").table
    groups = [
        _satisfied(by_race, "White"),
        _satisfied(by_race, "Black"),
        _satisfied(by_victim, "victim"),
        _satisfied(by_victim, "not a victim"),
    ]
    assert [round(100 * group["estimate"], 1) for group in groups] == [52.4, 35.9, 36.1, 49.8]


@both_waves
@pytest.mark.parametrize(("measure", "column"), [("police", "q3_01"), ("city_services", "q2_01")])
def test_shares_and_wilson_intervals_are_those_of_the_reference(
    delivered: Wave,
    reference: Callable[..., dict[str, float]],
    wave: str,
    measure: str,
    column: str,
) -> None:
    expected = reference(f"kansas_city/{wave}", f"{column} satisfied(4,5) excl 9", "share")
    table = sat.estimate(delivered(wave).returns, interval="wilson").table
    row = _satisfied(table, measure=measure)
    assert row["base"] == expected["n"]
    assert row["estimate"] == pytest.approx(expected["estimate"], rel=1e-12)
    # Unweighted and unstratified, the effective base is the base: the textbook interval comes out.
    assert row["lower"] == pytest.approx(expected["ci_lo"], abs=1e-9)
    assert row["upper"] == pytest.approx(expected["ci_hi"], abs=1e-9)


@both_waves
@pytest.mark.parametrize(
    ("by", "level", "what"),
    [
        ("race", "White", "White"),
        ("race", "Black", "Black/African American"),
        ("race", "Hispanic", "Hispanic"),
        ("victim", "victim", "q31_01 victim=1 yes"),
        ("victim", "not a victim", "q31_01 victim=2 no"),
    ],
)
def test_groups_are_those_of_the_reference(
    delivered: Wave,
    reference: Callable[..., dict[str, float]],
    wave: str,
    by: str,
    level: str,
    what: str,
) -> None:
    expected = reference(f"kansas_city/{wave}", f"q3_01 police services satisfied, {what}", "share")
    table = sat.estimate(delivered(wave).returns, measure="police", by=by, interval="wilson").table
    row = _satisfied(table, level)
    assert row["base"] == expected["n"]
    assert row["estimate"] == pytest.approx(expected["estimate"], rel=1e-12)
    # A domain's variance has n / (n - 1) of the whole sample: half an answer more or less.
    assert row["lower"] == pytest.approx(expected["ci_lo"], abs=5e-4)
    assert row["upper"] == pytest.approx(expected["ci_hi"], abs=5e-4)


@both_waves
def test_the_gap_is_the_difference_of_its_two_levels(delivered: Wave, wave: str) -> None:
    found = sat.gap(delivered(wave).returns, measure="police", between=("White", "Black"))
    row = found.table.set_index("statistic").loc["satisfied"]
    assert row["gap"] == pytest.approx(row["estimate"] - row["other_estimate"], abs=1e-12)
    # Two independent samples: White 52.4 of 561 and Black 35.9 of 248 differ by 16.5 +- 7.3 points.
    variances = [
        p * (1 - p) / n
        for p, n in (
            (row["estimate"], row["base"]),
            (row["other_estimate"], row["other_base"]),
        )
    ]
    assert row["gap_standard_error"] == pytest.approx(sum(variances) ** 0.5, rel=2e-3)
    assert row["gap_lower"] > 0


def test_unknown_age_is_the_same_level_whether_it_was_blank_or_9(delivered: Wave) -> None:
    ages = {wave: delivered(wave).returns.frame["age"] for wave in (FIRST, THIRD)}
    assert list(ages[FIRST].cat.categories) == list(ages[THIRD].cat.categories)
    assert (ages[FIRST] == "not known").sum() == 40
    assert (ages[THIRD] == "not known").sum() == 43
    assert ages[FIRST].value_counts()["65+"] == 181
    assert ages[THIRD].value_counts()["65+"] == 185


def test_nothing_is_missing_in_trusted_returns(delivered: Wave) -> None:
    for wave in (FIRST, THIRD):
        assert not delivered(wave).returns.frame.isna().to_numpy().any()


def test_both_waves_read_as_one_delivery_keep_their_own_figures(
    folder: Path, definitions: Path, delivered: Wave
) -> None:
    files = [folder / f"{wave}.csv.gz" for wave in (FIRST, THIRD)]
    together = sat.read_returns(files, definitions / "kansas_city.yaml")
    assert together.report.accepted == sum(ROWS.values())
    table = sat.estimate(together.returns, measure="police", by="wave").table
    for wave, level in ((FIRST, "1QSEP2021"), (THIRD, "3QMAR2022")):
        alone = _satisfied(sat.estimate(delivered(wave).returns, measure="police").table)
        among = _satisfied(table, level)
        assert among["base"] == alone["base"]
        assert among["estimate"] == pytest.approx(alone["estimate"], rel=1e-12)


@both_waves
def test_drivers_state_how_many_rated_each_item_poor(
    folder: Path, drivers: Callable[[str], Drivers], wave: str
) -> None:
    with gzip.open(folder / f"{wave}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["q3_01"] != "9"]
    found = drivers(wave)
    table = found.table.set_index("driver")
    assert found.base == len(rows) == WITH_GRADE[wave]
    assert found.dissatisfied == sum(row["q3_01"] in "12" for row in rows)
    assert set(table.index) == set(COLUMNS)
    for driver, column in COLUMNS.items():
        poor = sum(row[column] in "12" for row in rows)
        assert table.loc[driver, "low_base"] == poor
        assert table.loc[driver, "reach"] == pytest.approx(poor / len(rows), rel=1e-12)


@both_waves
def test_protection_and_prevention_lead_in_both_waves_and_parking_never_does(
    drivers: Callable[[str], Drivers], wave: str
) -> None:
    table = drivers(wave).table.set_index("driver")
    assert set(table.index[:2]) == {"protection", "prevention"}
    assert table.loc[["protection", "prevention"], "leading"].all()
    assert not table.loc[["parking", "traffic", "speed"], "leading"].any()
    assert (table["share_lower"] < table["share_upper"]).all()


@both_waves
def test_the_first_driver_also_has_the_largest_share_of_variance_in_the_reference(
    drivers: Callable[[str], Drivers], reference: Callable[..., dict[str, float]], wave: str
) -> None:
    lmg = {
        driver: reference(f"kansas_city/{wave}", "LMG share of R2", f"p{column[-1]}")["estimate"]
        for driver, column in COLUMNS.items()
        if driver != "parking"
    }
    table = drivers(wave).table.set_index("driver")
    foremost = max(lmg, key=lambda name: lmg[name])
    assert foremost == "protection"
    assert table["rank_lower"][foremost] == 1
    assert table["p_holm"][foremost] < 0.001


def test_the_same_two_drivers_lead_in_both_waves(drivers: Callable[[str], Drivers]) -> None:
    """Seven months apart: the third of the second wave is not in the first, and is said to flip."""
    assert set(drivers(FIRST).leading) == {"protection", "prevention"}
    assert set(drivers(THIRD).leading) >= {"protection", "prevention"}
    assert set(drivers(THIRD).leading) <= {"protection", "prevention", "relationship"}
    assert "relationship" in drivers(FIRST).flips
    assert not {"parking", "traffic"} & {*drivers(FIRST).leading, *drivers(THIRD).leading}


def test_an_uninformative_item_changes_nobody_who_leads(
    delivered: Wave, drivers: Callable[[str], Drivers]
) -> None:
    returns = delivered(FIRST).returns
    question = returns.survey.questions["parking"].model_copy(update={"label": "Noise"})
    survey = returns.survey.model_copy(
        update={"questions": {**returns.survey.questions, "noise": question}}
    )
    shuffled = returns.frame["parking"].sample(frac=1, random_state=7)
    frame = returns.frame.assign(noise=shuffled.set_axis(returns.frame.index))
    found = sat.find_drivers(replace(returns, survey=survey, frame=frame))
    before = drivers(FIRST)
    assert set(found.leading) == set(before.leading)
    shares = found.table.set_index("driver")["share"].drop("noise")
    assert (shares - before.table.set_index("driver")["share"]).abs().max() < 0.03
