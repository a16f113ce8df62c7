"""A long file of returns, judged a block of rows at a time in memory that does not grow.

How a delivery flows, in blocks or whole: `load_block` / `load_tables` (text under the definition's
columns), `screen_block` / `screen` (typed, faults and flags), `separate_block` / `separate`
(accepted and rejected), `report_of` (counts). What only the whole file tells is carried along:
counts and reasons are added, keys of earlier rows lie on the disk, and a refusal comes at the end,
before anything that was kept from the blocks counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from satisfaction.definitions.checks import Unique
from satisfaction.definitions.fields import Reference
from satisfaction.definitions.library import load_survey, survey_origin
from satisfaction.definitions.survey import Survey
from satisfaction.intake.columns.conversion import NotAnswered
from satisfaction.intake.contents import survey_contents
from satisfaction.intake.earlier import earlier_keys
from satisfaction.intake.files.long_table import is_long, open_long_table
from satisfaction.intake.loading import load_block
from satisfaction.intake.reasons import REASONS
from satisfaction.intake.refusals import refuse_unreadable
from satisfaction.intake.returns import Counts, interview_days, report_of
from satisfaction.intake.screening import screen_block
from satisfaction.intake.separation import none_passed, separate_block

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from satisfaction.intake.contents import Contents
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.intake.files.long_table import LongTable
    from satisfaction.intake.loading import Loaded
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.intake.refusals import Unread
    from satisfaction.intake.screening import Screened
    from satisfaction.intake.separation import Separated

LONG = 8 << 20
ROWS_A_BLOCK = 20_000

_Name = TypeVar("_Name")


@dataclass(slots=True, kw_only=True)
class _Totals:
    """What the blocks so far add up to."""

    accepted: int = 0
    rejected: int = 0
    rejected_by: dict[str, int] = field(default_factory=dict)
    flagged_by: dict[str, int] = field(default_factory=dict)
    unread: dict[str, Unread] = field(default_factory=dict)
    not_answered: dict[tuple[str, str], int] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)


def is_read_in_blocks(source: object, survey: Survey) -> bool:
    """Whether a delivery is one long text file whose rows can be judged a block at a time.

    They can unless a reference is unique and the definition only flags its repeats: then the
    contract compares all rows with each other.
    """
    contents = survey_contents(survey)
    rejecting = {c.fields for c in contents.checks if isinstance(c, Unique) and c.then == "reject"}
    unique = [n for n, f in contents.fields.items() if isinstance(f, Reference) and f.unique]
    if not isinstance(source, str | Path) or not all((name,) in rejecting for name in unique):
        return False
    return is_long(Path(source), LONG)


def read_in_blocks(
    path: Path,
    survey: Survey | str | Path,
    keep: Callable[[Separated], None],
    *,
    key: PseudonymKey,
    rows: int = ROWS_A_BLOCK,
) -> DeliveryReport:
    """Read a text file as :func:`satisfaction.read_returns` does, giving each block to ``keep``.

    Parameters
    ----------
    path : pathlib.Path
    survey : Survey, str or pathlib.Path
    keep : callable
        Takes the accepted and rejected rows of each block, in the order of the file. What it keeps
        counts only once this function returns.
    key : PseudonymKey
    rows : int
        Rows of a block; the result is the same for any number.

    Returns
    -------
    DeliveryReport

    Raises
    ------
    ContractError, DataRefusedError
        As for :func:`satisfaction.read_returns`; blocks may have been given to ``keep`` before.
    """
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    origin = None if isinstance(survey, Survey) else survey_origin(survey)
    contents = survey_contents(definition)
    table = open_long_table(path, expected=tuple(contents.columns))
    totals = _Totals()
    with earlier_keys() as earlier:
        for block in table.blocks(rows):
            loaded = load_block(block, contents)
            screened = screen_block(loaded, contents, key, earlier)
            parts = separate_block(screened, loaded, contents, key)
            _add(totals, screened, parts)
            keep(parts)
    refuse_unreadable(totals.unread, table.source.name, contents)
    counts = _counts(totals, contents)
    if not counts.accepted:
        raise none_passed(table.source.name, table.rows, contents, counts.rejected_by)
    return report_of(counts, _whole(loaded, table), contents, origin=origin)


def _whole(loaded: Loaded, table: LongTable) -> Loaded:
    """Return the last block with the rows of the file in its source."""
    return replace(loaded, sources=(replace(loaded.sources[0], rows=table.rows),))


def _counts(totals: _Totals, contents: Contents) -> Counts:
    columns = list(contents.columns)
    notes = [
        NotAnswered(column=column, labels=labels, rows=rows)
        for (column, labels), rows in totals.not_answered.items()
    ]
    order = [*REASONS, *contents.says]
    by_reason = sorted(totals.rejected_by, key=order.index)
    return Counts(
        accepted=totals.accepted,
        rejected=totals.rejected,
        rejected_by={reason: totals.rejected_by[reason] for reason in by_reason},
        flagged_by=totals.flagged_by,
        notes=tuple(map(str, sorted(notes, key=lambda note: columns.index(note.column)))),
        days=(min(totals.days, default=None), max(totals.days, default=None)),
    )


def _add(totals: _Totals, screened: Screened, parts: Separated) -> None:
    totals.accepted += len(parts.accepted)
    totals.rejected += len(parts.rejects)
    _count(totals.rejected_by, parts.rejected_by)
    _count(totals.flagged_by, parts.flagged_by)
    _count(totals.not_answered, {(n.column, n.labels): n.rows for n in screened.notes})
    for name, unread in screened.unread.items():
        totals.unread[name] = totals.unread[name] + unread if name in totals.unread else unread
    days = (*totals.days, *(day for day in interview_days(parts.accepted) if day))
    totals.days = [min(days), max(days)] if days else []


def _count(totals: dict[_Name, int], of_block: Mapping[_Name, int]) -> None:
    for name, count in of_block.items():
        totals[name] = totals.get(name, 0) + count
