"""The analyst's commentary: Markdown under headings that name chapters, made safe for a page.

Paragraphs, lists, bold and italic are set; everything else, links and HTML too, stays the text that
it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from satisfaction.errors import UsageError, did_you_mean
from satisfaction.reports.chapters import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADING = re.compile(r"^ {0,3}##(?!#)[ \t]*(?P<name>.*?)[ \t]*#*[ \t]*$")
_NOTE = re.compile(r"<!--.*?-->", re.DOTALL)
_NEW = """\
<!-- The analyst's words for the Board's pack. This file is yours: it is never written over.
     Write under a heading; a heading with nothing under it is left out of the pack.
     Empty lines part paragraphs; **bold**, *italic* and lists (- or 1.) are set, nothing else. -->

"""


def read_commentary(text: str) -> Mapping[str, Markup]:
    """Return what was written for each chapter, as safe HTML.

    Parameters
    ----------
    text : str
        Markdown; ``## Headline`` starts the words for the chapter of that name.

    Raises
    ------
    UsageError
        If a heading names no chapter or comes twice, or words stand before the first heading: all
        faults at once.
    """
    parts = _parts(_NOTE.sub("", text.removeprefix("\ufeff")))
    if faults := _faults([name for name, _ in parts], has_stray=bool(parts[0][1].strip())):
        raise UsageError(
            f"The commentary cannot be placed: {'; '.join(faults)}. Headings are: "
            f"{', '.join(NAMES)}."
        )
    known = {name.casefold(): name for name in NAMES}
    return {known[name.casefold()]: rendered(words) for name, words in parts[1:] if words.strip()}


def rendered(words: str) -> Markup:
    """Return Markdown as HTML in which nothing can run, load or lead anywhere."""
    return Markup(_markdown().render(words))  # noqa: S704 - the parser escapes what it does not set


def new_commentary() -> str:
    """Return a commentary file with every heading and no words."""
    return _NEW + "\n\n".join(f"## {name}" for name in NAMES) + "\n"


def _parts(text: str) -> list[tuple[str, str]]:
    """Return each heading with what follows it; first what stands before any."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if found := _HEADING.match(line):
            parts.append((found["name"], []))
        else:
            parts[-1][1].append(line)
    return [(name, "\n".join(lines)) for name, lines in parts]


def _faults(names: list[str], *, has_stray: bool) -> list[str]:
    known = {name.casefold() for name in NAMES}
    given = names[1:]
    unknown = [
        f"there is no chapter '{name}'.{did_you_mean(name, NAMES)}".rstrip(".")
        for name in given
        if name.casefold() not in known
    ]
    folded = [name.casefold() for name in given]
    twice = sorted({name for name in given if folded.count(name.casefold()) > 1})
    repeated = [f"'{name}' stands more than once" for name in twice]
    stray = ["words stand before the first heading"] if has_stray else []
    return [*stray, *unknown, *repeated]


@cache
def _markdown() -> MarkdownIt:
    # "zero" sets paragraphs only; each further rule is one that cannot make a link or raw HTML.
    return MarkdownIt("zero", {"html": False}).enable(["list", "emphasis", "escape"])
