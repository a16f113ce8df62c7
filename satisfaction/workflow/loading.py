"""Files of the command line into trusted tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey
from satisfaction.errors import DataRefusedError
from satisfaction.intake.accepted import is_accepted, read_accepted
from satisfaction.intake.profiles.storage import read_profile
from satisfaction.intake.returns import read_returns
from satisfaction.periods import parse_period
from satisfaction.weighting import weight
from satisfaction.workflow.keys import key_from

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """Returns with what was rejected on the way."""

    returns: Returns
    rejected: int


def load_returns(
    path: Path,
    *,
    survey: str,
    period: str | None = None,
    profile: Path | None = None,
    key_file: Path | None = None,
    key: PseudonymKey | None = None,
) -> Loaded:
    """Read a delivery, or the accepted returns of one; of one period; weighted to a profile.

    ``key`` is for a run that joins the returns to other tables; else ``key_file``, or a new key.
    """
    definition = load_survey(survey)
    rejected = 0
    if is_accepted(path):
        returns = read_accepted(path, definition)
    else:
        delivery = read_returns(path, definition, key=key or key_from(key_file))
        returns, rejected = delivery.returns, delivery.report.rejected
    if period:
        returns = returns.during(period)
    if profile:
        returns = weight(returns, load_profile(profile, definition, period=period)).returns
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
