"""Answers to open questions, in the words of people whose ratings they go with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Verbatim
from satisfaction.synthesis.columns import BLANK, Column
from satisfaction.synthesis.remarks import (
    OF_DISSATISFIED,
    OF_DRIVERS,
    OF_OTHERS,
    PERSONAL,
    UNCOVERED,
)
from satisfaction.synthesis.scale_zones import zones_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.synthesis.types import Bools, Integers
    from satisfaction.synthesis.world import World

# About 40 % say anything; the dissatisfied have more to say.
_SPEAKS_IF_DISSATISFIED, _SPEAKS = 0.62, 0.35
_MENTIONS = 0.35
_UNCOVERED_IF_DISSATISFIED, _UNCOVERED = 0.12, 0.02
_PERSONAL = 0.04
_MOST_SENTENCES = 4


def verbatim_columns(grades: Mapping[str, Integers], world: World) -> dict[str, Column]:
    """Return the column of every open question.

    About 40 % of respondents answer. Who rated a driver poor mentions it with a chance of 0.35;
    insurance, which no driver asks about, is brought up by 12 % of the dissatisfied and by 2 % of
    the others; 4 % of the answers hold personal data, all invented, for redaction to find.

    Parameters
    ----------
    grades : mapping of str to array of int
        True grades of the interviewed, as positions in their scales.
    """
    fields = world.survey.fields.items()
    return {
        field.column: _column(name, grades, world)
        for name, field in fields
        if isinstance(field, Verbatim)
    }


def driver_sentences(survey: Survey) -> Mapping[str, Sequence[str]]:
    """Return what is said by somebody who rated a driver poor, by driver."""
    return {name: OF_DRIVERS.get(name) or (_plain(survey, name),) for name in survey.drivers}


def _plain(survey: Survey, driver: str) -> str:
    label = survey.questions[driver].label or driver.replace("_", " ")
    return f"more should be done about {label.lower()}"


def _column(name: str, grades: Mapping[str, Integers], world: World) -> Column:
    survey = world.survey
    is_low = np.isin(grades[survey.outcome], zones_of(survey.scale_of(survey.outcome)).low)
    chance = np.where(is_low, _SPEAKS_IF_DISSATISFIED, _SPEAKS)
    rows = len(is_low)
    speaks = world.streams.happens(f"verbatim/{name}/speaks", chance, rows)
    said: list[list[str]] = [[] for _ in range(rows)]
    for sentences, who, key in _topics(name, grades, is_low, world):
        picked = world.streams.integers(f"{key}/which", 0, len(sentences) - 1, rows)
        for row in np.flatnonzero(who & speaks):
            said[row].append(sentences[picked[row]])
    texts = ["" if not speaks[row] else _written(said[row]) for row in range(rows)]
    words = tuple(dict.fromkeys(texts))
    place = {word: number for number, word in enumerate(words)}
    codes = np.array([place[text] if text else BLANK for text in texts], dtype=np.int32)
    return Column(words=words, codes=codes)


def _topics(
    name: str, grades: Mapping[str, Integers], is_low: Bools, world: World
) -> Iterator[tuple[Sequence[str], Bools, str]]:
    """Yield what may be said, by whom, and the name of its stream of random numbers."""
    rows, streams, survey = len(is_low), world.streams, world.survey
    anything = np.zeros(rows, dtype=np.bool_)
    for driver, sentences in driver_sentences(survey).items():
        key = f"verbatim/{name}/{driver}"
        poor = np.isin(grades[driver], zones_of(survey.scale_of(driver)).low)
        who = poor & streams.happens(key, _MENTIONS, rows)
        anything |= who
        yield sentences, who, key
    key = f"verbatim/{name}/uncovered"
    who = streams.happens(key, np.where(is_low, _UNCOVERED_IF_DISSATISFIED, _UNCOVERED), rows)
    yield UNCOVERED, who, key
    silent = ~(anything | who)
    yield OF_DISSATISFIED, silent & is_low, f"verbatim/{name}/dissatisfied"
    yield OF_OTHERS, silent & ~is_low, f"verbatim/{name}/others"
    personal = [sentence for kind in PERSONAL.values() for sentence, _ in kind]
    key = f"verbatim/{name}/personal"
    yield personal, streams.happens(key, _PERSONAL, rows), key


def _written(sentences: Sequence[str]) -> str:
    """Return the last few sentences as a text, since personal data come last."""
    return " ".join(f"{one[0].upper()}{one[1:]}." for one in sentences[-_MOST_SENTENCES:])
