"""Read what the contractor delivered: each row is accepted or rejected with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_survey, survey_origin
from satisfaction.definitions.survey import Survey
from satisfaction.intake.contents import survey_contents
from satisfaction.intake.delivery import Delivery, DeliveryReport
from satisfaction.intake.loading import Loaded, load_tables
from satisfaction.intake.pseudonyms import default_key
from satisfaction.intake.reasons import sentence_of
from satisfaction.intake.screening import screen
from satisfaction.intake.separation import Separated, separate
from satisfaction.results import Caveat
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from satisfaction.definitions.library import Origin
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.loading import TableSource
    from satisfaction.intake.pseudonyms import PseudonymKey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Intake:
    """A delivery on its way: what was loaded, its parts, and notes of the conversion."""

    loaded: Loaded
    parts: Separated
    notes: tuple[str, ...]


def read_returns(
    source: TableSource | Sequence[TableSource],
    survey: Survey | str | Path,
    *,
    key: PseudonymKey | None = None,
    sheet: str | None = None,
) -> Delivery:
    """Read returns as the contractor delivered them.

    Everything is read as text and converted by the definition, never guessed. Hard faults reject a
    row, soft faults flag it; which is which is in the definition.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame, or a sequence of them
        CSV, XLSX, SPSS, Stata or Parquet file; several, such as one a month, are read as one
        delivery, in which duplicates are found across files.
    survey : Survey, str or pathlib.Path
        The definition, its name, or the path of its file.
    key : PseudonymKey, optional
        Key of the pseudonyms that stand in for references. Without one, the key file named by the
        environment variable ``SATISFACTION_KEY_FILE``; without that, a key of this process.
    sheet : str, optional
        Sheet of a workbook.

    Returns
    -------
    Delivery
        ``.returns`` (trusted), ``.rejects``, ``.report`` (rows in = accepted + rejected).

    Raises
    ------
    ContractError
        If the file does not fit the definition: columns missing or unknown, a column in another
        format or code list (more than the definition's ``refuse_above`` unreadable), or no row that
        passes. All faults at once in ``.faults``; no value of a row in any of them.
    DataRefusedError
        If a file cannot be read at all.
    """
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    origin = None if isinstance(survey, Survey) else survey_origin(survey)
    contents = survey_contents(definition)
    intake = take_in(source, contents, key=key, sheet=sheet)
    report = report_on(intake, contents, origin=origin, days=interview_days(intake.parts.accepted))
    returns = Returns(
        frame=intake.parts.accepted,
        survey=definition,
        sources=intake.loaded.sources,
        caveats=report.caveats,
    )
    return Delivery(returns=returns, rejects=intake.parts.rejects, report=report)


def take_in(
    source: TableSource | Sequence[TableSource],
    contents: Contents,
    *,
    key: PseudonymKey | None,
    sheet: str | None,
) -> Intake:
    """Load, convert and judge a delivery."""
    secret = key or default_key()
    loaded = load_tables(source, contents, sheet=sheet)
    screened = screen(loaded, contents, secret)
    parts = separate(screened, loaded, contents, secret)
    return Intake(loaded=loaded, parts=parts, notes=tuple(map(str, screened.notes)))


def report_on(
    intake: Intake,
    contents: Contents,
    *,
    origin: Origin | None = None,
    days: tuple[date | None, date | None] = (None, None),
) -> DeliveryReport:
    """Return the report on a delivery that was read whole."""
    parts = intake.parts
    counts = Counts(
        accepted=len(parts.accepted),
        rejected=len(parts.rejects),
        rejected_by=parts.rejected_by,
        flagged_by=parts.flagged_by,
        notes=intake.notes,
        days=days,
    )
    return report_of(counts, intake.loaded, contents, origin=origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the rows of a delivery, in numbers; as in its report."""

    accepted: int
    rejected: int
    rejected_by: Mapping[str, int]
    flagged_by: Mapping[str, int]
    notes: tuple[str, ...]
    days: tuple[date | None, date | None]


def report_of(
    counts: Counts, loaded: Loaded, contents: Contents, *, origin: Origin | None
) -> DeliveryReport:
    """Return the report; of ``loaded`` the files, columns and notes are used, and no row."""
    reasons = dict.fromkeys((*counts.rejected_by, *counts.flagged_by))
    return DeliveryReport(
        definition=contents.definition,
        origin=origin,
        files=loaded.sources,
        rows_in=sum(source.rows for source in loaded.sources),
        accepted=counts.accepted,
        rejected=counts.rejected,
        rejected_by=counts.rejected_by,
        flagged_by=counts.flagged_by,
        says={reason: sentence_of(reason, contents.says) for reason in reasons},
        columns_ignored=loaded.ignored,
        notes=(*loaded.notes, *counts.notes),
        caveats=(*loaded.caveats, *_flagged(counts, contents)),
        interviewed_from=counts.days[0],
        interviewed_to=counts.days[1],
    )


def _flagged(counts: Counts, contents: Contents) -> list[Caveat]:
    return [
        Caveat(
            code=reason,
            text=f"{rows:,} of {counts.accepted:,} accepted rows: "
            f"{sentence_of(reason, contents.says)}",
        )
        for reason, rows in counts.flagged_by.items()
        if rows
    ]


def interview_days(frame: pd.DataFrame) -> tuple[date | None, date | None]:
    """Return the first and the last day of interview, None where there is none."""
    days = frame["interviewed_on"].dropna() if "interviewed_on" in frame else None
    if days is None or days.empty:
        return None, None
    return days.min().date(), days.max().date()
