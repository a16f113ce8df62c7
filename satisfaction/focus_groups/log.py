"""What the contact log says of each dissatisfied respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import ColumnNotFoundError, UsageError, name_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.focus_groups.candidates import Dissatisfied

    Bools = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.int64]

LISTED, RESERVE = "listed as participant", "listed as reserve"
_GONE = ("declined", "not reached, given up", "did not attend")
_TAKEN_UP = (LISTED, "accepted", "attended")
# A reserve who was listed and never called has not been contacted.
_CONTACT = (
    LISTED, "called, not reached", "accepted", "declined", "not reached, given up", "attended",
    "did not attend", "withdrew consent",
)  # fmt: skip
_OPTED_OUT = ("withdrew consent", "asked not to be contacted")
_NEEDED = ("crime", "on", "event")
STRICTEST = "none held: speak to the respondent only, leave no message, do not say what it is about"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contacts:
    """What became of each dissatisfied respondent, (n,) each.

    Attributes
    ----------
    opted_out, contacted, sensitive, died, under_age, unsafe : bool arrays
        ``contacted`` within the months between two invitations, the round that goes on left out.
    group, place : int arrays
        Of whoever is still in the round that goes on, else 0.
    is_participant : bool array
        Whether they hold a place in their group; the others with a group are reserves.
    safe_contact : object array of str
        The instruction, or the strictest one.
    has_instruction : bool array
    """

    opted_out: Bools
    contacted: Bools
    sensitive: Bools
    died: Bools
    under_age: Bools
    unsafe: Bools
    group: Codes
    place: Codes
    is_participant: Bools
    safe_contact: npt.NDArray[np.object_]
    has_instruction: Bools


def read_contacts(
    log: pd.DataFrame | None,
    people: Dissatisfied,
    *,
    since: pd.Timestamp,
    continues: str,
) -> Contacts:
    """Return what the log says of each person.

    An event with an interview number is that respondent's; one without is everybody's in the crime.

    Raises
    ------
    ColumnNotFoundError
        If the log lacks a column.
    UsageError
        If the log does not know the round that is to go on.
    """
    events = _matched(log, people)
    n = len(people)
    held = _round(events, n, continues) if continues else _nobody(n)
    still_in = held[0] > 0
    late = _having(events[events["on"] > since], n, _CONTACT)
    left = _having(events[events["round"] == continues], n, _CONTACT) if continues else ~late & late
    instruction = _instructions(events, n)
    return Contacts(
        opted_out=_having(events, n, _OPTED_OUT),
        # Whoever dropped out of the round that goes on is not asked into it again.
        contacted=(late | left) & ~still_in,
        sensitive=_having(events, n, ("case became sensitive",)),
        died=_having(events, n, ("died",)),
        under_age=_having(events, n, ("found to be under age",)),
        unsafe=_having(events, n, ("not safe to contact",)),
        group=held[0],
        place=held[1],
        is_participant=held[2],
        safe_contact=np.where(instruction == "", STRICTEST, instruction),
        has_instruction=np.asarray(instruction != "", dtype=np.bool_),
    )


def _matched(log: pd.DataFrame | None, people: Dissatisfied) -> pd.DataFrame:
    """Return the events of these people, one row a person and event, in the order of their days."""
    empty = pd.DataFrame(
        {name: pd.Series(dtype="str") for name in ("event", "round", "safe_contact")}
    ).assign(on=pd.Series(dtype="datetime64[us]"), who=0, group=0, place=0)
    if log is None or log.empty:
        return empty
    missing = [name for name in _NEEDED if name not in log]
    if missing:
        raise ColumnNotFoundError(
            f"The contact log has no column {name_list(missing)}. Read it by the contract "
            "'contact-log'."
        )
    rows = pd.DataFrame(
        {
            "crime": log["crime"].astype("str"),
            "interview": _text(log, "interview"),
            "on": log["on"],
            "event": log["event"].astype("str"),
            "round": _text(log, "round"),
            "safe_contact": _text(log, "safe_contact"),
            "group": _whole(log, "group"),
            "place": _whole(log, "place"),
        }
    ).reset_index(drop=True)
    who = pd.DataFrame(
        {"who": np.arange(len(people)), "person": people.person, "in_crime": people.crime}
    )
    own = rows[rows["interview"] != ""].merge(who, left_on="interview", right_on="person")
    shared = rows[rows["interview"] == ""].merge(
        who[who["in_crime"] != ""], left_on="crime", right_on="in_crime"
    )
    found = pd.concat([own, shared], ignore_index=True)
    return found.sort_values("on", kind="stable") if len(found) else empty


def _text(log: pd.DataFrame, name: str) -> pd.Series:
    if name not in log:
        return pd.Series("", index=log.index, dtype="str")
    return log[name].astype("str").fillna("")


def _whole(log: pd.DataFrame, name: str) -> pd.Series:
    if name not in log:
        return pd.Series(0, index=log.index)
    return pd.to_numeric(log[name], errors="coerce").fillna(0).astype(np.int64)


def _having(events: pd.DataFrame, n: int, kinds: Sequence[str]) -> Bools:
    found = np.zeros(n, dtype=np.bool_)
    found[events.loc[events["event"].isin(kinds), "who"].to_numpy(np.int64)] = True
    return found


def _nobody(n: int) -> tuple[Codes, Codes, Bools]:
    return np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_)


def _round(events: pd.DataFrame, n: int, continues: str) -> tuple[Codes, Codes, Bools]:
    """Return group, place and role of whoever is still in the round."""
    inside = events[events["round"] == continues]
    listed = inside[inside["event"].isin([LISTED, RESERVE])]
    if listed.empty:
        raise UsageError(
            "The contact log lists nobody of these respondents for the round that is to go on. "
            "Give the round as the list has it, and the key that the references were read with."
        )
    group, place, is_participant = _nobody(n)
    latest = listed.drop_duplicates("who", keep="last")
    who = latest["who"].to_numpy(np.int64)
    group[who], place[who] = latest["group"].to_numpy(), latest["place"].to_numpy()
    gone = _having(inside, n, _GONE)
    is_participant |= _having(inside, n, _TAKEN_UP)
    group[gone], place[gone] = 0, 0
    return group, place, is_participant & ~gone


def _instructions(events: pd.DataFrame, n: int) -> npt.NDArray[np.object_]:
    """Return the last safe-contact instruction of each person; empty where there is none."""
    said = events[~events["safe_contact"].isin(["", "none stated", "nan"])]
    found = np.full(n, "", dtype=object)
    found[said["who"].to_numpy(np.int64)] = said["safe_contact"].to_numpy(object)
    return found
