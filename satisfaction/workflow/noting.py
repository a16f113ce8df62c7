"""Work that may turn out not to be possible with the data at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from satisfaction.errors import ColumnNotFoundError, EstimationError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


def noted(notes: list[str], what: str, make: Callable[[], _T]) -> _T | None:
    """Return a result, or None and a note of why there is none."""
    try:
        return make()
    except (EstimationError, ColumnNotFoundError) as error:
        notes.append(f"{what}: {error}")
    return None
