"""The analyst's commentary file: read for a pack, drafted once, never written over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError, did_you_mean
from satisfaction.reports.commentary import new_commentary, read_commentary
from satisfaction.workflow.outputs import write_text

if TYPE_CHECKING:
    from satisfaction.workflow.config import QuarterConfig


def commentary_of(config: QuarterConfig, given: Path | None = None) -> str:
    """Return the commentary given or, without one, that of the configuration; empty for none.

    Raises
    ------
    UsageError
        If the file given is not there or is not UTF-8, or a heading names no chapter. The file of
        the configuration need not be there yet.
    """
    configured = Path(config.board.commentary) if config.board.commentary else None
    if given is None and (configured is None or not configured.exists()):
        return ""
    path = given or configured
    text = _text(path) if path else ""
    read_commentary(text)
    return text


def draft_commentary(path: Path) -> Path:
    """Write a file with every heading and no words.

    Raises
    ------
    UsageError
        If the file is there already: it is the analyst's.
    """
    if path.exists():
        raise UsageError(
            f"'{path.name}' is there already and is not written over. Edit it, or name another."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_text(path, new_commentary())


def _text(path: Path) -> str:
    if not path.is_file():
        near = [p.name for p in path.parent.glob("*.md")] if path.parent.is_dir() else []
        raise UsageError(
            f"There is no commentary '{path.name}'.{did_you_mean(path.name, near)} Start one with "
            "--draft-commentary FILE."
        )
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        fault = f"'{path.name}' is not UTF-8 text. Save it as UTF-8."
    raise UsageError(fault)
