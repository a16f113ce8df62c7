"""What differs between the record of a visit and the same made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from satisfaction.workflow.record_differences import Difference, differing, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    before, after = values_of(recorded), values_of(now)
    return VisitVerification(
        files=tuple(_files(recorded["inputs"], now["inputs"])),
        values=tuple(differing(before, after)),
        compared=len(before.keys() | after.keys()),
    )


def _files(recorded: list[Mapping[str, Any]], now: list[Mapping[str, Any]]) -> Iterator[Difference]:
    sums = {(f["role"], f["name"]): f["sha256"] for f in now}
    for was in recorded:
        found = sums.get((was["role"], was["name"]), "not there")
        if found != was["sha256"]:
            place = f"{was['role']} file {was['name']}"
            yield Difference(place=place, recorded=was["sha256"], now=found)
