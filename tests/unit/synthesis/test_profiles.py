"""Profile files: strict, and clear about what is wrong."""

from __future__ import annotations

import pytest

from satisfaction.errors import DefinitionError
from satisfaction.resources import resource_dir
from satisfaction.synthesis.profiles import load_profile


@pytest.fixture
def altered(tmp_path):
    shipped = resource_dir("synthetic_data").joinpath("profiles", "london_2007.yaml")

    def write(old: str, new: str):
        text = shipped.read_bytes().decode("utf-8")
        assert text.count(old) == 1
        path = tmp_path / "own.yaml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return write


def test_the_shipped_profile_has_32_boroughs_and_five_user_groups():
    profile = load_profile(None)
    assert len(profile.areas) == 32
    assert sum(group.share for group in profile.user_groups.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", ["london_2007", "london-2007"])
def test_a_shipped_profile_is_found_by_name(name):
    assert load_profile(name).profile == "london-2007"


def test_an_unknown_name_lists_what_is_shipped():
    with pytest.raises(DefinitionError, match=r"Did you mean 'london_2007'"):
        load_profile("london_2008")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("yearly_trend: ", "yearly_trends: ", "yearly_trend"),
        ("gender: {male: 0.05}", "gender: {males: 0.05}", "Did you mean 'male'"),
        ("only: [violent crime, road traffic collision]", "only: [violence]", "not known here"),
        ("{low: 0.45, top: 0.55,", "{low: 0.45, top: 0.65,", "more than 1"),
        ("ages: older", "ages: elder", "not known here"),
        ("rate: 0.42 ", "rate: 1.42 ", "rate"),
    ],
)
def test_a_slip_in_a_profile_is_named_with_its_place(altered, old, new, says):
    with pytest.raises(DefinitionError, match=says) as caught:
        load_profile(altered(old, new))
    assert caught.value.file == "own.yaml"
    assert caught.value.line


def test_a_profile_of_ones_own_changes_what_is_made(altered):
    from satisfaction.synthesis import synthesise

    path = altered("overall:   {satisfied: 0.77,", "overall:   {satisfied: 0.57,")
    truth = synthesise("user-satisfaction-2007", interviews=50, crimes=4_000, profile=path).truth
    table = truth.table("satisfaction")
    row = table.query("measure == 'overall' and population == 'eligible' and dimension == 'all'")
    assert row["satisfied"].item() == pytest.approx(0.57, abs=0.001)
