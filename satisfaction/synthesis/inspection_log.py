"""A small example of an inspection log: a year of visits, with planted faults and their truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FIRST, LAST = date(2007, 1, 1), date(2007, 12, 31)
_SITES = ("North centre", "South centre")
_WEEKS, _SHORT_FROM = 52, 30
_CHECKED = 0.12
_NEXT = (182, 182, 182, 45)
_CHECKED_WHEN_SHORT = 0.05
_RECORDINGS = 30
_ITEMS = ("introduction", "wording", "probing", "neutrality", "coding", "distress", "consent")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExampleLog:
    """Sheets of a log as a force would have filled them in, and what is wrong with them.

    Attributes
    ----------
    sheets : mapping of str to pandas.DataFrame
        Text under the columns of the contracts ``schemas/tables/inspection_*.yaml``.
    on : datetime.date
        The day of the review that ``truth`` holds for.
    truth : pandas.DataFrame
        ``topic``, ``subject``, ``status``: every planted fault. Subjects of interviewers are the
        references as they stand in the sheets.
    """

    sheets: Mapping[str, pd.DataFrame]
    on: date
    truth: pd.DataFrame

    def write(self, path: Path) -> Path:
        """Write the sheets as one workbook, as the template has it."""
        with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
            for name, frame in self.sheets.items():
                frame.to_excel(writer, sheet_name=name, index=False)
        return path


def example_log(interviewers: Sequence[str] = (), *, seed: int = 2007) -> ExampleLog:
    """Return the example; the same seed gives the same log.

    Parameters
    ----------
    interviewers : sequence of str
        References of those who hold interviews, as in the returns; by default ten made up ones.
        Needs six or more.
    seed : int
    """
    people = list(interviewers) or [f"I{number:03d}" for number in range(1, 11)]
    rng = np.random.default_rng(seed)
    rows = {
        "visit": _visits(),
        "certificate": _certificates(),
        "monitoring": _monitoring(rng),
        "listening": _listening(people, rng),
        "training": _training(people),
        "sampling": _sampling(),
        "security": _security(),
        "finding": _findings(),
    }
    truth = [
        ("visit", "V03", "not documented"),
        ("visit", "South centre", "overdue"),
        ("monitoring", "South centre", "below the floor"),
        ("certificate", "IQCS", "overdue"),
        ("vetting", people[0], "overdue"),
        ("training", people[1], "overdue"),
        ("security", "T02", "overdue"),
        ("finding", "F02", "overdue"),
        ("sampling", "2 (V04)", "to be looked into"),
        ("listening", "probing", "to be looked into"),
    ]
    return ExampleLog(
        sheets={name: _sheet(name, part) for name, part in rows.items()},
        on=date(2008, 1, 14),
        truth=pd.DataFrame(truth, columns=["topic", "subject", "status"]),
    )


def _sheet(name: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    columns = {n: f.column for n, f in load_table(f"inspection-{name}").fields.items()}
    cells = {
        column: pd.array([_text(row.get(n)) for row in rows], dtype="str")
        for n, column in columns.items()
    }
    return pd.DataFrame(cells)


def _text(cell: object) -> str | None:
    return None if cell is None or cell == "" else str(cell)


def _visits() -> list[dict[str, object]]:
    """Four visits, one a quarter; nobody wrote down who made the third."""
    days = (date(2007, 2, 20), date(2007, 5, 22), date(2007, 8, 21), date(2007, 11, 20))
    rows: list[dict[str, object]] = []
    for number, day in enumerate(days):
        rows.append(
            {
                "visit": f"V{number + 1:02d}", "visited_on": day, "site": _SITES[number % 2],
                "announced": 1 + number % 2,
                "inspectors": "" if number == 2 else "Survey manager",  # noqa: PLR2004 - the third
                "period_from": day - timedelta(days=91), "period_to": day - timedelta(days=1),
                # The next visit to the second site should have been before the review.
                "next_due": day + timedelta(days=_NEXT[number]),
            }
        )  # fmt: skip
    return rows


def _certificates() -> list[dict[str, object]]:
    return [
        {"certificate": "C01", "scheme": 1, "valid_from": "2006-06-01", "valid_to": "2009-05-31",
         "seen": 1, "visit": "V01"},
        {"certificate": "C02", "scheme": 2, "valid_from": "2005-12-01", "valid_to": "2007-11-30",
         "seen": 1, "visit": "V01"},
        {"certificate": "C03", "scheme": 4, "valid_from": "2007-09-01", "valid_to": "2008-08-31",
         "seen": 1, "visit": "V04"},
    ]  # fmt: skip


def _monitoring(rng: np.random.Generator) -> list[dict[str, object]]:
    """Return a row a week and site; the second site checks too few from the autumn on."""
    rows = []
    for week in range(_WEEKS):
        for place, site in enumerate(_SITES):
            done = int(rng.integers(80, 120))
            is_short = place == 1 and week >= _SHORT_FROM
            share = _CHECKED_WHEN_SHORT if is_short else _CHECKED
            checked = int(np.ceil(share * done))
            back = checked // 3
            rows.append(
                {
                    "week": FIRST + timedelta(weeks=week), "site": site, "setting": 1,
                    "completed": done, "live_monitored": checked - 2 * back,
                    "audio_reviewed": back, "back_checked": back,
                    "back_checks_failed": int(rng.random() < 0.03 * back),
                    "interviewers_active": 10, "interviewers_reviewed": min(checked, 10),
                }
            )  # fmt: skip
    return rows


def _listening(people: Sequence[str], rng: np.random.Generator) -> list[dict[str, object]]:
    """Return two listeners' judgements of each recording; probing is often poor."""
    rows: list[dict[str, object]] = []
    for number in range(_RECORDINGS):
        day = FIRST + timedelta(days=50 + 9 * number)
        truly = {item: int(rng.random() < 0.1) for item in _ITEMS}  # noqa: PLR2004 - a rate
        truly["probing"] = 2 if number % 3 == 0 else 0
        for listener in ("Survey manager", "Quality manager"):
            heard = {
                item: grade if rng.random() < 0.9 else int(grade == 0)  # noqa: PLR2004 - a rate
                for item, grade in truly.items()
            }
            rows.append(
                {
                    "recording": f"R{number + 1:03d}", "listened_on": day, "listener": listener,
                    "visit": "", "interviewer": people[number % len(people)], "mode": 2,
                    **heard, "feedback_on": day + timedelta(days=7),
                }
            )  # fmt: skip
    return rows


