"""What was asked of a Board's pack, and the pages that answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.reports import Exhibit
    from satisfaction.reports.pack import Audience
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.workflow.editions import Edition

_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRequest:
    """What was asked for.

    Attributes
    ----------
    edition : {"quarterly", "monthly"}
    month : str
        Of a monthly edition; by default the last of the configured quarter.
    audience : {"internal", "external"}
        Of the force's page. Borough pages are always external.
    boroughs : tuple of str
    every_borough : bool
        Borough pages alone unless ``audience`` is ``external``: then the force's page as well.
    commentary : Path or None
        By default that of the configuration; an external page has none by default.
    images : Path or None
        Folder for PNG and SVG of each figure.
    summary : bool
        Whether to write a one-page PDF.
    published : tuple of Path
        Earlier external editions, beside those in the output folder.
    """

    edition: Edition = "quarterly"
    month: str = ""
    audience: Audience = "internal"
    boroughs: tuple[str, ...] = ()
    every_borough: bool = False
    commentary: Path | None = None
    images: Path | None = None
    summary: bool = False
    published: tuple[Path, ...] = ()

    @property
    def has_boroughs(self) -> bool:
        """Whether borough pages were asked for."""
        return self.every_borough or bool(self.boroughs)

    @property
    def has_force(self) -> bool:
        """Whether the page of the whole force is made."""
        return not self.has_boroughs or self.audience == "external"

    @property
    def is_external(self) -> bool:
        """Whether anything leaves the force."""
        return self.has_boroughs or self.audience == "external"

    def check(self) -> None:
        """Refuse what does not go together, all at once."""
        faults = []
        if self.month and self.edition != "monthly":
            faults.append("--month is for --edition monthly")
        if self.boroughs and self.every_borough:
            faults.append("--borough and --all-boroughs are given together; one is enough")
        if faults:
            raise UsageError(f"{'; '.join(faults)}.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """One HTML file: what it shows and how it is headed."""

    name: str
    shown_as: str
    exhibits: tuple[Exhibit, ...]
    survey: Survey
    rules: Rules
    period: str
    title: str
    edition: str
    audience: Audience
    attention: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    commentary: str = ""
    about: str = ""
    note: str = ""
    requirements: RequirementsStatement | None = None

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.removesuffix(".html")


def file_part(name: str) -> str:
    """Return a name as a part of a file name, for example ``barking-and-dagenham``.

    Where letters alone do not tell it from every other name, some of its checksum does.
    """
    folded = name.casefold()
    part = re.sub(r"[^\w]+", "-", folded).strip("-")[:_LONGEST]
    if part.replace("-", " ") == folded:
        return part
    return f"{part}-{sha256(name.encode('utf-8')).hexdigest()[:6]}"
