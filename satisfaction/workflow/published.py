"""Earlier external editions: what is out already, read from the files beside the packs."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from satisfaction.disclosure import read_edition
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.disclosure import PublishedTable

_PATTERN = "edition-*.json"


def edition_name(slug: str, text: str, out: Path) -> str:
    """Return the name of the file that keeps what an edition told.

    An edition that was told otherwise before is out as well: its file stays, this one is numbered.
    """
    names = (f"edition-{slug}{f'-{number}' if number > 1 else ''}.json" for number in count(1))
    return next(n for n in names if not (out / n).exists() or _holds(out / n, text))


def edition_files(given: Sequence[Path], out: Path) -> tuple[Path, ...]:
    """Return the files of earlier editions: those given, and those in the output folder.

    Parameters
    ----------
    given : sequence of Path
        Files, or folders of them.
    out : Path
        An edition that is made again is held against what it told the first time.

    Raises
    ------
    UsageError
        If a path is not there, or a folder holds no edition.
    """
    found = [path for source in given for path in _in(source)]
    found += sorted(out.glob(_PATTERN)) if out.is_dir() else []
    return tuple({path.resolve(): path for path in found}.values())


def read_editions(paths: Sequence[Path]) -> tuple[PublishedTable, ...]:
    """Return the protected results of earlier editions, in the order of the files' names."""
    ordered = sorted(paths, key=lambda path: path.name)
    return tuple(r for path in ordered for r in read_edition(path.read_text(encoding="utf-8")))


def _holds(path: Path, text: str) -> bool:
    return path.read_text(encoding="utf-8") == text


def _in(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    found = sorted(source.glob(_PATTERN)) if source.is_dir() else []
    if not found:
        raise UsageError(
            f"'{source.name}' is no file of an earlier edition and no folder that holds one "
            f"({_PATTERN})."
        )
    return found