def _training(people: Sequence[str]) -> list[dict[str, object]]:
    """Return a row an interviewer; the first one's vetting ran out, the second lacks a course."""
    return [
        {
            "interviewer": who, "vetting": 2,
            "vetting_expires": "2007-10-31" if place == 0 else "2009-06-30",
            "induction_on": "2006-09-04", "briefing_on": "2006-09-05",
            "distress_training_on": "" if place == 1 else "2006-09-06",
            "data_protection_on": "2006-09-06", "first_monitored_on": "2006-09-11",
            "appraisal_on": "2007-09-03",
        }
        for place, who in enumerate(people)
    ]  # fmt: skip


def _sampling() -> list[dict[str, object]]:
    head = {"issued": 900, "calls_day": 2400, "calls_evening": 900, "calls_weekend": 400,
            "closed_early": 12, "outside_window": 4, "language_provision": 1}  # fmt: skip
    return [
        {"visit": "V02", "batch": "1", **head, "accounted_for": 900},
        {"visit": "V04", "batch": "2", **head, "accounted_for": 861},
    ]


def _security() -> list[dict[str, object]]:
    head = {"method": 1, "incidents": 0, "complaints": 0}
    return [
        {"transfer": "T01", "sent_on": "2007-01-08", "destroy_by": "2007-07-31",
         "destroyed_on": "2007-07-20", **head},
        {"transfer": "T02", "sent_on": "2007-04-09", "destroy_by": "2007-10-31", **head},
        {"transfer": "T03", "sent_on": "2007-10-08", "destroy_by": "2008-04-30", **head},
    ]  # fmt: skip


def _findings() -> list[dict[str, object]]:
    rows = (
        ("V01", "INT", 1, "Introduction shortened", "Brief everybody again", "2007-03-30",
         "2007-03-20"),
        ("V02", "TRN", 2, "Training records incomplete", "Complete them", "2007-09-30", ""),
        ("V04", "INT", 2, "Weak probing", "Train probing", "2008-02-28", ""),
    )  # fmt: skip
    return [
        {
            "finding": f"F{number:02d}", "visit": visit, "area": area, "severity": severity,
            "description": what, "action": action, "owner": "Contractor's field manager",
            "due": due, "closed": closed, "evidence": "On file" if closed else "",
        }
        for number, (visit, area, severity, what, action, due, closed) in enumerate(rows, start=1)
    ]  # fmt: skip
