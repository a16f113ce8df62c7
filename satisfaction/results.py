"""What every result has: one tidy table, where it came from, and what to be careful about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """One thing a reader of the result must know: a code for machines, a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that a result rests on: its name without folders, checksum and number of rows."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a result came from.

    Attributes
    ----------
    survey : str
        Name of the survey definition.
    period : str
        Period label, or an empty text when none was given.
    method : str
        One sentence on how the numbers were made.
    sources : tuple of SourceFile
    queries : tuple of str
        What an engine was asked about crime records, without the values of lists.
    """

    survey: str
    period: str
    method: str
    sources: tuple[SourceFile, ...] = ()
    queries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """Base of every result.

    Attributes
    ----------
    table : pandas.DataFrame
        Tidy and unrounded; proportions run from 0 to 1.
    provenance : Provenance
    caveats : tuple of Caveat
    """

    table: pd.DataFrame
    provenance: Provenance
    caveats: tuple[Caveat, ...] = ()

    def to_excel(self, path: str | Path) -> Path:
        """Write table, provenance and caveats as three sheets; return the path.

        Text that a spreadsheet would take for a formula is written as text.
        """
        import pandas as pd

        target = Path(path)
        sheets = {
            "table": self.table,
            "provenance": pd.DataFrame(
                _provenance_rows(self.provenance), columns=["what", "value"]
            ),
            "caveats": pd.DataFrame(
                [(c.code, c.text) for c in self.caveats], columns=["code", "text"]
            ),
        }
        options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs=options) as writer:
            # A workbook holds the time it was made; a fixed one makes equal results equal files.
            writer.book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
            for name, frame in sheets.items():
                frame.to_excel(writer, sheet_name=name, index=False)
        return target

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{escape(caveat.text)}</li>" for caveat in self.caveats)
        listed = f"<p>Read with care:</p><ul>{notes}</ul>" if notes else ""
        title = escape(f"{type(self).__name__} {self.provenance.period}".strip())
        table = readable(self.table).to_html(index=False, border=0, max_rows=60, escape=True)
        return (
            f"<section><h4>{title}</h4>{table}"
            f"<p><small>{escape(self.provenance.method)}</small></p>{listed}</section>"
        )

    def __str__(self) -> str:
        head = f"{type(self).__name__} {self.provenance.period}".strip()
        lines = [head, readable(self.table).to_string(index=False, max_rows=40)]
        lines += [f"Note: {caveat.text}" for caveat in self.caveats]
        return "\n".join(lines)


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` for people: three decimals, no empty columns. Results stay unrounded."""
    shown = table.dropna(axis="columns", how="all")
    rounded = {str(name): shown[name].round(3) for name in shown.select_dtypes("float")}
    return shown.assign(**rounded)


def _provenance_rows(provenance: Provenance) -> list[tuple[str, str]]:
    rows = [
        ("survey", provenance.survey),
        ("period", provenance.period),
        ("method", provenance.method),
    ]
    return rows + [
        (f"source {s.name}", f"{s.rows} rows, sha256 {s.sha256}") for s in provenance.sources
    ]
