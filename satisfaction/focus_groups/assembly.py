"""The result put together: tables, caveats, provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.focus_groups.caveats import caveats_of
from satisfaction.focus_groups.explanation import COLUMNS, shortfalls_of
from satisfaction.focus_groups.missing import who_is_missing
from satisfaction.focus_groups.result import FocusGroups
from satisfaction.focus_groups.tables import group_table, quota_table
from satisfaction.periods import parse_period
from satisfaction.results import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.focus_groups.blocks import Block, Pool
    from satisfaction.focus_groups.kinds import Kinds
    from satisfaction.focus_groups.request import Request
    from satisfaction.focus_groups.result import InvitationList
    from satisfaction.focus_groups.sieve import Sieve
    from satisfaction.tables.returns import Returns


def assemble(
    returns: Returns,
    pool: Pool,
    filters: Sieve,
    blocks: Sequence[Block],
    invited: InvitationList,
    seats: pd.DataFrame,
    *,
    about: Request,
    kinds: Kinds,
    kinds_of_groups: tuple[str, ...],
) -> FocusGroups:
    """Return the result."""
    weights = pool.people.weights
    least, bound = _least_chance(blocks)
    return FocusGroups(
        table=pd.concat([quota_table(block, weights) for block in blocks], ignore_index=True),
        provenance=_provenance(returns, about),
        caveats=caveats_of(
            returns, pool, blocks, about, kinds=kinds, kinds_of_groups=kinds_of_groups
        ),
        by_group=pd.concat([group_table(block) for block in blocks], ignore_index=True),
        filters=filters.table,
        shortfalls=_shortfalls(blocks, filters),
        missing=_missing(returns, pool, filters, seats, about),
        invitations=invited,
        topics=pool.topic_labels,
        dissatisfied=len(pool.people),
        can_be_asked=int(filters.passed.sum()),
        groups=about.size.groups,
        size=about.size.size,
        kinds=kinds_of_groups,
        round=about.round,
        support_contact=about.support_contact.strip(),
        purpose=about.purpose,
        caller=about.caller,
        on=str(about.day.date()),
        deviation=sum(block.solution.deviation.total for block in blocks),
        gap=sum(block.solution.gap for block in blocks),
        seed=about.seed,
        fairness=about.fairness,
        least_chance=least,
        least_chance_bound=bound,
        confidence=about.rules.number("profile_check", "confidence"),
    )


def _missing(
    returns: Returns, pool: Pool, filters: Sieve, seats: pd.DataFrame, about: Request
) -> pd.DataFrame:
    chosen = np.zeros(len(pool.people), dtype=np.bool_)
    chosen[seats.loc[seats["role"] == "participant", "who"].to_numpy(np.int64)] = True
    return who_is_missing(
        returns,
        pool,
        can_be_asked=filters.passed,
        chosen=chosen,
        check=about.check,
        rules=about.rules,
        confidence=about.rules.number("profile_check", "confidence"),
    )


def _shortfalls(blocks: Sequence[Block], filters: Sieve) -> pd.DataFrame:
    parts = [shortfalls_of(block, filters) for block in blocks]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _least_chance(blocks: Sequence[Block]) -> tuple[float, float]:
    held = [(block.lottery, block.rate) for block in blocks if block.lottery]
    if not held:
        return float("nan"), float("nan")
    return (
        min(lottery.least * rate for lottery, rate in held),
        min(lottery.bound * rate for lottery, rate in held),
    )


def _period(returns: Returns, about: Request) -> str:
    """Return the period asked for, else the quarter of the returns where there is one only."""
    if about.period:
        return str(parse_period(about.period))
    return str(returns.quarters[0]) if len(returns.quarters) == 1 else ""


def _provenance(returns: Returns, about: Request) -> Provenance:
    drawn = (
        "a lottery over the choices that deviate least, which gives the least likely person the "
        "largest chance that any lottery can"
        if about.fairness == "equal chance"
        else "at random within cells of people who are alike"
    )
    return Provenance(
        survey=returns.survey.survey,
        period=_period(returns, about),
        method=(
            "Mixed-integer programme (HiGHS) over cells of age, gender, ethnicity, user group, "
            "borough and topics rated poor; quotas are the whole numbers below and above the "
            "weighted share of dissatisfied victims, at prices of "
            f"{about.limits.prices.quota:g} a person overall, {about.limits.prices.topic:g} a "
            f"topic, {about.limits.prices.group_quota:g} within a group, "
            f"{about.limits.prices.area:g} a borough and {about.limits.prices.reserve:g} among "
            f"reserves; people drawn by {drawn}; seed {about.seed}."
        ),
        sources=returns.sources,
    )
