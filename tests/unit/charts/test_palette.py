"""Colours told apart by colour-blind readers, in greyscale and against the page."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from satisfaction.charts.palette import (
    _GROUP_COLOURS,
    BAND_EDGE,
    INK,
    MUTED,
    NEUTRAL_GRADE,
    PAPER,
    STATISTIC_COLOURS,
    VERDICT_COLOURS,
    contrast,
    dissatisfied_steps,
    group_colour,
    satisfied_steps,
    text_on,
)
from satisfaction.errors import UsageError

# Deuteranopia, severity 1.0, on linear light: Machado, Oliveira and Fernandes (2009), table 1.
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    ratio = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance_when_colour_blind(first: str, second: str) -> float:
    seen = [lab(DEUTERANOPIA @ linear(colour)) for colour in (first, second)]
    return float(np.linalg.norm(seen[0] - seen[1]))


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_steps_of_a_scale_differ_when_colour_blind(size: int) -> None:
    colours = (*satisfied_steps(size), NEUTRAL_GRADE, *dissatisfied_steps(size))
    assert min(distance_when_colour_blind(*pair) for pair in combinations(colours, 2)) > 8


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_neighbouring_steps_differ_in_greyscale(size: int) -> None:
    for steps in (satisfied_steps(size), dissatisfied_steps(size)):
        pairs = pairwise(steps)
        assert min(contrast(*pair) for pair in pairs) > 1.25


def test_the_three_answers_and_the_verdicts_differ_when_colour_blind() -> None:
    answers = [STATISTIC_COLOURS[name] for name in ("satisfied", "neither", "dissatisfied")]
    for colours in (answers, list(VERDICT_COLOURS.values())):
        assert min(distance_when_colour_blind(*pair) for pair in combinations(colours, 2)) > 15


def test_groups_differ_when_colour_blind_and_are_not_taken_for_answers() -> None:
    assert min(distance_when_colour_blind(*p) for p in combinations(_GROUP_COLOURS, 2)) > 8
    assert not set(_GROUP_COLOURS) & set(STATISTIC_COLOURS.values())


def test_marks_stand_out_from_the_page() -> None:
    marks = {
        *satisfied_steps(9), *dissatisfied_steps(9), *STATISTIC_COLOURS.values(),
        *VERDICT_COLOURS.values(), *_GROUP_COLOURS, NEUTRAL_GRADE, BAND_EDGE,
    }  # fmt: skip
    assert min(contrast(mark, PAPER) for mark in marks) >= 3


def test_texts_stand_out_from_what_they_stand_on() -> None:
    texts = {INK, MUTED, *STATISTIC_COLOURS.values(), *VERDICT_COLOURS.values()}
    assert min(contrast(text, PAPER) for text in texts) >= 4.5
    fills = (*satisfied_steps(9), *dissatisfied_steps(9), NEUTRAL_GRADE)
    assert min(contrast(text_on(fill), fill) for fill in fills) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_group_keeps_its_colour() -> None:
    assert group_colour("Camden") == group_colour("Camden")
    assert group_colour("White") != group_colour("BME")


def test_a_scale_with_too_many_grades_is_refused() -> None:
    with pytest.raises(UsageError, match="10 grades on one side"):
        satisfied_steps(10)
