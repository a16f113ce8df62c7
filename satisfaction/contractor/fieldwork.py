"""What the returns say about fieldwork, so that visits go where they matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.expectation import USUAL
from satisfaction.contractor.interviewers import PeerReview, review_peers
from satisfaction.contractor.reconciliation import reconcile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.contractor.settings import ContractorSettings
    from satisfaction.tables.returns import Returns

_TEAMS = ("team", "site")
_CANNOT = (
    "Times of day are not in the returns: end-of-shift patterns cannot be told.",
    "Single calls are not in the returns: refusal conversion cannot be told.",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fieldwork:
    """Fieldwork quality.

    Attributes
    ----------
    peers, teams : PeerReview or None
        Interviewers, and teams where the returns have a column ``team`` or ``site``.
    days : pandas.DataFrame
        Days on which one interviewer held more minutes of interviews than a day has:
        ``interviewer``, ``day``, ``interviews``, ``minutes``.
    calls : pandas.DataFrame
        One row a number of calls until the interview: ``attempts``, ``interviews``, ``share``.
    weekdays : pandas.DataFrame
        ``weekday``, ``interviews``, ``share``.
    reconciliation : pandas.DataFrame
    not_told : tuple of str
    """

    peers: PeerReview | None
    teams: PeerReview | None
    days: pd.DataFrame
    calls: pd.DataFrame
    weekdays: pd.DataFrame
    reconciliation: pd.DataFrame
    not_told: tuple[str, ...]


def review_fieldwork(
    returns: Returns,
    *,
    outcomes: pd.DataFrame | None,
    issued: pd.DataFrame | None,
    case_mix: Sequence[str] | None,
    settings: ContractorSettings,
) -> Fieldwork:
    """Review the interviews of ``returns``."""
    mix = _mix(returns, case_mix)
    told = reconcile(returns, outcomes, issued, settings)
    known = _with_interviewer(returns)
    peers = review_peers(known, known.frame["interviewer"], mix, settings) if len(known) else None
    team = next((n for n in _TEAMS if n in known.frame), None)
    teams = review_peers(known, known.frame[team].astype("str"), mix, settings) if team else None
    lost = len(returns) - len(known)
    not_told = [
        "" if peers else "The returns name no interviewer: none can be told from another.",
        f"{lost:,} interviews name no interviewer and are left out." if peers and lost else "",
        "" if team else "The returns have no column `team` or `site`: teams cannot be compared.",
        *(peers.not_told if peers else ()),
        *told[1],
        *_CANNOT,
    ]
    return Fieldwork(
        peers=peers,
        teams=teams,
        days=_long_days(known, settings.day_minutes),
        calls=_spread(returns, "attempts"),
        weekdays=_weekdays(returns),
        reconciliation=told[0],
        not_told=tuple(filter(None, not_told)),
    )


def _mix(returns: Returns, names: Sequence[str] | None) -> list[str]:
    if names is None:
        return [n for n in USUAL if n in returns.frame]
    for name in names:
        returns.dimension(name)
    return list(names)


def _with_interviewer(returns: Returns) -> Returns:
    if "interviewer" not in returns.survey.fields or "interviewer" not in returns.frame:
        return replace(returns, frame=returns.frame.iloc[:0])
    frame = returns.frame[returns.frame["interviewer"] != ""].reset_index(drop=True)
    return replace(returns, frame=frame)


def _long_days(returns: Returns, most: int) -> pd.DataFrame:
    needed = {"interviewer", "interviewed_on", "minutes"}
    if not needed <= set(returns.frame):
        return pd.DataFrame(columns=["interviewer", "day", "interviews", "minutes"])
    minutes = returns.frame["minutes"].astype(float)
    keys = [returns.frame["interviewer"], returns.frame["interviewed_on"]]
    found = minutes.groupby(keys).agg(["size", "sum"]).reset_index()
    found.columns = pd.Index(["interviewer", "day", "interviews", "minutes"])
    return found[found["minutes"] > most].reset_index(drop=True)


def _spread(returns: Returns, name: str) -> pd.DataFrame:
    if name not in returns.frame:
        return pd.DataFrame(columns=[name, "interviews", "share"])
    counts = returns.frame[name].dropna().astype(int).value_counts().sort_index()
    return pd.DataFrame(
        {
            name: counts.index,
            "interviews": counts.to_numpy(),
            "share": (counts / counts.sum()).to_numpy(),
        }
    )


def _weekdays(returns: Returns) -> pd.DataFrame:
    if "interviewed_on" not in returns.frame:
        return pd.DataFrame(columns=["weekday", "interviews", "share"])
    days = returns.frame["interviewed_on"].dropna().dt.day_of_week
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    counts = days.value_counts().reindex(range(7), fill_value=0).sort_index()
    return pd.DataFrame(
        {
            "weekday": names,
            "interviews": counts.to_numpy(),
            "share": (counts / max(counts.sum(), 1)).to_numpy(),
        }
    )
