"""Crime records read row by row, for joins with the fieldwork."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_table
from satisfaction.errors import DefinitionError
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.fieldwork import Fieldwork

# Bytes of crime records that are read row by row; more than that stays where it is.
_LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordRows:
    """Crime records, trusted; None where no file was given."""

    frame: pd.DataFrame | None = None
    rejected: int = 0


def read_records(
    paths: Sequence[Path], survey: Survey, *, key: PseudonymKey | None = None
) -> RecordRows:
    """Read crime records by the contract that the survey names.

    Raises
    ------
    DefinitionError
        If files are given and the survey names no contract.
    ContractError
        If they do not fit it.
    """
    if not paths:
        return RecordRows()
    if not survey.records:
        raise DefinitionError(
            f"The survey '{survey.survey}' names no contract of crime records. Name one under "
            "`records`, or leave out the files."
        )
    delivery = read_table(list(paths), survey.records, key=key)
    return RecordRows(frame=delivery.frame, rejected=len(delivery.rejects))


def with_records(
    work: Fieldwork,
    paths: Sequence[Path],
    survey: Survey,
    *,
    key: PseudonymKey,
    returns: Returns,
) -> Fieldwork:
    """Return the fieldwork with the crime records of its people, where they can be read."""
    if not paths or "crime" not in returns.frame:
        return work
    found = read_records_of(paths, survey, key=key, returns=returns, issued=work.issued)
    return replace(work, records=found)


def read_records_of(
    paths: Sequence[Path],
    survey: Survey,
    *,
    key: PseudonymKey,
    returns: Returns,
    issued: pd.DataFrame | None,
) -> pd.DataFrame | None:
    """Read the crime records of those interviewed or issued; None where that cannot be done.

    None where the contract has no crime reference, or the files are too large to be read row by
    row: then respondents are compared as they describe themselves, and the check says so.
    """
    contract = load_table(survey.records)
    if "crime" not in contract.fields or sum(path.stat().st_size for path in paths) > _LARGEST:
        return None
    rows = read_records(paths, survey, key=key).frame
    if rows is None:
        return None
    crimes = [returns.frame["crime"], *([issued["crime"]] if issued is not None else [])]
    wanted = pd.Index(pd.concat(crimes).unique())
    return rows[rows["crime"].isin(wanted)].reset_index(drop=True)
