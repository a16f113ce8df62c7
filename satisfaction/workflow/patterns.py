"""File names with ``*`` in them."""

from __future__ import annotations

from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable


def matching_files(patterns: Iterable[str]) -> list[Path]:
    """Return the files that ``patterns`` mean, sorted within each pattern, none twice.

    Raises
    ------
    DataRefusedError
        If a pattern matches no file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        paths = sorted(path.parent.glob(path.name)) if has_magic(path.name) else [path]
        if not paths:
            raise DataRefusedError(
                f"No file matches '{path.name}' in '{path.parent.name}'. Check "
                "the pattern and the folder."
            )
        found.update(dict.fromkeys(paths))
    return list(found)
