"""Choose whom to ask into focus groups of dissatisfied victims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError
from satisfaction.focus_groups.assembly import assemble
from satisfaction.focus_groups.barriers import (
    Asking,
    barriers_of,
    consent_field,
    excluded_since,
)
from satisfaction.focus_groups.blocks import Pool, choose_block
from satisfaction.focus_groups.candidates import dissatisfied_of
from satisfaction.focus_groups.kinds import kinds_of, kinds_of_groups, own_group_count
from satisfaction.focus_groups.log import read_contacts
from satisfaction.focus_groups.places import area_codes, held_places
from satisfaction.focus_groups.quotas import levels_of, quota_fields
from satisfaction.focus_groups.request import Request
from satisfaction.focus_groups.seating import invitation_list, seat
from satisfaction.focus_groups.settings import (
    MIXED,
    FocusLimits,
    Size,
    refuse_fairness,
    refuse_seed,
)
from satisfaction.focus_groups.sieve import sieve
from satisfaction.focus_groups.topics import find_topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from satisfaction.definitions.rules import Rules
    from satisfaction.focus_groups.blocks import Block
    from satisfaction.focus_groups.candidates import Dissatisfied
    from satisfaction.focus_groups.kinds import Kinds
    from satisfaction.focus_groups.log import Contacts
    from satisfaction.focus_groups.protocols import DriversLike, ProfileVerdicts
    from satisfaction.focus_groups.result import FocusGroups, InvitationList
    from satisfaction.focus_groups.settings import Fairness
    from satisfaction.focus_groups.sieve import Sieve
    from satisfaction.focus_groups.topics import TopicNames, Topics
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


def choose_focus_groups(
    returns: Returns,
    drivers: DriversLike | None = None,
    *,
    groups: int,
    size: int,
    purpose: str,
    rng: int,
    caller: str = "",
    on: date | None = None,
    period: str | Period | None = None,
    topics: TopicNames | None = None,
    quotas: Sequence[str] | None = None,
    reserves: int = 4,
    own_groups: int | None = None,
    fairness: Fairness = "random within cells",
    log: pd.DataFrame | None = None,
    continues: str = "",
    records: pd.DataFrame | None = None,
    check: ProfileVerdicts | None = None,
    support_contact: str = "",
    limits: FocusLimits | None = None,
    rules: Rules | None = None,
) -> FocusGroups:
    """Choose dissatisfied victims who agreed to be asked, so that the groups mirror all of them.

    Consent comes first: only those who agreed to this purpose (and caller), unexpired, who have not
    opted out, were not contacted lately, and whose case has not become one to leave alone. Then a
    mixed-integer programme places them so that quotas from the weighted profile of *dissatisfied*
    victims are met as nearly as can be and every topic has people who rated it poor.

    Parameters
    ----------
    returns : Returns
        Weighted returns; without weights every respondent counts one.
    drivers : Drivers, optional
        Its leading set becomes the topics.
    groups, size, reserves : int
        How many groups, people in each, and reserves for each.
    purpose : str
        What people must have agreed to, as the returns have it.
    rng : int
        Seed. The same returns and seed give the same groups.
    caller : str
        Who will call; only those who agreed to this caller are chosen. Empty: each is to be called
        by whom they agreed to, as the list says.
    on : datetime.date, optional
        Day on which invitations go out; by default that of the last interview.
    period : str or Period, optional
        Only interviews made in it.
    topics : sequence of str, or mapping of str to sequence of str, optional
        Questions, or names with the questions of each; instead of the leading set.
    quotas : sequence of str, optional
        Fields with quotas; by default the survey's dimensions and the user group.
    own_groups : int, optional
        How many of the groups are for victims of hate crime, who never sit in mixed ones; by
        default their share of dissatisfied victims, at least one if enough of them can be asked.
    fairness : {"random within cells", "equal chance"}
        How people are drawn. ``equal chance``: a lottery over the panels that deviate least, in
        which the least likely person is as likely as can be. Slower.
    log : pandas.DataFrame, optional
        Trusted table by the contract ``contact-log``.
    continues : str
        Round in the log that goes on: who has a place keeps it, reserves are called up in order,
        and whoever else is needed is chosen so that the quotas come out again.
    records : pandas.DataFrame, optional
        Trusted crime records as they stand now: ``crime`` and ``exclusion``.
    check : ProfileCheck, optional
        Its verdicts stand beside who is missing.
    support_contact : str
        Service that a participant can turn to; a list is not written without one.
    limits : FocusLimits, optional
    rules : Rules, optional

    Returns
    -------
    FocusGroups

    Raises
    ------
    ColumnNotFoundError
        If the survey holds no consent or no reference, or a topic or quota is not there.
    EstimationError
        If nobody can be asked (with what each rule removed), or the solver runs out of time.
    UsageError
        If a number is impossible or the log does not know the round.

    Notes
    -----
    Candidates who are alike in every respect that a rule looks at are one cell; people are drawn at
    random within their cell. Without ``equal chance`` the probability recorded is that within the
    cells chosen. Sources: Market Research Society, Code of Conduct, rule B11; Flanigan et al. 2021.
    """
    refuse_seed(rng)
    refuse_fairness(fairness)
    _refuse_blank(purpose)
    asked = Request(
        returns=returns, rules=rules or load_rules(), limits=limits or FocusLimits(),
        size=Size(groups=groups, size=size, reserves=reserves), purpose=purpose, caller=caller,
        day=_day(returns, on), seed=rng, fairness=fairness, continues=continues, period=period,
        own_groups=own_groups, support_contact=support_contact, check=check,
    )  # fmt: skip
    people = dissatisfied_of(returns, period)
    contacts = read_contacts(log, people, since=asked.since, continues=continues)
    return _chosen(
        asked,
        people,
        contacts,
        topics=find_topics(returns, drivers, topics),
        fields=quota_fields(returns, quotas),
        records=records,
    )


def _refuse_blank(purpose: str) -> None:
    if not purpose.strip():
        raise UsageError(
            "Say what people are to be called for: purpose='focus group', as the returns have it."
        )


def _day(returns: Returns, on: date | None) -> pd.Timestamp:
    if on is not None:
        return pd.Timestamp(on)
    if "interviewed_on" not in returns.frame:
        raise UsageError("Give the day on which invitations go out: on=datetime.date(2008, 1, 14).")
    return pd.Timestamp(returns.frame["interviewed_on"].max()).normalize()


def _chosen(
    asked: Request,
    people: Dissatisfied,
    contacts: Contacts,
    *,
    topics: Topics,
    fields: Sequence[str],
    records: pd.DataFrame | None,
) -> FocusGroups:
    kinds = kinds_of(people.frame, asked.limits)
    excluded = excluded_since(records, people, asked.rules)
    own = _own_groups(asked, people, contacts, kinds, excluded)
    filters = _filters(asked, people, contacts, kinds, excluded, own_is_formed=own > 0)
    _refuse_nobody(filters)
    areas = area_codes(people.frame)
    group, is_participant = held_places(contacts, filters.passed, asked.size)
    pool = Pool(
        people=people, levels=levels_of(asked.returns, people.frame, fields),
        low=topics.low[people.positions], topic_labels=topics.labels, area=areas.codes,
        areas=areas.names, group=group, is_participant=is_participant,
    )  # fmt: skip
    draw = np.random.default_rng(asked.seed)
    blocks = _blocks(asked, pool, kinds, filters, own, draw)
    seats = pd.concat([seat(block, draw) for block in blocks], ignore_index=True)
    invited = invitation_list(seats, pool, contacts, _called_by(people, asked))
    return _assembled(asked, pool, filters, blocks, invited, seats, kinds=kinds, own=own)


def _own_groups(
    asked: Request,
    people: Dissatisfied,
    contacts: Contacts,
    kinds: Kinds,
    excluded: np.ndarray | None,
) -> int:
    """Return how many groups sit apart; a round that goes on keeps those it had."""
    held = np.unique(contacts.group[kinds.is_own & (contacts.group > 0)])
    if asked.own_groups is None and len(held):
        return len(held)
    could = _filters(asked, people, contacts, kinds, excluded, own_is_formed=True).passed
    ready = int((could & kinds.is_own).sum())
    return own_group_count(asked.own_groups, kinds, people.weights, asked.size, ready=ready)


def _filters(
    asked: Request,
    people: Dissatisfied,
    contacts: Contacts,
    kinds: Kinds,
    excluded: np.ndarray | None,
    *,
    own_is_formed: bool,
) -> Sieve:
    asking = Asking(
        consent=consent_field(asked.returns.survey), purpose=asked.purpose, caller=asked.caller,
        on=asked.day, since=asked.since, limits=asked.limits,
    )  # fmt: skip
    return sieve(
        barriers_of(
            people,
            asking,
            contacts=contacts,
            kinds=kinds,
            own_is_formed=own_is_formed,
            excluded=excluded,
        )
    )


def _refuse_nobody(filters: Sieve) -> None:
    if filters.passed.any():
        return
    counts = filters.removed_by(np.ones(len(filters.first), dtype=np.bool_))
    said = "; ".join(f"{count:,} by '{rule}'" for rule, count in counts.items())
    raise EstimationError(
        f"None of {len(filters.first):,} dissatisfied respondents can be asked: {said}. Check how "
        "the returns name purpose and caller, and the day of invitation."
    )


def _blocks(
    asked: Request,
    pool: Pool,
    kinds: Kinds,
    filters: Sieve,
    own: int,
    draw: np.random.Generator,
) -> list[Block]:
    """Choose mixed groups, then those that sit apart; each from its own victims' profile."""
    mixed = asked.size.groups - own
    apart = kinds.is_own
    parts = [(MIXED, 1, mixed, ~apart & ~kinds.is_barred), (kinds.own, mixed + 1, own, apart)]
    return [
        choose_block(
            pool,
            kind=kind,
            first_group=first,
            is_kind=members,
            is_candidate=members & filters.passed,
            size=Size(groups=count, size=asked.size.size, reserves=asked.size.reserves),
            limits=asked.limits,
            equal_chance=asked.fairness == "equal chance",
            draw=draw,
        )
        for kind, first, count, members in parts
        if count and (members & filters.passed).any()
    ]


def _called_by(people: Dissatisfied, asked: Request) -> np.ndarray:
    name = f"{consent_field(asked.returns.survey)}_by"
    if name not in people.frame:
        return np.full(len(people), asked.caller, dtype=object)
    return people.frame[name].to_numpy(object)


def _assembled(
    asked: Request,
    pool: Pool,
    filters: Sieve,
    blocks: list[Block],
    invited: InvitationList,
    seats: pd.DataFrame,
    *,
    kinds: Kinds,
    own: int,
) -> FocusGroups:
    return assemble(
        asked.returns,
        pool,
        filters,
        blocks,
        invited,
        seats,
        about=asked,
        kinds=kinds,
        kinds_of_groups=kinds_of_groups(kinds.own, own, asked.size.groups),
    )
