"""Records read, and what differs between a record and the same made again."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from satisfaction.errors import DataRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

CLOSE = 1e-9
# Filled in by people, or different for good reason; versions are told, not judged.
_NOT_COMPARED = frozenset({"run", "sign_off", "versions", "inputs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place of the record where the re-run has something else."""

    place: str
    recorded: str
    now: str

    def __str__(self) -> str:
        return f"{self.place}: recorded {self.recorded}, now {self.now}"


def read_record(path: Path, *, form: str, what: str, made_by: str) -> dict[str, Any]:
    """Read a record of the format ``form``.

    Raises
    ------
    DataRefusedError
        If the file is no such record.
    """
    content: object = None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("format") != form:
        raise DataRefusedError(
            f"{path.name} is no record of a {what} of the format '{form}', or it is damaged. Give "
            f"the record.json that {made_by} wrote."
        )
    return content


def numbered(row: object, number: int) -> str:
    """Return a row's number as part of a place."""
    del row
    return f"[{number}]"


def values_of(
    content: Mapping[str, Any], *, row_name: Callable[[object, int], str] = numbered
) -> dict[str, object]:
    """Return every value of a record that is compared, by its place in words."""
    kept = {name: part for name, part in content.items() if name not in _NOT_COMPARED}
    return dict(_walk("", kept, row_name))


def differing(recorded: Mapping[str, object], now: Mapping[str, object]) -> Iterator[Difference]:
    """Yield the places whose values do not agree."""
    for place in dict.fromkeys((*recorded, *now)):
        was, found = (side.get(place, "not there") for side in (recorded, now))
        if not _agree(was, found):
            yield Difference(place=place, recorded=str(was), now=str(found))


def _walk(
    place: str, value: object, row_name: Callable[[object, int], str]
) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _walk(f"{place} / {name}" if place else name, part, row_name)
    elif isinstance(value, list):
        yield f"{place}, number of rows", len(value)
        for number, part in enumerate(value, start=1):
            yield from _walk(f"{place} {row_name(part, number)}", part, row_name)
    else:
        yield place, value


def _agree(was: object, found: object) -> bool:
    if isinstance(was, bool) or isinstance(found, bool):
        return was is found
    if isinstance(was, int | float) and isinstance(found, int | float):
        return math.isclose(was, found, rel_tol=CLOSE, abs_tol=CLOSE)
    return was == found
