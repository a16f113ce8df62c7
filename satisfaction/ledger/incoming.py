"""A delivery on its way into the ledger: whole, or a long file in blocks of rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.intake.blocks import is_read_in_blocks, read_in_blocks
from satisfaction.intake.returns import read_returns
from satisfaction.intake.separation import Separated
from satisfaction.ledger.identity import definition_mark, delivery_ref
from satisfaction.ledger.parts import checksum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.intake.pseudonyms import PseudonymKey

Source = str | Path


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Incoming:
    """A delivery on its way.

    Attributes
    ----------
    survey : Survey
        Its definition.
    key : PseudonymKey
    ref : str
        The reference that it has in the ledger.
    read : callable
        Gives its blocks of rows to what it is given, and returns the report.
    """

    survey: Survey
    key: PseudonymKey
    ref: str
    read: Callable[[Callable[[Separated], None]], DeliveryReport]


def incoming(
    source: Source | pd.DataFrame | Sequence[Source | pd.DataFrame],
    given: Survey | str | Path,
    survey: Survey,
    *,
    key: PseudonymKey,
    sheet: str | None,
) -> Incoming:
    """Return a delivery that is ready to be kept: read already, or, if it is long, when it is kept.

    ``given`` is how the caller named ``survey``; by it the report names the definition's file.
    """
    one = source[0] if isinstance(source, list | tuple) and len(source) == 1 else source
    if isinstance(one, str | Path) and sheet is None and is_read_in_blocks(one, survey):
        return _in_blocks(Path(one), given, survey, key)
    delivery = read_returns(source, given, key=key, sheet=sheet)
    report = delivery.report

    def whole(write: Callable[[Separated], None]) -> DeliveryReport:
        write(
            Separated(
                accepted=delivery.returns.frame,
                rejects=delivery.rejects,
                rejected_by=report.rejected_by,
                flagged_by=report.flagged_by,
            )
        )
        return report

    ref = delivery_ref(definition_mark(survey), [file.sha256 for file in report.files], sheet)
    return Incoming(survey=survey, key=key, ref=ref, read=whole)


def _in_blocks(
    path: Path, given: Survey | str | Path, survey: Survey, key: PseudonymKey
) -> Incoming:
    def blocks(write: Callable[[Separated], None]) -> DeliveryReport:
        return read_in_blocks(path, given, write, key=key)

    ref = delivery_ref(definition_mark(survey), [checksum(path)], None)
    return Incoming(survey=survey, key=key, ref=ref, read=blocks)
