"""Code frames: which words an analyst counts as speaking of what.

A pattern is one word or a phrase, never a regular expression: a definition is untrusted input, and
an expression can hang. ``chase*`` is every word that begins with ``chase``; a ``*`` by itself
inside a phrase is any one word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.columns import unknown_name
from satisfaction.definitions.faults import Fault, refuse, refuse_document
from satisfaction.definitions.parsing import Definition, parse_model
from satisfaction.definitions.scalars import Name
from satisfaction.definitions.shelf import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from satisfaction.definitions.survey import Survey

ANY_WORD = "*"

_MOST_WORDS, _LONGEST_WORD, _MOST_PATTERNS = 6, 40, 2_000
_FEWEST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W\d_]+)*")


class Code(Definition):
    """One thing that respondents speak of.

    Attributes
    ----------
    label : str
        What reports call it.
    driver : str
        Question of the survey that asks about it; empty for a topic that none does.
    patterns : tuple of str
        Words or phrases; one is enough.
    """

    label: Name
    driver: str = ""
    patterns: tuple[Name, ...] = ModelField(min_length=1)

    @model_validator(mode="after")
    def _patterns_are_plain(self) -> Self:
        refuse(_pattern_faults(self.patterns))
        return self


class CodeFrame(Definition):
    """A code frame, owned by the analyst who reads the verbatims.

    Attributes
    ----------
    owner : str
        Who keeps it; empty until the force fills it in.
    codes : mapping of str to Code
    """

    code_frame: Name
    title: Name
    owner: str = ""
    codes: Mapping[Name, Code] = ModelField(min_length=1)

    @model_validator(mode="after")
    def _is_not_too_large(self) -> Self:
        count = sum(len(code.patterns) for code in self.codes.values())
        if count > _MOST_PATTERNS:
            says = f"{count:,} patterns are given; a code frame has at most {_MOST_PATTERNS:,}."
            refuse([Fault(path=("codes",), says=says)])
        return self


def load_code_frame(name: str | Path, survey: Survey) -> CodeFrame:
    """Load a code frame by name from ``schemas/code_frames/``, or from a file.

    Parameters
    ----------
    name : str or pathlib.Path
    survey : Survey
        Whose questions the codes' drivers are.

    Returns
    -------
    CodeFrame

    Raises
    ------
    DefinitionError
        If there is no such code frame, or it is at fault: with file, key and line.

    Examples
    --------
    >>> from satisfaction.definitions.library import load_survey
    >>> survey = load_survey("user-satisfaction-2007")
    >>> load_code_frame("user-satisfaction-2007", survey).codes["kept_informed"].driver
    'told_progress'
    """
    document = read_document("code_frames", name)
    frame = parse_model(document, CodeFrame)
    refuse_document(document, _driver_faults(frame, survey))
    return frame


def pattern_words(pattern: str) -> tuple[str, ...]:
    """Return the words of a pattern as it writes them, wildcards included."""
    return tuple(pattern.split())


def _pattern_faults(patterns: tuple[str, ...]) -> Iterator[Fault]:
    for number, pattern in enumerate(patterns):
        fault = _fault_of(pattern_words(pattern))
        if fault:
            yield Fault(path=("patterns", str(number)), says=fault)
        elif pattern in patterns[:number]:
            yield Fault(path=("patterns", str(number)), says="The pattern stands twice.")


def _fault_of(words: tuple[str, ...]) -> str:
    """Return what is wrong with a pattern, or nothing."""
    if len(words) > _MOST_WORDS:
        return f"A pattern has at most {_MOST_WORDS} words, this one {len(words)}."
    if ANY_WORD in (words[0], words[-1]):
        return "A `*` by itself stands for a word between two others; not at an end of a pattern."
    for word in words:
        stem = word.removesuffix(ANY_WORD)
        if word != ANY_WORD and (len(stem) > _LONGEST_WORD or not _WORD.fullmatch(stem)):
            return (
                "A pattern is made of words with letters, apostrophes and hyphens; write `*` at "
                "the end of a word for any ending, or by itself for any one word. It is no "
                "regular expression."
            )
        if word not in (ANY_WORD, stem) and len(stem) < _FEWEST_LETTERS:
            return f"Write {_FEWEST_LETTERS} letters or more before `*`: fewer fit anything."
    return ""


def _driver_faults(frame: CodeFrame, survey: Survey) -> Iterator[Fault]:
    for name, code in frame.codes.items():
        if code.driver and code.driver not in survey.questions:
            path = ("codes", name, "driver")
            yield unknown_name(code.driver, survey.questions, path, "questions")
