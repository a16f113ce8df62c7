"""What the contractor does with the issued sample: calls, outcomes, interviews, interviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from satisfaction.definitions.fields import Category
from satisfaction.definitions.library import load_table
from satisfaction.synthesis.opinions import intercept_for
from satisfaction.synthesis.victims import shift_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.synthesis.sampling import Draw
    from satisfaction.synthesis.types import Bools, Floats, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

INTERVIEWED = "interviewed"
NO_ATTEMPT = "no attempt made"
NO_ANSWER = "no answer to any call"
_UNLISTED = 0.5
_MOST_ATTEMPTS = 15
_SELDOM = 0.08
_DAYS_AHEAD = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contacts:
    """What became of each victim issued in one quarter, in the order of the draw.

    Attributes
    ----------
    outcome : array of int
        Position among the labels of the contract of contact outcomes.
    interviewed : array of bool
    attempts : array of int
    last_day : array of int
        Day of the last call, the interview's own if there was one; -1 without a call.
    """

    outcome: Integers
    interviewed: Bools
    attempts: Integers
    last_day: Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Interviews:
    """All interviews, in the order in which they were made.

    Attributes
    ----------
    victim, quarter, day, attempts, interviewer, minutes : arrays of int
    base_weight : array of float
    is_straight : array of bool
        Whether the interviewer gave one grade throughout.
    """

    victim: Integers
    quarter: Integers
    day: Integers
    attempts: Integers
    interviewer: Integers
    minutes: Integers
    base_weight: Floats
    is_straight: Bools

    def __len__(self) -> int:
        return len(self.victim)


def response_propensity(victims: Victims, world: World, calibrate_on: Bools) -> Floats:
    """Return every victim's chance of an interview once issued."""
    plan = world.profile.response
    shift = shift_of(plan.effects, victims, world)
    return np.asarray(expit(shift + intercept_for(shift[calibrate_on], plan.rate)))


def outcome_labels() -> tuple[str, ...]:
    """Return the final outcomes that the contract lists."""
    field = load_table("contact-outcomes").fields["outcome"]
    return tuple(field.levels.values()) if isinstance(field, Category) else ()


def call(draw: Draw, victims: Victims, propensity: Floats, world: World) -> Contacts:
    """Call everybody issued in a quarter."""
    streams, rows = world.streams, len(draw.issued)
    name = f"calls/{world.calendar.quarters[draw.quarter]}"
    labels = outcome_labels()
    answers = streams.happens(f"{name}/response", propensity[draw.issued], rows)
    shares = np.array([world.profile.outcomes.get(label, _UNLISTED) for label in labels])
    shares[labels.index(INTERVIEWED)] = 0.0
    others = streams.choose(f"{name}/outcome", shares, rows)
    outcome = np.where(answers, labels.index(INTERVIEWED), others).astype(np.int8)
    attempts = _attempts(name, outcome, labels, world)
    day = _interview_days(
        name, victims.due[draw.issued], victims.reported[draw.issued], draw, world
    )
    later = victims.due[draw.issued] + streams.integers(f"{name}/later", 0, 10, rows)
    last = np.where(answers, day, np.minimum(later, _last_day(draw, world)))
    return Contacts(
        outcome=outcome,
        interviewed=answers,
        attempts=attempts,
        last_day=np.where(attempts == 0, -1, last),
    )


def hold_interviews(
    draws: Sequence[Draw], contacts: Sequence[Contacts], world: World
) -> Interviews:
    """Return the interviews of all quarters by day, with who held them and how long they took."""
    pairs = list(zip(draws, contacts, strict=True))
    victim = np.concatenate([d.issued[c.interviewed] for d, c in pairs])
    quarter = np.concatenate([np.full(c.interviewed.sum(), d.quarter) for d, c in pairs])
    weight = np.concatenate([d.base_weight[c.interviewed] for d, c in pairs])
    day = np.concatenate([c.last_day[c.interviewed] for c in contacts])
    attempts = np.concatenate([c.attempts[c.interviewed] for c in contacts])
    order = np.argsort(day, kind="stable")
    rows = len(order)
    interviewer = world.streams.choose("interviewer", interviewer_shares(world), rows)
    straight = np.isin(interviewer, straight_liners(world)) & world.streams.happens(
        "straight", world.profile.fieldwork.straight_share, rows
    )
    return Interviews(
        victim=victim[order],
        quarter=quarter[order],
        day=day[order],
        attempts=attempts[order],
        interviewer=interviewer,
        minutes=_minutes(rows, straight, world),
        base_weight=weight[order],
        is_straight=straight,
    )


def interviewer_shares(world: World) -> Floats:
    """Return how much each interviewer works; the last few seldom do."""
    plan = world.profile.fieldwork
    shares = 0.5 + world.streams.uniform("interviewer/share", plan.interviewers)
    seldom = min(plan.seldom, plan.interviewers - 1)
    shares[plan.interviewers - seldom :] *= _SELDOM
    return shares


def straight_liners(world: World) -> Integers:
    """Return the interviewers who give most respondents one grade throughout."""
    plan = world.profile.fieldwork
    busy = max(plan.interviewers - plan.seldom, 1)
    return np.sort(world.streams.order("straight/who", busy)[: plan.straight_liners])


def sending_days(due: Integers, world: World) -> Integers:
    """Return the day on which each victim is sent: some days before the month of the call."""
    _, month, starts = world.calendar.months(due)
    return np.maximum(starts[month] - _DAYS_AHEAD, 0)


def _attempts(name: str, outcome: Integers, labels: Sequence[str], world: World) -> Integers:
    rows = len(outcome)
    draw = world.streams.uniform(f"{name}/attempts", rows)
    few = 1 + np.minimum(np.floor(np.log1p(-draw) / np.log(0.68)), _MOST_ATTEMPTS - 1)
    many = 8 + np.floor(draw * (_MOST_ATTEMPTS - 7))
    is_never = outcome == labels.index(NO_ANSWER)
    made = np.where(is_never, many, few).astype(np.int64)
    return np.where(outcome == labels.index(NO_ATTEMPT), 0, made)


def _interview_days(
    name: str, due: Integers, reported: Integers, draw: Draw, world: World
) -> Integers:
    """Return the day due, or for a few a day of the quarter outside the window."""
    streams, rows = world.streams, len(due)
    first, last = world.calendar.window
    outside = streams.happens(f"{name}/outside", world.profile.fieldwork.outside_window, rows)
    late = reported + last + streams.integers(f"{name}/late", 1, 14, rows)
    early = reported + first - streams.integers(f"{name}/early", 1, 10, rows)
    moved = np.where(streams.happens(f"{name}/is late", 0.8, rows), late, early)
    start = world.calendar.number(world.calendar.quarters[draw.quarter].start)
    sent = sending_days(due, world)
    fits = (moved >= start) & (moved <= _last_day(draw, world)) & (moved > sent)
    return np.where(outside & fits, moved, due)


def _last_day(draw: Draw, world: World) -> int:
    return world.calendar.number(world.calendar.quarters[draw.quarter].end)


def _minutes(rows: int, straight: Bools, world: World) -> Integers:
    """Return whole minutes, log-normal about 13; straight-lining is fast."""
    made = 13 * np.exp(0.28 * world.streams.normal("minutes", rows))
    return np.maximum(np.rint(np.where(straight, 0.6 * made, made)), 3).astype(np.int64)
