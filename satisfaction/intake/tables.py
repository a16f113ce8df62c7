"""Read any other table of the survey by its contract: frame, issued sample, outcomes, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_table
from satisfaction.definitions.table import TableContract
from satisfaction.intake.contents import table_contents
from satisfaction.intake.delivery import TableDelivery
from satisfaction.intake.returns import report_on, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.intake.loading import TableSource
    from satisfaction.intake.pseudonyms import PseudonymKey


def read_table(
    source: TableSource | Sequence[TableSource],
    contract: TableContract | str | Path,
    *,
    key: PseudonymKey | None = None,
    sheet: str | None = None,
) -> TableDelivery:
    """Read a table as it was delivered, by its contract, as :func:`read_returns` reads returns.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame, or a sequence of them
    contract : TableContract, str or pathlib.Path
        The contract, its name under ``schemas/tables``, or the path of its file.
    key : PseudonymKey, optional
        As for :func:`satisfaction.read_returns`: with the same key, a reference has the same
        pseudonym in every table.
    sheet : str, optional
        Sheet of a workbook.

    Returns
    -------
    TableDelivery
        ``.frame`` (trusted), ``.rejects``, ``.report``.

    Raises
    ------
    ContractError
        If the table does not fit its contract.
    DataRefusedError
        If a file cannot be read at all.
    """
    definition = contract if isinstance(contract, TableContract) else load_table(contract)
    contents = table_contents(definition)
    intake = take_in(source, contents, key=key, sheet=sheet)
    return TableDelivery(
        frame=intake.parts.accepted,
        rejects=intake.parts.rejects,
        report=report_on(intake, contents),
    )
