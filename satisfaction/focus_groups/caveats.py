"""What a reader of the groups must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.focus_groups.result import EMPTY_KIND, NO_OWN_GROUP
from satisfaction.focus_groups.settings import MIXED
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from satisfaction.focus_groups.blocks import Block, Pool
    from satisfaction.focus_groups.kinds import Kinds
    from satisfaction.focus_groups.request import Request
    from satisfaction.tables.returns import Returns


def caveats_of(
    returns: Returns,
    pool: Pool,
    blocks: Sequence[Block],
    about: Request,
    *,
    kinds: Kinds,
    kinds_of_groups: tuple[str, ...],
) -> tuple[Caveat, ...]:
    """Return the caveats, what holds of every choice first."""
    return (
        *_always(about),
        *_of_data(returns, pool),
        *_of_kinds(blocks, kinds, kinds_of_groups),
        *_of_choice(pool, blocks, about),
    )


def _always(about: Request) -> Iterator[Caveat]:
    yield Caveat(
        code="explain-not-measure",
        text="Focus groups explain; they do not measure how common anything is. People who agree "
        "to come differ from those who do not.",
    )
    limits = about.limits
    yield Caveat(
        code="unverified-limits",
        text=f"Prices, {limits.consent_months} months of consent, an age of {limits.youngest}, at "
        f"most {limits.most_from_area} people from a borough in a group and {limits.per_topic} "
        "for each topic are defaults of this package that nobody has verified.",
    )
    if not about.support_contact.strip():
        yield Caveat(
            code="no-support-contact",
            text="No support contact is named. One is required before anybody is called: a "
            "service that a participant can turn to.",
        )
    if not about.caller:
        yield Caveat(
            code="no-caller",
            text="No caller is named: each may be called only by whom they agreed to, and no list "
            "is written without a caller.",
        )


def _of_data(returns: Returns, pool: Pool) -> Iterator[Caveat]:
    if returns.weighting is None and not returns.survey.weights.column:
        yield Caveat(
            code="unweighted",
            text="The returns are unweighted, so that quotas mirror the respondents, not the "
            "victims. Weight them first with satisfaction.weight().",
        )
    yield Caveat(
        code="one-person-twice",
        text="The survey has no reference of a person: somebody interviewed about two crimes "
        "counts as two people. The caller must notice.",
    )
    frame = pool.people.frame
    if "age_years" not in frame:
        yield Caveat(
            code="age-unknown",
            text="The survey holds no age in years, so that nobody was left out as a child.",
        )
    if "crime" not in frame:
        yield Caveat(
            code="links-unknown",
            text="The survey holds no crime reference, so that victims of one crime may meet in a "
            "group.",
        )
    if "user_group" not in frame:
        yield Caveat(
            code="kinds-unknown",
            text="The survey holds no user group, so that victims of hate crime, domestic abuse, "
            "sexual offences or stalking may be among those chosen. Check each before a call.",
        )


def _of_kinds(
    blocks: Sequence[Block], kinds: Kinds, kinds_of_groups: tuple[str, ...]
) -> Iterator[Caveat]:
    found = {block.kind for block in blocks}
    for kind in dict.fromkeys(kinds_of_groups):
        if kind not in found:
            yield Caveat(
                code=EMPTY_KIND,
                text=f"Nobody can be asked for the {kind} groups; they stay empty.",
            )
    if len(set(kinds_of_groups)) > 1 and MIXED in kinds_of_groups:
        yield Caveat(
            code="apart",
            text="Victims of hate crime sit in groups of their own, with quotas from their own "
            "profile; all groups together do not mirror dissatisfied victims.",
        )
    apart = int(kinds.is_own.sum())
    if apart and kinds.own not in kinds_of_groups:
        yield Caveat(
            code=NO_OWN_GROUP,
            text=f"{apart:,} dissatisfied respondents are victims of {kinds.own}, who sit in a "
            "group of their own; none is formed, so that they are not heard. Too few of them can "
            "be asked, there is one group only, or none was wanted (own_groups).",
        )


def _of_choice(pool: Pool, blocks: Sequence[Block], about: Request) -> Iterator[Caveat]:
    if not pool.topic_labels:
        yield Caveat(
            code="no-topics",
            text="No topics: no driver leads, or none were given. Nobody was chosen for what they "
            "rated poor.",
        )
    if about.fairness != "equal chance":
        yield Caveat(
            code="chances",
            text="The chance on the list is that of a person within the cells that the solver "
            "chose. fairness='equal chance' gives everybody a chance as even as quotas allow.",
        )
    if sum(block.solution.gap for block in blocks) > 0:
        yield Caveat(
            code="gap",
            text="A choice that deviates less may exist: the gap says by how much at most.",
        )
