"""Crime records read row by row, for joins with the fieldwork."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import DefinitionError
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey


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
