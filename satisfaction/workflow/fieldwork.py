"""The tables of the fieldwork: frame, issued sample and contact outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.definitions.fieldwork_tables import fieldwork_contract
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fieldwork:
    """Trusted tables of one period's fieldwork; None where a file was not given.

    Attributes
    ----------
    rejected : int
        Rows of all three that were rejected on the way in.
    records : pandas.DataFrame or None
        Crime records of those issued or interviewed, row by row: what like is compared with.
    """

    frame: pd.DataFrame | None = None
    issued: pd.DataFrame | None = None
    outcomes: pd.DataFrame | None = None
    rejected: int = 0
    records: pd.DataFrame | None = None


def read_fieldwork(
    *,
    frame: Sequence[Path] = (),
    issued: Sequence[Path] = (),
    outcomes: Sequence[Path] = (),
    survey: Survey | None = None,
    key: PseudonymKey | None = None,
) -> Fieldwork:
    """Read the files that were given, each by its contract.

    Parameters
    ----------
    survey : Survey, optional
        Its crime records say what levels the tables have; the shipped ones without.
    key : PseudonymKey, optional
        The one that the returns were read with: without it the tables do not join.

    Raises
    ------
    ContractError
        If a table does not fit its contract.
    DataRefusedError
        If a file cannot be read at all.
    """
    found = {
        contract: read_table(list(paths), fieldwork_contract(contract, survey), key=key)
        if paths
        else None
        for contract, paths in (
            ("frame", frame),
            ("issued-sample", issued),
            ("contact-outcomes", outcomes),
        )
    }
    tables = {name: delivery.frame if delivery else None for name, delivery in found.items()}
    return Fieldwork(
        frame=tables["frame"],
        issued=tables["issued-sample"],
        outcomes=tables["contact-outcomes"],
        rejected=sum(len(delivery.rejects) for delivery in found.values() if delivery),
    )
