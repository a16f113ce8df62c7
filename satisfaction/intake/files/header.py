"""Whether the first row, and only the first row, names the columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError, name_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADER_DEPTH = 10
_BYTE_ORDER_MARK = "\ufeff"


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return column names without surrounding blanks and byte-order marks."""
    return tuple(name.strip().strip(_BYTE_ORDER_MARK).strip() for name in names)


def check_names(names: Sequence[str], *, expected: Iterable[str], file: str) -> None:
    """Refuse a table without columns, a column without a name and a name that is used twice.

    Names that are not expected are told by position: where a header is missing, they are answers.
    """
    if not names:
        raise DataRefusedError(f"{file}: there are no columns. Check that the export is complete.")
    nameless = [position for position, name in enumerate(names, start=1) if not name]
    if nameless:
        raise DataRefusedError(
            f"{file}: {len(nameless)} of {len(names)} columns have no name in the header: "
            f"position {listing(nameless)}, counted from 1. "
            "Every column needs a name; delete those that hold nothing."
        )
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise DataRefusedError(
            f"{file}: column names used more than once: {_places(twice, names, expected)}. "
            "Every column needs its own name, in the first row of the table."
        )


def _places(twice: Sequence[str], names: Sequence[str], expected: Iterable[str]) -> str:
    known = sorted(set(twice) & set(expected))
    others = set(twice) - set(known)
    positions = [place for place, name in enumerate(names, start=1) if name in others]
    told = [name_list(known)] if known else []
    if positions:
        told.append(f"position {listing(positions)}, counted from 1")
    return "; ".join(told)


def header_hits(row: Sequence[str], expected: Iterable[str]) -> int:
    """Return how many of the expected column names ``row`` holds, ignoring case."""
    return len(_folded(row) & _folded(expected))


def header_below(rows: Sequence[Sequence[str]], expected: Sequence[str]) -> int | None:
    """Return the index of the header if it is certainly not the first row, else None.

    Certain means: a row has more than twice the expected names that the first row has, and they
    are at least half of the row or half of what is expected.
    """
    hits = [header_hits(row, expected) for row in rows[:HEADER_DEPTH]]
    if not hits or max(hits) <= 2 * hits[0]:
        return None
    best = hits.index(max(hits))
    enough = min(len(_folded(rows[best])), len(_folded(expected)))
    return best if 2 * hits[best] >= enough else None


def refuse_header_below(row: int, *, first: int, file: str) -> DataRefusedError:
    """Return the error for a header in ``row`` of a table that begins in row ``first``."""
    above = f"rows {first} to {row - 1} above it hold" if row - first > 1 else "the row above holds"
    return DataRefusedError(
        f"{file}: the header is in row {row}; {above} a title. "
        f"Delete what stands above row {row}, so that the first row names the columns."
    )


def check_second_header(cells: Sequence[str], names: Iterable[str], row: int, *, file: str) -> None:
    """Refuse a table whose first row of data repeats the column names.

    Raises
    ------
    DataRefusedError
        If at least half of the cells that are not blank equal a column name, ignoring case.
    """
    filled = [cell.strip().casefold() for cell in cells if cell.strip()]
    known = _folded(names)
    repeated = sum(cell in known for cell in filled)
    if filled and 2 * repeated >= len(filled):
        raise DataRefusedError(
            f"{file}: row {row} is a second header: {repeated} of its {len(filled)} cells that "
            f"are not blank repeat column names. Delete row {row}, so that one row names the "
            "columns and the answers begin right below it."
        )


def listing(numbers: Sequence[int], shown: int = 5) -> str:
    """Return up to five numbers and how many more there are."""
    text = ", ".join(f"{number}" for number in numbers[:shown])
    return f"{text} and {len(numbers) - shown:,} more" if len(numbers) > shown else text


def _folded(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in clean_names(names)} - {""}
