"""Files of the command line into trusted tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey
from satisfaction.errors import DataRefusedError, UsageError, name_list
from satisfaction.intake.accepted import is_accepted, read_accepted
from satisfaction.intake.profiles.storage import read_profile
from satisfaction.intake.returns import read_returns
from satisfaction.periods import parse_period
from satisfaction.weighting import weight
from satisfaction.workflow.keys import key_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting.choices import Unreachable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """Returns with what was rejected on the way."""

    returns: Returns
    rejected: int


def load_returns(
    paths: Path | Sequence[Path],
    *,
    survey: str,
    period: str | None = None,
    profile: Path | Sequence[Path] | None = None,
    unreachable: Unreachable = "refuse",
    key_file: Path | None = None,
    key: PseudonymKey | None = None,
) -> Loaded:
    """Read deliveries as one, or accepted returns; of one period; weighted to their profiles.

    ``key`` is for a run that joins the returns to other tables; else ``key_file``, or a new key.
    With several profiles the interviews of each profile's period are weighted to it.

    Raises
    ------
    UsageError
        If accepted returns are given together with other files.
    DataRefusedError
        If a profile was counted for another survey or period than it is used for.
    """
    files = _listed(paths)
    definition = load_survey(survey)
    rejected = 0
    if _are_accepted(files):
        returns = read_accepted(files[0], definition)
    else:
        delivery = read_returns(files, definition, key=key or key_from(key_file))
        returns, rejected = delivery.returns, delivery.report.rejected
    if period:
        returns = returns.during(period)
    profiles = _listed(profile)
    if len(profiles) == 1:
        one = load_profile(profiles[0], definition, period=period)
        returns = weight(returns, one, unreachable=unreachable).returns
    elif profiles:
        each = _by_period(profiles, definition)
        returns = weight(returns, each, unreachable=unreachable).returns
    return Loaded(returns=returns, rejected=rejected)


def load_profile(path: Path, survey: Survey, *, period: str | None = None) -> Profile:
    """Read a profile and refuse one of another survey or period: its victims are not these.

    Raises
    ------
    DataRefusedError
        If the profile was counted for another survey or another period.
    """
    profile = read_profile(path)
    about = profile.provenance
    wanted = str(parse_period(period)) if period else about.period
    for kind, found, meant in (
        ("survey", about.survey, survey.survey),
        ("period", about.period, wanted),
    ):
        if found and found != meant:
            raise DataRefusedError(
                f"{path.name} was counted for the {kind} '{found}', not for '{meant}'. Count one "
                "with `satisfaction profile`."
            )
    return profile


def _listed(paths: Path | Sequence[Path] | None) -> list[Path]:
    if paths is None:
        return []
    return [paths] if isinstance(paths, Path) else list(paths)


def _are_accepted(files: Sequence[Path]) -> bool:
    """Return whether accepted returns are given, which are read alone: one run made all of them."""
    accepted = [file.name for file in files if is_accepted(file)]
    if accepted and len(files) > 1:
        raise UsageError(
            f"{name_list(accepted)} holds accepted returns, which cannot be put together with "
            "other files: duplicates across them would stay, and pseudonyms may have other keys. "
            "Give all deliveries as they came, or put them together with `satisfaction validate "
            "FILE FILE ... --out FOLDER` and give its accepted.parquet."
        )
    return bool(accepted)


def _by_period(paths: Sequence[Path], survey: Survey) -> dict[str | Period, Profile]:
    """Return each profile under the period that it was counted for."""
    found: dict[str | Period, Profile] = {}
    for path in paths:
        profile = load_profile(path, survey)
        period = profile.provenance.period
        if not period or period in found:
            why = f"for '{period}' like another one" if period else "without a period"
            raise DataRefusedError(
                f"{path.name} was counted {why}, so that it is not clear which interviews are to "
                "be weighted to it. Count one profile for each period with `satisfaction profile "
                "--period`."
            )
        found[period] = profile
    return found
