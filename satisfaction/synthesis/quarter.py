"""A synthetic quarter: its tables in source form, its truth, and how it is written to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError, name_list
from satisfaction.periods import parse_period
from satisfaction.synthesis.writing import write_checksums, write_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.synthesis.truth import Truth
    from satisfaction.synthesis.writing import Form

_TABLES = ("crime_records", "frame", "issued_sample", "contact_outcomes", "returns", "inspection")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyntheticQuarter:
    """Synthetic data in source form: columns and codes as force and contractor deliver them.

    No real person is in it. Cells are text; blanks are missing.

    Attributes
    ----------
    survey : Survey
    contract : TableContract
        Contract of ``records``: the survey's own, or one made to match a survey that names none.
    records : pandas.DataFrame
        Crime records of the report windows of all quarters, in the order of their reports.
    frame, issued, outcomes : pandas.DataFrame
        Eligible victims of the last quarter's report window, those issued, and what became of them.
    returns : pandas.DataFrame
        Interviews of all quarters, oldest first, with the planted faults.
    returns_by_quarter : mapping of str to pandas.DataFrame
        The same by period label.
    inspections : mapping of str to pandas.DataFrame
        Sheets ``visit``, ``monitoring``, ``training``, ``finding``.
    truth : Truth
    """

    survey: Survey
    contract: TableContract
    records: pd.DataFrame
    frame: pd.DataFrame
    issued: pd.DataFrame
    outcomes: pd.DataFrame
    returns: pd.DataFrame
    returns_by_quarter: Mapping[str, pd.DataFrame]
    inspections: Mapping[str, pd.DataFrame]
    truth: Truth

    def __repr__(self) -> str:
        return (
            f"SyntheticQuarter({self.survey.survey}, {self.truth.period}: {len(self.records):,} "
            f"crime records, {len(self.issued):,} issued, {len(self.returns):,} returns)"
        )

    def write(
        self, folder: str | Path, *, form: Form = "parquet", leave_out: Collection[str] = ()
    ) -> Path:
        """Write all tables, ``truth.json`` and ``checksums.sha256``; return the folder.

        Returns stand in one file a quarter, such as ``returns_2007-08-q3.parquet``. The same data
        give the same bytes with the same version of pyarrow.

        Parameters
        ----------
        folder : str or pathlib.Path
            Made if it is not there.
        form : {"parquet", "csv.gz"}
        leave_out : collection of str
            Of ``crime_records``, ``frame``, ``issued_sample``, ``contact_outcomes``, ``returns``,
            ``inspection``.
        """
        _refuse_unknown(form, leave_out)
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        written = [
            write_table(table, target, name, form)
            for kind, name, table in self._files()
            if kind not in leave_out
        ]
        truth = target / "truth.json"
        truth.write_text(self.truth.to_json(), encoding="utf-8", newline="\n")
        write_checksums([*written, truth], target)
        return target

    def _files(self) -> list[tuple[str, str, pd.DataFrame]]:
        """Return kind, file name and content of every table."""
        return [
            ("crime_records", "crime_records", self.records),
            ("frame", "frame", self.frame),
            ("issued_sample", "issued_sample", self.issued),
            ("contact_outcomes", "contact_outcomes", self.outcomes),
            *(
                ("returns", f"returns_{parse_period(period).slug}", table)
                for period, table in self.returns_by_quarter.items()
            ),
            *(
                ("inspection", f"inspection_{sheet}", table)
                for sheet, table in self.inspections.items()
            ),
        ]


def _refuse_unknown(form: str, leave_out: Collection[str]) -> None:
    if form not in ("parquet", "csv.gz"):
        raise UsageError(f"The form is 'parquet' or 'csv.gz', not '{form}'.")
    unknown = [name for name in leave_out if name not in _TABLES]
    if unknown:
        raise UsageError(f"There is no table {name_list(unknown)}. Tables: {', '.join(_TABLES)}.")
