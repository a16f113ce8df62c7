"""What reading a delivery gives: trusted rows, rejected rows, a report that reconciles."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from satisfaction.definitions.library import Origin
    from satisfaction.results import Caveat, SourceFile
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeliveryReport:
    """What became of the rows of a delivery.

    Attributes
    ----------
    definition : str
        Name of the survey definition or table contract.
    origin : Origin or None
        File and checksum of the definition, where it was read by name or path.
    files : tuple of SourceFile
    rows_in, accepted, rejected : int
        ``rows_in`` is always ``accepted + rejected``.
    rejected_by : mapping of str to int
        Reason code to rejected rows; a row with two reasons counts under both.
    flagged_by : mapping of str to int
        Reason code of each soft rule to accepted rows that break it.
    says : mapping of str to str
        Reason code to its sentence.
    columns_ignored : tuple of str
        Columns that the definition does not name.
    notes : tuple of str
        How the files were read: encoding, delimiter, sheet.
    interviewed_from, interviewed_to : datetime.date or None
        First and last interview accepted.
    """

    definition: str
    origin: Origin | None
    files: tuple[SourceFile, ...]
    rows_in: int
    accepted: int
    rejected: int
    rejected_by: Mapping[str, int]
    flagged_by: Mapping[str, int]
    says: Mapping[str, str]
    columns_ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    interviewed_from: date | None = None
    interviewed_to: date | None = None

    def __post_init__(self) -> None:
        if self.rows_in != self.accepted + self.rejected:
            raise ContractError(
                f"The counts do not reconcile: {self.rows_in:,} rows came in, {self.accepted:,} "
                f"were accepted and {self.rejected:,} rejected. This is a fault of the package."
            )

    @property
    def table(self) -> pd.DataFrame:
        """One row a reason: ``outcome``, ``reason``, ``rows``, ``says``; totals first."""
        totals = [
            ("rows in", "", self.rows_in, ""),
            ("accepted", "", self.accepted, ""),
            ("rejected", "", self.rejected, ""),
        ]
        reasons = [
            (outcome, reason, rows, self.says.get(reason, ""))
            for outcome, counts in (("rejected", self.rejected_by), ("flagged", self.flagged_by))
            for reason, rows in counts.items()
        ]
        return pd.DataFrame([*totals, *reasons], columns=["outcome", "reason", "rows", "says"])

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values for JSON; nothing in it comes from a row."""
        return {
            "definition": self.definition,
            "definition_file": asdict(self.origin) if self.origin else None,
            "files": [asdict(file) for file in self.files],
            "rows_in": self.rows_in,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "rejected_by": dict(self.rejected_by),
            "flagged_by": dict(self.flagged_by),
            "says": dict(self.says),
            "columns_ignored": list(self.columns_ignored),
            "notes": list(self.notes),
            "caveats": [asdict(caveat) for caveat in self.caveats],
            "interviewed_from": _iso(self.interviewed_from),
            "interviewed_to": _iso(self.interviewed_to),
        }

    def __str__(self) -> str:
        return "\n".join((self._headline, *self._lines))

    def __repr__(self) -> str:
        return f"DeliveryReport({self._headline})"

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(line.strip())}</li>" for line in self._lines)
        return f"<section><h4>{escape(self._headline)}</h4><ul>{lines}</ul></section>"

    @property
    def _headline(self) -> str:
        return f"{self.rows_in:,} rows in = {self.accepted:,} accepted + {self.rejected:,} rejected"

    @property
    def _lines(self) -> tuple[str, ...]:
        span = f"  interviews {self.interviewed_from} to {self.interviewed_to}"
        dropped = f"  {len(self.columns_ignored)} columns not in the definition were dropped"
        return (
            *((span,) if self.interviewed_from else ()),
            *_counted("rejected", self.rejected_by, self.says),
            *_counted("flagged", {r: n for r, n in self.flagged_by.items() if n}, self.says),
            *(f"  {note}" for note in self.notes),
            *((dropped,) if self.columns_ignored else ()),
            *(f"  note: {c.text}" for c in self.caveats if c.code not in self.flagged_by),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delivery:
    """Returns as they were delivered, read once and judged.

    Attributes
    ----------
    returns : Returns
        The accepted rows, trusted.
    rejects : pandas.DataFrame
        ``file``, ``row``, ``reason`` (codes, joined by ``"; "``), ``why`` (sentences), then the
        rejected rows as they came; references are pseudonyms and free text is withheld.
    report : DeliveryReport
    """

    returns: Returns
    rejects: pd.DataFrame
    report: DeliveryReport

    def __str__(self) -> str:
        return str(self.report)

    def __repr__(self) -> str:
        return f"Delivery({self.report!r})"

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableDelivery:
    """Another table as it was delivered: ``frame`` trusted, ``rejects`` and ``report`` as there."""

    frame: pd.DataFrame
    rejects: pd.DataFrame
    report: DeliveryReport

    def __str__(self) -> str:
        return str(self.report)

    def __repr__(self) -> str:
        return f"TableDelivery({self.report!r})"

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


def _counted(what: str, counts: Mapping[str, int], says: Mapping[str, str]) -> list[str]:
    return [
        f"  {what} {rows:,}: {reason}: {says.get(reason, '')}".rstrip(": ")
        for reason, rows in counts.items()
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
