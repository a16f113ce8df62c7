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
    from collections.abc import Sequence
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
    report = report_on(intake, contents, origin=origin, days=_interview_days(intake.parts.accepted))
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
    return Intake(loaded=loaded, parts=parts, notes=screened.notes)


def report_on(
    intake: Intake,
    contents: Contents,
    *,
    origin: Origin | None = None,
    days: tuple[date | None, date | None] = (None, None),
) -> DeliveryReport:
    """Return the report on a delivery."""
    loaded, parts = intake.loaded, intake.parts
    reasons = dict.fromkeys((*parts.rejected_by, *parts.flagged_by))
    return DeliveryReport(
        definition=contents.definition,
        origin=origin,
        files=loaded.sources,
        rows_in=sum(source.rows for source in loaded.sources),
        accepted=len(parts.accepted),
        rejected=len(parts.rejects),
        rejected_by=parts.rejected_by,
        flagged_by=parts.flagged_by,
        says={reason: sentence_of(reason, contents.says) for reason in reasons},
        columns_ignored=loaded.ignored,
        notes=(*loaded.notes, *intake.notes),
        caveats=(*loaded.caveats, *_flagged(parts, contents)),
        interviewed_from=days[0],
        interviewed_to=days[1],
    )


def _flagged(parts: Separated, contents: Contents) -> list[Caveat]:
    return [
        Caveat(
            code=reason,
            text=f"{rows:,} of {len(parts.accepted):,} accepted rows: "
            f"{sentence_of(reason, contents.says)}",
        )
        for reason, rows in parts.flagged_by.items()
        if rows
    ]


def _interview_days(frame: pd.DataFrame) -> tuple[date | None, date | None]:
    days = frame["interviewed_on"].dropna() if "interviewed_on" in frame else None
    if days is None or days.empty:
        return None, None
    return days.min().date(), days.max().date()
