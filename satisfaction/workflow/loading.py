"""Files of the command line into trusted tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey
from satisfaction.intake.accepted import is_accepted, read_accepted
from satisfaction.intake.profiles.storage import read_profile
from satisfaction.intake.returns import read_returns
from satisfaction.weighting import weight
from satisfaction.workflow.keys import key_from

if TYPE_CHECKING:
    from pathlib import Path

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
) -> Loaded:
    """Read a delivery, or the accepted returns of one; of one period; weighted to a profile."""
    definition = load_survey(survey)
    rejected = 0
    if is_accepted(path):
        returns = read_accepted(path, definition)
    else:
        delivery = read_returns(path, definition, key=key_from(key_file))
        returns, rejected = delivery.returns, delivery.report.rejected
    if period:
        returns = returns.during(period)
    if profile:
        returns = weight(returns, read_profile(profile)).returns
    return Loaded(returns=returns, rejected=rejected)
