"""Crime records as forces publish them: dirty labels, unknowns, months and years for dates."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import satisfaction as sat
from satisfaction.errors import SatisfactionError

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.tables.profile import Profile


@pytest.fixture(scope="module")
def homicides(data: Path) -> Path:
    return data / "mps_homicide_victims" / "mps_homicide_victims_2003_2023.csv"


@pytest.fixture(scope="module")
def toronto(data: Path) -> Path:
    return data / "toronto_crime_victims" / "toronto_victims_2014_2023.csv"


@pytest.fixture(scope="module")
def homicide_profile(homicides: Path, definitions: Path) -> Profile:
    return sat.victim_profile(homicides, definitions / "mps_homicide.yaml")


@pytest.fixture(scope="module")
def toronto_profile(toronto: Path, definitions: Path) -> Profile:
    return sat.victim_profile(toronto, definitions / "toronto.yaml")


@pytest.fixture(scope="module")
def london_profile(data: Path, definitions: Path) -> Profile:
    folder = data / "london_population_frame"
    name = "london_borough_gender_education_age_ethnicity.csv.gz"
    return sat.victim_profile(folder / name, definitions / "london.yaml")


def _victims(profile: Profile, by: str) -> dict[str, int]:
    counted = profile.table.groupby(by, observed=True)["victims"].sum()
    return {str(level): int(count) for level, count in counted.items()}


def test_every_homicide_victim_is_counted_once(homicide_profile: Profile) -> None:
    assert homicide_profile.table["victims"].sum() == 2912
    assert homicide_profile.caveats == ()


def test_dirty_age_labels_become_the_levels_of_the_survey(homicide_profile: Profile) -> None:
    assert _victims(homicide_profile, "age") == {
        "under 13": 163,
        "13-19": 396,
        "20-24": 478,
        "25-34": 634,
        "35-44": 466,
        "45-54": 347,
        "55-64": 201,
        "65+": 227,
    }
    assert homicide_profile.dimensions["age"].outside == ("under 13",)


def test_unrecorded_sex_and_ethnicity_stay_levels_of_their_own(homicide_profile: Profile) -> None:
    assert _victims(homicide_profile, "gender") == {"female": 695, "male": 2215, "not known": 2}
    assert _victims(homicide_profile, "ethnicity") == {
        "White": 1353,
        "Black": 1052,
        "Asian": 435,
        "Other": 48,
        "not known": 24,
    }


def test_observed_ethnicity_is_not_taken_for_self_defined(homicide_profile: Profile) -> None:
    assert homicide_profile.dimensions["ethnicity"].source == "officer-observed"


def test_boroughs_are_clean_and_those_of_the_population(
    homicide_profile: Profile, london_profile: Profile
) -> None:
    boroughs = _victims(homicide_profile, "area")
    assert len(boroughs) == 33
    assert (boroughs["Ealing"], boroughs["Harrow"], boroughs["Brent"]) == (128, 37, 148)
    assert set(boroughs) - {"Heathrow"} == set(_victims(london_profile, "area"))


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2010-04", {"Apr-10"}),
        ("2010/11 Q1", {"Apr-10", "May-10", "Jun-10"}),
        ("12m to 2003-12", None),
    ],
)
def test_victims_of_a_period_are_those_recorded_in_its_months(
    homicides: Path, definitions: Path, period: str, months: set[str] | None
) -> None:
    with homicides.open(encoding="utf-8", newline="") as file:
        recorded = Counter(row["Recorded Date"] for row in csv.DictReader(file))
    expected = sum(
        n for month, n in recorded.items() if (month in months if months else month[-2:] == "03")
    )
    profile = sat.victim_profile(homicides, definitions / "mps_homicide.yaml", period=period)
    assert profile.table["victims"].sum() == expected > 0


def test_a_window_that_cuts_a_month_in_two_is_refused(homicides: Path, definitions: Path) -> None:
    with pytest.raises(SatisfactionError, match=r"gives the month .* no day"):
        sat.victim_profile(
            homicides,
            definitions / "mps_homicide.yaml",
            period="2010/11 Q1",
            period_basis="interview",
        )


def test_victims_already_counted_are_summed_with_their_unknowns(toronto_profile: Profile) -> None:
    assert toronto_profile.table["victims"].sum() == 272_885
    assert _victims(toronto_profile, "gender") == {
        "female": 134_726,
        "male": 137_527,
        "not known": 632,
    }
    assert _victims(toronto_profile, "age") == {
        "18-24": 46_630,
        "25-34": 65_220,
        "35-44": 44_345,
        "45-54": 34_576,
        "55-64": 21_338,
        "65+": 12_593,
        "under 12": 11_792,
        "12-17": 25_793,
        "not known": 10_598,
    }
    assert _victims(toronto_profile, "user_group") == {
        "assault": 174_587,
        "other": 44_128,
        "robbery": 29_431,
        "sexual offence": 24_739,
    }


def test_a_calendar_year_of_yearly_counts_is_that_year_s(toronto: Path, definitions: Path) -> None:
    definition = definitions / "toronto.yaml"
    profile = sat.victim_profile(toronto, definition, period="12m to 2016-12")
    assert profile.table["victims"].sum() == 27_308


def test_a_financial_year_of_calendar_years_is_refused(toronto: Path, definitions: Path) -> None:
    with pytest.raises(SatisfactionError, match=r"gives the year .* no day"):
        sat.victim_profile(toronto, definitions / "toronto.yaml", period="2016/17")


def test_a_population_counts_as_a_profile_and_the_level_none_is_a_text(
    london_profile: Profile,
) -> None:
    assert london_profile.table["victims"].sum() == 6_781_716
    assert _victims(london_profile, "education")["none"] == 385_877
    assert london_profile.caveats == ()
