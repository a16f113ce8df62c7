"""Focus groups from files, and the lists that go to whoever calls.

The verb works on pseudonyms. The caller needs the references of the delivery: they are taken from
the delivery's own files again, by file and row, and go nowhere but to the private lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.drivers import find_drivers
from satisfaction.errors import EstimationError
from satisfaction.focus_groups import FocusGroups, choose_focus_groups
from satisfaction.intake.tables import read_table
from satisfaction.workflow.keys import run_key
from satisfaction.workflow.loading import load_returns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from satisfaction.drivers import Drivers
    from satisfaction.focus_groups.settings import Fairness
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting.choices import Unreachable

LOG = "contact-log"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFiles:
    """Files that a choice rests on; None where one is not given."""

    returns: tuple[Path, ...]
    profiles: tuple[Path, ...] = ()
    log: Path | None = None
    records: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWishes:
    """What is wanted; as the arguments of :func:`satisfaction.choose_focus_groups`."""

    groups: int
    size: int
    purpose: str
    seed: int
    reserves: int = 4
    caller: str = ""
    on: date | None = None
    own_groups: int | None = None
    fairness: Fairness = "random within cells"
    topics: tuple[str, ...] = ()
    continues: str = ""
    support_contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChosenGroups:
    """Groups, how many rows were rejected on the way in, and why there are no topics if so."""

    groups: FocusGroups
    rejected: int
    note: str = ""


def choose_from_files(
    files: GroupFiles,
    wishes: GroupWishes,
    *,
    survey: str,
    period: str | None = None,
    unreachable: Unreachable = "refuse",
) -> ChosenGroups:
    """Read the files, find the drivers unless topics are named, and choose the groups."""
    key = run_key(files.key_file)
    loaded = load_returns(
        files.returns,
        survey=survey,
        period=period,
        profile=files.profiles,
        unreachable=unreachable,
        key=key,
    )
    log = read_table(files.log, LOG, key=key) if files.log else None
    contract = loaded.returns.survey.records
    records = read_table(files.records, contract, key=key) if files.records else None
    drivers, note = _drivers(loaded.returns, wishes.topics)
    groups = choose_focus_groups(
        loaded.returns, drivers, groups=wishes.groups, size=wishes.size, purpose=wishes.purpose,
        rng=wishes.seed, caller=wishes.caller, on=wishes.on, topics=wishes.topics or None,
        reserves=wishes.reserves, own_groups=wishes.own_groups, fairness=wishes.fairness,
        log=log.frame if log else None, continues=wishes.continues,
        records=records.frame if records else None, support_contact=wishes.support_contact,
    )  # fmt: skip
    others = [table.report.rejected for table in (log, records) if table]
    return ChosenGroups(groups=groups, rejected=loaded.rejected + sum(others), note=note)


def _drivers(returns: Returns, topics: Sequence[str]) -> tuple[Drivers | None, str]:
    """Return the drivers; None where topics are named, or with the reason why none are found."""
    if topics:
        return None, ""
    try:
        return find_drivers(returns), ""
    except EstimationError as error:
        reason = str(error)
    return None, f"No topics: {reason}"
