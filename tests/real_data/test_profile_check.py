"""A large mismatch of real data: respondents of England and Wales against adults in London."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import satisfaction as sat
from satisfaction.representativeness import check_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from satisfaction.representativeness import ProfileCheck
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns

DIMENSIONS = {"gender": "gender", "age": "ageGroup", "ethnicity": "ethnicity"}


@pytest.fixture(scope="module")
def returns(data: Path, definitions: Path) -> Returns:
    file = data / "bcs_2007_08_teaching" / "bcs_0708.csv.gz"
    return sat.read_returns(file, definitions / "bcs_as_london.yaml").returns


@pytest.fixture(scope="module")
def london(data: Path, definitions: Path) -> Profile:
    folder = data / "london_population_frame"
    name = "london_borough_gender_education_age_ethnicity.csv.gz"
    return sat.victim_profile(folder / name, definitions / "london.yaml")


@pytest.fixture(scope="module")
def check(returns: Returns, london: Profile) -> ProfileCheck:
    """Check the 11,658 respondents whose age, gender and ethnicity are all known."""
    frame = returns.frame
    known = [frame[name].isin(returns.dimension(name).levels) for name in DIMENSIONS]
    complete = frame[known[0] & known[1] & known[2]].reset_index(drop=True)
    assert (len(frame), len(complete)) == (11_660, 11_658)
    return check_profile(replace(returns, frame=complete), london)


@pytest.mark.parametrize("dimension", list(DIMENSIONS))
def test_chi_square_is_that_of_the_reference(
    check: ProfileCheck, reference: Callable[..., dict[str, float]], dimension: str
) -> None:
    what = f"chi-square GOF sample vs London margin: {DIMENSIONS[dimension]}"
    expected = reference("bcs_2007_08", what, "X2")
    row = check.goodness.set_index("dimension").loc[dimension]
    assert row["chi_square"] == pytest.approx(expected["estimate"], rel=1e-9)
    assert row["rao_scott_p_value"] < 1e-3


def test_the_mismatch_is_found_and_its_direction_named(check: ProfileCheck) -> None:
    table = check.table.set_index(["dimension", "level"])
    assert check.needs_attention
    white = table.loc[("ethnicity", "White")]
    assert (white["verdict"], white["direction"]) == ("outside", "over")
    for level in ("Black", "Asian"):
        assert tuple(table.loc[("ethnicity", level), ["verdict", "direction"]]) == (
            "outside",
            "under",
        )


def test_the_residuals_name_the_levels_that_make_the_mismatch(check: ProfileCheck) -> None:
    residuals = check.residuals.set_index("level")["adjusted_residual"]
    assert residuals["White"] > 50
    assert residuals["Black"] < -20


def test_officer_observed_profiles_are_never_compared_in_silence(
    returns: Returns, london: Profile
) -> None:
    seen = replace(london.dimensions["ethnicity"], source="officer-observed")
    observed = replace(london, dimensions={**london.dimensions, "ethnicity": seen})
    found = check_profile(returns, observed)
    assert "observed-not-self-defined" in [caveat.code for caveat in found.caveats]
    assert "observed by officers" in sat.chart(found).layout.meta["caption"]
