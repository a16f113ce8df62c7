"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Yield a private folder; when the block ends well, move its files into ``target``.

    If the block fails, ``target`` is as it was. Each file replaces its predecessor in one step.

    Raises
    ------
    UsageError
        If ``target`` exists and is not a folder, or cannot be written.
    """
    made = _make_folder(target)
    staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=target))
    try:
        yield staging
        _move_into(staging, target)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        if made and not any(target.iterdir()):
            target.rmdir()
        raise
    shutil.rmtree(staging)


def write_text(path: Path, text: str) -> Path:
    """Write ``text`` as UTF-8 with Unix line ends and flush it to the disk."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _make_folder(target: Path) -> bool:
    if target.exists() and not target.is_dir():
        raise UsageError(f"'{target.name}' is a file; the outputs need a folder. Choose another.")
    existed = target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    except OSError as error:
        reason = error.strerror
    else:
        return not existed
    raise UsageError(f"The folder '{target.name}' cannot be made: {reason}. Choose another.")


def _move_into(staging: Path, target: Path) -> None:
    for path in sorted(staging.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(staging)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.chmod(_PRIVATE_FILE)
            path.replace(place)
