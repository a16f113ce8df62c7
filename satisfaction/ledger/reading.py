"""Trusted returns over several deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_survey
from satisfaction.definitions.survey import Survey
from satisfaction.errors import DataRefusedError, UsageError, name_list
from satisfaction.ledger.entries import entries, find, survey_of
from satisfaction.ledger.harmonising import harmonised
from satisfaction.ledger.standing import (
    accepted_parts,
    engine,
    note_last,
    standing_rows,
)
from satisfaction.periods import parse_period
from satisfaction.results import Caveat
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry
    from satisfaction.periods import Period

_DAY = "interviewed_on"


def read(
    catalogue: Catalogue,
    period: str | Period | None,
    *,
    survey: Survey | str | Path | None,
    as_at: str | int | None,
) -> Returns:
    """Return the interviews of ``period`` that stand, or stood after the delivery ``as_at``."""
    span = parse_period(period) if period else None
    with catalogue.reading() as connection:
        found = entries(connection)
        if as_at is not None:
            found = found[: found.index(find(found, as_at)) + 1]
        own, definition = _of_survey(connection, found, survey)
        tables = _tables(connection, catalogue.files, own, definition, span)
    frame, differences = harmonised(tables, definition)
    read_from = [entry for entry in own if entry.number in tables]
    return Returns(
        frame=frame,
        survey=definition,
        sources=tuple(file for entry in read_from for file in entry.files),
        caveats=(*_series_breaks(frame, definition), *differences, *_versions(read_from)),
    )


def rejected(catalogue: Catalogue, ref: str | int) -> pd.DataFrame:
    """Return the rejected rows of a delivery as they came."""
    with catalogue.reading() as connection:
        entry = find(entries(connection), ref)
        return pd.read_parquet(catalogue.files / entry.parts["rejected"].name)


def _of_survey(
    connection: sqlite3.Connection,
    found: Sequence[Entry],
    survey: Survey | str | Path | None,
) -> tuple[list[Entry], Survey]:
    """Return the deliveries of the survey that is meant, and the definition to read them under."""
    names = sorted({entry.survey for entry in found})
    if survey is None:
        if len(names) != 1:
            raise UsageError(
                f"The ledger holds deliveries of {len(names)} surveys ({name_list(names)}). Say "
                "which with survey=."
            )
        return list(found), survey_of(connection, found[-1].definition)
    if isinstance(survey, str) and survey in names:
        own = [entry for entry in found if entry.survey == survey]
        return own, survey_of(connection, own[-1].definition)
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    own = [entry for entry in found if entry.survey == definition.survey]
    if not own:
        raise DataRefusedError(
            f"The ledger has no delivery of the survey '{definition.survey}'; it has "
            f"{name_list(names) or 'none at all'}."
        )
    return own, definition


def _tables(
    connection: sqlite3.Connection,
    files: Path,
    found: Sequence[Entry],
    definition: Survey,
    span: Period | None,
) -> dict[int, pa.Table]:
    """Return the rows of each delivery that has any; an empty table where none has."""
    if span and _DAY not in definition.fields:
        raise UsageError(
            f"The survey '{definition.survey}' has no field '{_DAY}', so its interviews cannot be "
            "told apart by period. Give no period."
        )
    where = f"part.{_DAY} BETWEEN $first AND $last" if span else "true"
    values = {"first": span.start, "last": span.end} if span else {}
    parts = accepted_parts(connection, found, files)
    with engine(files) as rows:
        note_last(rows, parts)
        tables = {part.number: standing_rows(rows, part, where, values) for part in parts}
    filled = {number: table for number, table in tables.items() if table.num_rows}
    return filled or dict(list(tables.items())[-1:])


def _series_breaks(frame: pd.DataFrame, survey: Survey) -> list[Caveat]:
    """Return the breaks between the first and the last interview."""
    days = frame[_DAY].dropna() if _DAY in frame else pd.Series(dtype="datetime64[us]")
    if days.empty:
        return []
    first, last = days.min().date(), days.max().date()
    return [
        Caveat(
            code="series_break",
            text=f"{one.on}: {one.what}. Interviews before and from this day are not comparable.",
        )
        for one in survey.series_breaks
        if first < one.on <= last
    ]


def _versions(read_from: Sequence[Entry]) -> list[Caveat]:
    versions = dict.fromkeys(entry.definition for entry in read_from)
    if len(versions) < 2:  # noqa: PLR2004 - one definition is no difference
        return []
    return [
        Caveat(
            code="definitions_differ",
            text=f"The deliveries were read with {len(versions)} versions of the definition: "
            + "; ".join(
                f"{mark[:12]} for deliveries "
                + ", ".join(str(e.number) for e in read_from if e.definition == mark)
                for mark in versions
            )
            + ".",
        )
    ]
