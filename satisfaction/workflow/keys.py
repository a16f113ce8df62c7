"""The pseudonym key of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.intake.pseudonyms import PseudonymKey

if TYPE_CHECKING:
    from pathlib import Path


def key_from(path: Path | None) -> PseudonymKey | None:
    """Return the key in ``path``; None where no file is named, for a key of this run only."""
    return PseudonymKey.from_file(path) if path else None


def run_key(path: Path | None) -> PseudonymKey:
    """Return the key in ``path``; where no file is named, one that joins the tables of this run."""
    return PseudonymKey.from_file(path) if path else PseudonymKey.generate()


def lasting_key(path: Path) -> tuple[PseudonymKey, bool]:
    """Return the key in ``path``, or a new one, and whether it is new and still to be kept."""
    if path.exists():
        return PseudonymKey.from_file(path), False
    return PseudonymKey.generate(), True
