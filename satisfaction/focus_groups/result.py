"""Chosen focus groups: what was wanted, what was had, and who may be invited."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from satisfaction.results import Result, readable

if TYPE_CHECKING:
    import pandas as pd


_NOTHING = 1e-6
# Codes of caveats that the explanation repeats.
EMPTY_KIND, NO_OWN_GROUP = "empty-kind", "no-own-group"


class InvitationList:
    """Whom to invite: references and places, nothing about the person.

    It is kept out of every record and page: printed or written as text it gives counts only.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a person: ``group``, ``kind``, ``role`` (``participant``, ``reserve``), ``place``,
        ``status`` (``new``, ``stays``, ``called up``), ``interview`` and ``crime`` (pseudonyms),
        ``file`` and ``row`` (where the respondent stands in the returns), ``called_by`` (whom they
        agreed to be called by), ``safe_contact`` (how), ``chance`` (of having a place).
    """

    __slots__ = ("frame",)

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    @property
    def participants(self) -> pd.DataFrame:
        """Those who have a place."""
        return self.frame[self.frame["role"] == "participant"].reset_index(drop=True)

    @property
    def reserves(self) -> pd.DataFrame:
        """Those who are called up in the order of ``place`` when somebody drops out."""
        return self.frame[self.frame["role"] == "reserve"].reset_index(drop=True)

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"{len(self.participants)} participants and {len(self.reserves)} reserves"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FocusGroups(Result):
    """Groups of dissatisfied victims who agreed to be asked.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a kind of group and level that something is wanted of: ``kind``, ``dimension``,
        ``level``, ``dissatisfied`` (respondents), ``share`` (weighted profile of dissatisfied
        victims), ``can_be_asked``, ``asked_share`` (weighted), ``wanted_low``, ``wanted_high``,
        ``chosen``, ``reserves``, ``short``, ``over``. The dimension ``place`` has the places and
        reserves themselves, ``topic`` those who rated a topic poor.
    by_group : pandas.DataFrame
        The same for each group: ``kind``, ``group``, ``dimension``, ``level``, ``wanted_low``,
        ``wanted_high``, ``chosen``, ``reserves``.
    filters : pandas.DataFrame
        Every rule in order: ``rule``, ``says``, ``removed``, ``left``, ``applies_to`` (everybody it
        bars), ``alone`` (those whom nothing else bars).
    shortfalls : pandas.DataFrame
        What could not be had: ``kind``, ``group`` (0 for all together), ``rule``, ``dimension``,
        ``level``, ``wanted``, ``chosen``, ``short``, ``over``, ``in_pool``, ``removed``, ``price``,
        ``text``.
    missing : pandas.DataFrame
        Who is missing: dissatisfied victims, those who can be asked, those chosen, by ``dimension``
        and ``level``: ``dissatisfied``, ``share``, ``can_be_asked``, ``asked_share``,
        ``difference``, ``standard_error``, ``lower``, ``upper`` (simultaneous),
        ``tolerance_lower``, ``tolerance_upper``, ``verdict``, ``direction``, ``chosen``,
        ``chosen_share``, ``survey_verdict`` (of the profile check, where one was given).
    invitations : InvitationList
        Whom to invite; references only.
    topics : tuple of str
        Labels of the topics.
    dissatisfied, can_be_asked : int
    groups, size : int
    kinds : tuple of str
        Kind of each group.
    round : str
        Name of the round, by which the contact log knows these groups.
    support_contact : str
        Whom a participant can turn to; a list is not written without one.
    purpose, caller, on : str
        What was agreed to, who calls (empty: whoever each agreed to), day of invitation.
    deviation, gap : float
        People short or too many times prices; by how much it may be above the least possible.
    seed : int
    fairness : str
    least_chance, least_chance_bound : float
        Smallest chance of anybody who can be chosen at all, and what no lottery can exceed; NaN
        without ``equal chance``.
    confidence : float
    """

    by_group: pd.DataFrame
    filters: pd.DataFrame
    shortfalls: pd.DataFrame
    missing: pd.DataFrame
    invitations: InvitationList
    topics: tuple[str, ...]
    dissatisfied: int
    can_be_asked: int
    groups: int
    size: int
    kinds: tuple[str, ...]
    round: str
    support_contact: str
    purpose: str
    caller: str
    on: str
    deviation: float
    gap: float
    seed: int
    fairness: str
    least_chance: float
    least_chance_bound: float
    confidence: float

    @property
    def quotas(self) -> pd.DataFrame:
        """Rows of the table that are quotas."""
        return self.table[~self.table["dimension"].isin(["place", "topic"])].reset_index(drop=True)

    @property
    def reserves(self) -> pd.DataFrame:
        """The reserves, in the order in which they are called up in each group."""
        return self.invitations.reserves

    @property
    def needs_attention(self) -> bool:
        """Whether a place, a topic or an overall quota could not be had."""
        is_full = len(self.invitations.participants) == self.groups * self.size
        return not is_full or bool(self.shortfalls["rule"].isin(["place", "topic", "quota"]).any())

    def explain(self) -> str:
        """Return what was removed and what could not be had, in words."""
        kept = self.filters[self.filters["removed"] > 0]
        lines = [
            self._asked_line,
            *(f"  {row.removed:,} removed: {row.says}" for row in kept.itertuples()),
            self._places_line,
        ]
        told = self.shortfalls[self.shortfalls["rule"] != "group quota"]
        lines += [f"- {text}" for text in told["text"]]
        inside = len(self.shortfalls) - len(told)
        if inside:
            bands = "1 band is" if inside == 1 else f"{inside} bands are"
            lines.append(f"- Within single groups {bands} missed; see `.shortfalls`.")
        lines += [f"- {c.text}" for c in self.caveats if c.code in (EMPTY_KIND, NO_OWN_GROUP)]
        if not len(self.shortfalls):
            lines.append(
                "Every quota, topic and reserve is as wanted."
                if self.deviation < _NOTHING
                else "Every quota and topic is as wanted; the reserves are of other kinds than "
                "wanted."
            )
        return "\n".join(lines)

    @property
    def _asked_line(self) -> str:
        return (
            f"{self.dissatisfied:,} respondents are dissatisfied; {self.can_be_asked:,} of them "
            "can be asked."
        )

    @property
    def _places_line(self) -> str:
        return (
            f"{len(self.invitations.participants):,} of {self.groups * self.size:,} places are "
            f"filled, with {len(self.reserves):,} in reserve."
        )

    def __str__(self) -> str:
        shown = readable(self.table[_SHOWN]).to_string(index=False, max_rows=60)
        notes = [f"Note: {caveat.text}" for caveat in self.caveats]
        return "\n".join([self._headline, "", self.explain(), "", shown, *notes])

    def _repr_html_(self) -> str:
        def table(frame: pd.DataFrame) -> str:
            return str(readable(frame).to_html(index=False, border=0, max_rows=60, escape=True))

        told = "".join(f"<li>{escape(text)}</li>" for text in self.shortfalls["text"].head(20))
        notes = "".join(f"<li>{escape(caveat.text)}</li>" for caveat in self.caveats)
        return (
            f"<section><h4>{escape(self._headline)}</h4>{table(self.table[_SHOWN])}"
            f"<p>Who could be asked:</p>{table(self.filters[['says', 'removed', 'left']])}"
            + (f"<p>Could not be had:</p><ul>{told}</ul>" if told else "")
            + f"<p><small>{escape(self.provenance.method)}</small></p>"
            f"<p>Read with care:</p><ul>{notes}</ul></section>"
        )

    @property
    def _headline(self) -> str:
        name = f"FocusGroups {self.provenance.period}".strip()
        sure = "the least possible" if self.gap == 0 else f"gap {self.gap:g}"
        return f"{name}: {self.groups} groups of {self.size}, deviation {self.deviation:g} ({sure})"


_SHOWN = [
    "kind", "dimension", "level", "share", "can_be_asked", "wanted_low", "wanted_high", "chosen",
    "reserves", "short",
]  # fmt: skip
