"""A survey that nobody here has seen is described in one file, whatever its scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.definitions.dictionary import data_dictionary
from satisfaction.definitions.dictionary_pages import to_markdown
from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey
from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from pathlib import Path

SURVEY = """\
survey: residents-2021
title: Residents
mode: post
fields:
  district: {{column: counci, kind: category}}
  age:
    column: q40_w
    kind: category
    levels: {{1: 18-24, 2: 25-34}}
    not_answered: {{9: not known}}
scales:
  rating:
    grades: {grades}
    satisfied: {satisfied}
    top: {top}
    dissatisfied: {dissatisfied}
questions:
  police: {{column: q3_01, scale: rating, outcome: true, text: Overall quality of police services}}
dimensions: [age]
"""

# Grades, satisfied, top, dissatisfied.
SCALES = {
    "four points": ("{1: good, 2: fair, 3: poor, 4: bad}", "[1, 2]", "[1]", "[3, 4]"),
    "five points from the bad end": (
        "{1: worst, 2: bad, 3: middling, 4: good, 5: best}",
        "[4, 5]",
        "[5]",
        "[1, 2]",
    ),
    "ten points": (
        "{1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g, 8: h, 9: i, 10: j}",
        "[8, 9, 10]",
        "[10]",
        "[1, 2, 3, 4]",
    ),
    "yes or no": ("{Y: 'yes', N: 'no'}", "[Y]", "[Y]", "[N]"),
    "several codes for one grade": (
        "{1: good, 1.0: good, 2: middling, 3: bad}",
        "[1, 1.0]",
        "[1, 1.0]",
        "[3]",
    ),
}


def _written(folder: Path, scale: tuple[str, str, str, str]) -> Path:
    path = folder / "residents.yaml"
    names = ("grades", "satisfied", "top", "dissatisfied")
    path.write_text(SURVEY.format(**dict(zip(names, scale, strict=True))), encoding="utf-8")
    return path


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES.keys())
def test_a_scale_of_any_length_and_direction_is_described(
    scale: tuple[str, str, str, str], tmp_path: Path
) -> None:
    survey = load_survey(_written(tmp_path, scale))
    read = survey.scale_of("police")
    assert read.is_rated
    for codes, written in zip(
        (read.satisfied, read.top, read.dissatisfied), scale[1:], strict=True
    ):
        assert f"[{', '.join(codes)}]" == written
    assert "q3_01" in to_markdown(data_dictionary(survey))


def test_levels_that_the_definition_leaves_open_come_from_the_data(tmp_path: Path) -> None:
    survey = load_survey(_written(tmp_path, SCALES["four points"]))
    dimensions = dimensions_of(survey.fields)
    assert dimensions["district"].is_open
    assert dimensions["age"].all_levels == ("18-24", "25-34", "not known")


def test_a_scale_that_is_satisfied_in_the_middle_is_refused(tmp_path: Path) -> None:
    scale = ("{1: low, 2: right, 3: high}", "[2]", "[2]", "[3]")
    with pytest.raises(DefinitionError, match="from one end") as caught:
        load_survey(_written(tmp_path, scale))
    assert (caught.value.key, caught.value.line) == ("scales.rating.satisfied", 14)
