"""Count a profile and write it as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey
from satisfaction.errors import UsageError
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.profiles.storage import write_profile
from satisfaction.workflow.outputs import staged_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.tables.profile import Profile


def count_profile(records: Sequence[str], *, survey: str, period: str | None, out: Path) -> Profile:
    """Count the victims of ``period`` in ``records`` and write the profile to ``out``."""
    if out.is_dir():
        raise UsageError(f"'{out.name}' is a folder. Name the Parquet file to write.")
    profile = victim_profile(list(records), load_survey(survey), period=period)
    with staged_folder(out.resolve().parent) as folder:
        write_profile(profile, folder / out.name)
    return profile
