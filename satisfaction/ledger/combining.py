"""All deliveries of a survey as one, for what is made from one delivery."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.intake.delivery import Delivery, DeliveryReport
from satisfaction.ledger.entries import entries
from satisfaction.ledger.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry
    from satisfaction.tables.returns import Returns

_FLAG = "flag_"


def combine(catalogue: Catalogue, *, survey: Survey | str | Path | None) -> Delivery:
    """Return the interviews that stand, all rejected rows, and one report on them."""
    returns = read(catalogue, None, survey=survey, as_at=None)
    with catalogue.reading() as connection:
        used = [e for e in entries(connection) if e.survey == returns.survey.survey]
        rejects = [pd.read_parquet(catalogue.files / e.parts["rejected"].name) for e in used]
    filled = [frame for frame in rejects if len(frame)] or rejects[:1]
    together = pd.concat(filled, ignore_index=True)
    return Delivery(returns=returns, rejects=together, report=_report(returns, together, used))


def _report(returns: Returns, rejects: pd.DataFrame, used: Sequence[Entry]) -> DeliveryReport:
    frame = returns.frame
    days = (
        frame["interviewed_on"].dropna() if "interviewed_on" in frame else pd.Series(dtype=object)
    )
    flags = [str(name) for name in frame if str(name).startswith(_FLAG)]
    reasons = Counter(reason for cell in rejects["reason"] for reason in cell.split("; "))
    return DeliveryReport(
        definition=returns.survey.survey,
        origin=None,
        files=tuple(file for entry in used for file in entry.files),
        rows_in=len(frame) + len(rejects),
        accepted=len(frame),
        rejected=len(rejects),
        rejected_by=dict(reasons),
        flagged_by={name.removeprefix(_FLAG): int(frame[name].sum()) for name in flags},
        says=_says(used),
        notes=(_counted(used),),
        caveats=returns.caveats,
        interviewed_from=None if days.empty else days.min().date(),
        interviewed_to=None if days.empty else days.max().date(),
    )


def _says(used: Sequence[Entry]) -> dict[str, str]:
    says: dict[str, str] = {}
    for entry in used:
        told = entry.report.get("says")
        says.update(told if isinstance(told, dict) else {})
    return says


def _counted(used: Sequence[Entry]) -> str:
    """Say how the rows of the files lead to the rows of the report."""
    came = sum(entry.rows_in for entry in used)
    superseded = sum(entry.superseded for entry in used)
    removed = sum(entry.removed for entry in used)
    return (
        f"from the ledger: {len(used)} deliveries with {came:,} rows, without {superseded:,} that "
        f"a later delivery replaced and {removed:,} that were removed"
    )
