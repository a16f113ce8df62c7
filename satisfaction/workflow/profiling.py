"""Where the profile of a period comes from; counting one and writing it as one file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey
from satisfaction.errors import UsageError, name_list
from satisfaction.intake.engines import EMBEDDED
from satisfaction.intake.profiles.storage import write_profile
from satisfaction.workflow.crime_records import CrimeRecords
from satisfaction.workflow.outputs import staged_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.periods import Period
    from satisfaction.tables.profile import Profile
    from satisfaction.workflow.inputs import ProfileOf


def profile_source(
    survey: Survey,
    *,
    records: CrimeRecords | None = None,
    given: Mapping[str, Profile] | None = None,
) -> ProfileOf:
    """Return what gives the profile of a period: the one given, else counted once when asked for.

    Parameters
    ----------
    survey : Survey
    records : CrimeRecords, optional
    given : mapping of str to Profile, optional
        Profiles by the period that they were counted for.
    """
    held = dict(given or {})

    @cache
    def profile_of(period: Period) -> Profile:
        if str(period) in held:
            return held[str(period)]
        if records is not None:
            return records.profile(survey, period=period)
        counted = f" Those given were counted for {name_list(list(held))}." if held else ""
        raise UsageError(
            f"There is no victim profile of {period}.{counted} Give one that `satisfaction profile "
            f"--period '{period}'` counted, or the crime records."
        )

    return profile_of


def count_profile(
    records: Sequence[str],
    *,
    survey: str,
    period: str | None,
    out: Path,
    engine: str = EMBEDDED,
) -> Profile:
    """Count the victims of ``period`` in ``records`` and write the profile to ``out``.

    With an ``engine`` the records are what it opens: tables of a database, for example.
    """
    if out.is_dir():
        raise UsageError(f"'{out.name}' is a folder. Name the Parquet file to write.")
    where = CrimeRecords(names=tuple(records), engine=engine)
    profile = where.profile(load_survey(survey), period=period)
    with staged_folder(out.resolve().parent) as folder:
        write_profile(profile, folder / out.name)
    return profile
