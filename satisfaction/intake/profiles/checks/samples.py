"""Which records are at fault, by pseudonyms of their references, if somebody asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.fields import Reference
from satisfaction.intake.profiles.checks.patterns import is_blank
from satisfaction.intake.profiles.checks.queries import list_repeated, list_texts
from satisfaction.intake.profiles.exclusion_plan import CRIME
from satisfaction.intake.pseudonyms import pseudonyms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from satisfaction.intake.contents import Contents
    from satisfaction.intake.profiles.checks.faults import RowFault
    from satisfaction.intake.profiles.checks.queries import Table
    from satisfaction.intake.pseudonyms import PseudonymKey

_COLUMNS = ("field", "column", "fault", "reference")


def sample_references(
    faults: Sequence[RowFault],
    contents: Contents,
    table: Table,
    *,
    key: PseudonymKey | None,
    most: int,
) -> pd.DataFrame:
    """Return up to ``most`` references of crimes for each fault, as pseudonyms made with ``key``.

    Each query reads out the one column of the references. None without a key, or where the contract
    has no reference ``crime``.
    """
    rows: list[tuple[str, str, str, str]] = []
    if key is not None and most > 0 and isinstance(contents.fields.get(CRIME), Reference):
        for fault in faults:
            # In the order of the references a pseudonym would say when a crime was recorded.
            made = sorted(set(pseudonyms_of(_references(fault, table, most), key, CRIME)))
            rows += _labelled(fault, made)
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")


def _references(fault: RowFault, table: Table, most: int) -> list[str]:
    if fault.keys is not None:
        return list_repeated(table, CRIME, fault.keys, most=most)
    if fault.where is None:
        return []
    return list_texts(table, CRIME, where=fault.where & ~is_blank(CRIME), most=most)


def _labelled(fault: RowFault, made: Iterable[str]) -> list[tuple[str, str, str, str]]:
    return [(fault.field, fault.column, fault.fault, pseudonym) for pseudonym in made if pseudonym]
