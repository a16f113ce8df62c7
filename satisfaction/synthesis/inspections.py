"""The contractor inspection log: visits, weekly monitoring, training and findings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_table
from satisfaction.synthesis.fieldwork import interviewer_shares
from satisfaction.synthesis.returns_table import INTERVIEWER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from satisfaction.synthesis.fieldwork import Interviews
    from satisfaction.synthesis.types import Integers
    from satisfaction.synthesis.world import World

_SITES = ("North centre", "South centre")
_WEEK = 7
_REVIEWED = (0.115, 0.085)
_VISIT_AFTER = 60
_NEXT_VISIT = 100
_JOINS_BEFORE = 20

_LATE_VETTING, _LOW_VETTING, _UNTRAINED, _UNAPPRAISED = 0.05, 0.1, 0.04, 0.1


class _Finding(NamedTuple):
    """A finding; ``closed`` is the number of days until it was closed, 0 while it is open."""

    area: str
    severity: str
    description: str
    action: str
    owner: str
    due: int
    closed: int


_FINDINGS = (
    _Finding("INT", "1", "Introduction shortened", "Brief everybody again", "Team leader", 30, 21),
    _Finding("TRN", "2", "Appraisals overdue", "Complete them", "Training manager", 45, 0),
    _Finding("SAM", "1", "Few calls in the evening", "Move a shift", "Field manager", 28, 40),
    _Finding("SEC", "2", "Old sample files kept", "Destroy and certify", "Data manager", 14, 10),
    _Finding("DAT", "1", "Dates in two formats", "Correct the export", "Data manager", 21, 20),
    _Finding("INT", "2", "One grade throughout", "Review recordings", "Quality manager", 30, 0),
)


def inspection_tables(held: Interviews, world: World) -> Mapping[str, pd.DataFrame]:
    """Return the four sheets of the log by name."""
    return {
        "visit": _visits(world),
        "monitoring": _monitoring(held, world),
        "training": _training(held, world),
        "finding": _findings(world),
    }


def _sheet(contract: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows under the columns of the contract, as text."""
    columns = {name: field.column for name, field in load_table(contract).fields.items()}
    cells = {
        column: pd.array([_text(row.get(name)) for row in rows], dtype="str")
        for name, column in columns.items()
    }
    return pd.DataFrame(cells)


def _text(cell: object) -> str | None:
    return None if cell is None or cell == "" else str(cell)


def _day(world: World, number: int) -> date:
    return world.calendar.first + timedelta(days=int(number))


def _visits(world: World) -> pd.DataFrame:
    rows = []
    for number, quarter in enumerate(world.calendar.quarters):
        day = world.calendar.number(quarter.start) + _VISIT_AFTER
        rows.append(
            {
                "visit": f"V{number + 1:02d}",
                "visited_on": _day(world, day),
                "site": _SITES[number % 2],
                "announced": 1 + number % 2,
                "inspectors": "Survey manager; performance analyst",
                "period_from": quarter.previous.start,
                "period_to": quarter.previous.end,
                "next_due": _day(world, day + _NEXT_VISIT),
            }
        )
    return _sheet("inspection-visit", rows)


def _monitoring(held: Interviews, world: World) -> pd.DataFrame:
    """Return a row a week and site; one site validates a tenth of its interviews, one fewer."""
    monday = world.calendar.number(world.calendar.quarters[0].start)
    monday -= world.calendar.quarters[0].start.weekday()
    week, site = (held.day - monday) // _WEEK, held.interviewer % 2
    rows = []
    for number in range(int(week.max(initial=-1)) + 1):
        for place, name in enumerate(_SITES):
            who = held.interviewer[(week == number) & (site == place)]
            head = {"week": _day(world, monday + _WEEK * number), "site": name, "setting": 1}
            rows.append({**head, **_week(f"monitoring/{number}/{place}", who, place, world)})
    return _sheet("inspection-monitoring", rows)


def _week(name: str, who: Integers, site: int, world: World) -> dict[str, object]:
    completed, active = len(who), len(np.unique(who))
    draw = world.streams.uniform(name, 4)
    checked = round(completed * _REVIEWED[site] * (0.85 + 0.3 * draw[0]))
    live, audio = checked // 3, checked // 2
    back = checked - live - audio
    return {
        "completed": completed,
        "live_monitored": live,
        "audio_reviewed": audio,
        "back_checked": back,
        "back_checks_failed": int(draw[1] < 0.04 * back),
        "interviewers_active": active,
        "interviewers_reviewed": min(active, round(checked * 0.9)),
    }


def _training(held: Interviews, world: World) -> pd.DataFrame:
    """Return a row an interviewer; a few have vetting that expired or training not yet done."""
    start = world.calendar.number(world.calendar.quarters[0].start)
    end = world.calendar.number(world.calendar.quarters[-1].end)
    rows = []
    for number in range(len(interviewer_shares(world))):
        days = held.day[held.interviewer == number]
        joined = int(days.min()) - _JOINS_BEFORE if len(days) else start
        name = INTERVIEWER.format(number + 1)
        rows.append({"interviewer": name, **_steps(number, joined, end, world)})
    return _sheet("inspection-training", rows)


def _steps(number: int, joined: int, end: int, world: World) -> dict[str, object]:
    """Return one interviewer's vetting and training; what is not yet done is blank."""
    draw = world.streams.uniform(f"training/{number}", 6)
    expires = end - 30 if draw[0] < _LATE_VETTING else end + 60 + int(600 * draw[2])
    monitored = joined + _JOINS_BEFORE + 2
    return {
        "vetting": 1 if draw[1] < _LOW_VETTING else 2,
        "vetting_expires": _day(world, expires),
        "induction_on": _day(world, joined),
        "briefing_on": _day(world, joined + 2),
        "distress_training_on": None if draw[3] < _UNTRAINED else _day(world, joined + 3),
        "data_protection_on": _day(world, joined + 3),
        "first_monitored_on": None if draw[4] < _UNTRAINED else _day(world, monitored),
        "appraisal_on": None if draw[5] < _UNAPPRAISED else _day(world, end - int(300 * draw[5])),
    }


def _findings(world: World) -> pd.DataFrame:
    rows = []
    for number, finding in enumerate(_FINDINGS):
        visit = min(number, len(world.calendar.quarters) - 1)
        quarter = world.calendar.quarters[visit]
        day = world.calendar.number(quarter.start) + _VISIT_AFTER
        rows.append(
            {
                **finding._asdict(),
                "finding": f"F{number + 1:02d}",
                "visit": f"V{visit + 1:02d}",
                "due": _day(world, day + finding.due),
                "closed": _day(world, day + finding.closed) if finding.closed else None,
                "evidence": "On file" if finding.closed else None,
            }
        )
    return _sheet("inspection-finding", rows)
