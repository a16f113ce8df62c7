"""Faults of a definition: where each stands and what it says, gathered before any is raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from satisfaction.definitions.documents import Document

FAULTS = "definition_faults"
_SHOWN = 5
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: the keys that lead to it, and a sentence."""

    path: tuple[str, ...]
    says: str

    @property
    def short(self) -> str:
        """The sentence, its middle left out where it quotes something endless."""
        if len(self.says) <= _LONGEST:
            return self.says
        return f"{self.says[: _LONGEST // 2]} ... {self.says[-_LONGEST // 2 :]}"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise all ``faults`` at once from a model's validator; paths start at that model."""
    found = tuple(faults)
    if found:
        raise PydanticCustomError(FAULTS, "{says}", {"says": found[0].says, "faults": found})


def refuse_document(document: Document, faults: Iterable[Fault]) -> None:
    """Raise ``faults``, if any, as one error with file, key and line of each."""
    found = tuple(faults)
    if found:
        raise definition_error(document, found)


def definition_error(document: Document, faults: Sequence[Fault]) -> DefinitionError:
    """Return the error for ``faults``, in the order of the file; the first gives key and line."""
    first, *others = sorted(faults, key=lambda fault: _line(document, fault))
    listed = "".join(f"\n  {_place(document, f)}: {f.short}" for f in others[: _SHOWN - 1])
    more = len(faults) - _SHOWN
    rest = f"\n  and {more} more" if more > 0 else ""
    return DefinitionError(
        first.short + listed + rest,
        file=document.file,
        key=".".join(first.path),
        line=_line(document, first),
    )


def _line(document: Document, fault: Fault) -> int:
    # A key that is missing at the top stands nowhere: the file's first line is its place.
    return document.line_of(fault.path) or 1


def _place(document: Document, fault: Fault) -> str:
    return f"line {_line(document, fault)}, `{'.'.join(fault.path)}`"
