"""What was found about one rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["met", "not met", "cannot be told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What this run found about one rule: its status, and the sentence that shows it."""

    status: Status
    sentence: str


def met_if(condition: bool, sentence: str) -> Evidence:  # noqa: FBT001 - reads as a sentence
    """Return ``met`` or ``not met`` with the sentence that shows it."""
    return Evidence(status="met" if condition else "not met", sentence=sentence)


def untold(sentence: str) -> Evidence:
    """Return that it cannot be told, and what is missing."""
    return Evidence(status="cannot be told", sentence=sentence)
