"""What is told of a result: the frames with counts, and what names them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from satisfaction.disclosure.layouts import LAYOUTS, WITHHELD_KINDS, Layout
from satisfaction.errors import UsageError
from satisfaction.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from satisfaction.results import Provenance

_CODE = "disclosure-"
_AUDIENCES = ("internal", "external")
_OF_PROVENANCE = "period"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublishedTable:
    """A result as its readers have it, live or from the file of an edition.

    Attributes
    ----------
    kind : str
        Name of the result's class.
    audience : str or None
        For whom it is protected; None for nobody.
    provenance : Provenance
    frames : mapping of str to pandas.DataFrame
        Those with counts, by attribute.
    named : mapping of str to str
        Attributes that say what is counted, such as the question.
    inner : mapping of str to PublishedTable
        Results inside this one, by attribute.
    """

    kind: str
    audience: str | None
    provenance: Provenance
    frames: Mapping[str, pd.DataFrame]
    named: Mapping[str, str]
    inner: Mapping[str, PublishedTable]

    @classmethod
    def of(cls, result: Result | PublishedTable) -> PublishedTable:
        """Return what a result tells; what is published already as it is.

        Raises
        ------
        UsageError
            If the kind of result is not known, or is never given out.
        """
        if isinstance(result, PublishedTable):
            return result
        kind = type(result).__name__
        layout = layout_of(kind)
        own = ((field.name, getattr(result, field.name)) for field in fields(result))
        return cls(
            kind=kind,
            audience=audience_of(result),
            provenance=result.provenance,
            frames={name: getattr(result, name) for name in frames_of(layout)},
            named={name: str(getattr(result, name)) for name in attributes_of(layout)},
            inner={name: cls.of(value) for name, value in own if isinstance(value, Result)},
        )

    def parts(self) -> Iterator[tuple[tuple[str, ...], PublishedTable]]:
        """Return this and what is inside it, each with the attributes that lead there."""
        yield (), self
        for name, inside in self.inner.items():
            for path, part in inside.parts():
                yield (name, *path), part


def audience_of(result: Result | PublishedTable) -> str | None:
    """Return for whom a result is protected already; None for nobody."""
    if isinstance(result, PublishedTable):
        return result.audience
    codes = {caveat.code for caveat in result.caveats}
    return next((name for name in _AUDIENCES if f"{_CODE}{name}" in codes), None)


def layout_of(kind: str) -> Layout:
    """Return where a kind of result holds counts.

    Raises
    ------
    UsageError
        If the kind is not known, or is never given out.
    """
    if kind in WITHHELD_KINDS:
        raise UsageError(
            f"'{kind}' holds single persons or kinds of person and is not given out in any form. "
            "Give results that are made from it, such as a profile check."
        )
    if kind not in LAYOUTS:
        raise UsageError(
            f"It is not declared where '{kind}' holds counts of people, so it cannot be protected. "
            f"Known: {', '.join(sorted(LAYOUTS))}."
        )
    return LAYOUTS[kind]


def frames_of(layout: Layout) -> tuple[str, ...]:
    """Return the frames that hold counts."""
    return tuple(dict.fromkeys(cells.frame for cells in layout.cells))


def attributes_of(layout: Layout) -> tuple[str, ...]:
    """Return the attributes of the result that name what is counted."""
    named = (
        text[1:]
        for cells in layout.cells
        for text in (cells.subject, cells.group, cells.level, cells.period, cells.answer)
        if text.startswith("@")
    )
    return tuple(name for name in dict.fromkeys(named) if name != _OF_PROVENANCE)


def keys_of(layout: Layout, frame: str) -> frozenset[str]:
    """Return the columns of a frame that name what is counted."""
    return frozenset(
        name
        for cells in layout.cells
        if cells.frame == frame
        for name in (
            cells.subject, cells.group, cells.level, cells.period, cells.answer, cells.flag,
            "level", *cells.within,
        )
    )  # fmt: skip
