"""What differs between the record of a visit and the same made again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from satisfaction.workflow.check_verification import CLOSE, Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NOT_COMPARED = frozenset({"run", "sign_off", "versions", "inputs"})
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitVerification:
    """Files and values that are not as recorded.

    Attributes
    ----------
    files, values : tuple of Difference
    compared : int
        Values that were compared.
    """

    files: tuple[Difference, ...]
    values: tuple[Difference, ...]
    compared: int

    @property
    def is_same(self) -> bool:
        """Whether files and every value are those of the record."""
        return not self.files and not self.values

    def to_dict(self) -> dict[str, object]:
        """Return the outcome as plain values, for machines."""
        return {
            "same": self.is_same,
            "compared": self.compared,
            "files": [str(d) for d in self.files],
            "values": [str(d) for d in self.values],
        }

    def __str__(self) -> str:
        if self.is_same:
            return f"The same: {self.compared:,} values computed again."
        found = [*self.files, *self.values]
        more = [f"  and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        head = (
            f"Not the same: {len(self.files)} files and {len(self.values)} of "
            f"{self.compared:,} values differ."
        )
        return "\n".join([head, *(f"  {d}" for d in found[:_SHOWN]), *more])


def compare_records(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> VisitVerification:
    """Compare two records: checksums, then every value; signatures and versions are left out."""
    before, after = (
        dict(_walk("", {k: v for k, v in c.items() if k not in _NOT_COMPARED}))
        for c in (recorded, now)
    )
    places = dict.fromkeys((*before, *after))
    values = (
        Difference(place=p, recorded=str(before.get(p)), now=str(after.get(p)))
        for p in places
        if not _agree(before.get(p), after.get(p))
    )
    return VisitVerification(
        files=tuple(_files(recorded["inputs"], now["inputs"])),
        values=tuple(values),
        compared=len(places),
    )


def _files(recorded: list[Mapping[str, Any]], now: list[Mapping[str, Any]]) -> Iterator[Difference]:
    sums = {(f["role"], f["name"]): f["sha256"] for f in now}
    for was in recorded:
        found = sums.get((was["role"], was["name"]), "not there")
        if found != was["sha256"]:
            place = f"{was['role']} file {was['name']}"
            yield Difference(place=place, recorded=was["sha256"], now=found)


def _walk(place: str, value: object) -> Iterator[tuple[str, object]]:
    match value:
        case dict():
            for name, part in value.items():
                yield from _walk(f"{place} / {name}" if place else name, part)
        case list():
            yield f"{place}, number of rows", len(value)
            for number, part in enumerate(value, start=1):
                yield from _walk(f"{place} [{number}]", part)
        case _:
            yield place, value


def _agree(was: object, found: object) -> bool:
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (was, found))
    if numbers:
        return math.isclose(float(str(was)), float(str(found)), rel_tol=CLOSE, abs_tol=CLOSE)
    return was == found
