"""What was found wrong in crime records: counts of rows by field and rule, and no row of any."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import pandas as pd

from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordChecks(Result):
    """Every field and rule of a contract, held against every record where the records are.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each rule that at least one record breaks: ``field`` and ``column`` (of a rule
        between fields, all of them), ``fault`` (stable code), ``expected`` (in words), ``outcome``
        (what a delivery does with such a row: ``reject`` or ``flag``), ``rows`` and ``share`` of
        the records.
    rows : int
        Records that were checked.
    fields : pandas.DataFrame
        Every field of the contract: ``field``, ``column``, ``kind``, ``tested`` (how),
        ``distinct`` (different texts; missing where they were not counted).
    references : pandas.DataFrame
        Records at fault, if they were asked for: ``field``, ``column``, ``fault``, ``reference`` (a
        pseudonym).
    """

    rows: int
    fields: pd.DataFrame
    references: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def needs_attention(self) -> bool:
        """Whether any record breaks any rule."""
        return not self.table.empty

    @property
    def headline(self) -> str:
        """What was found, in one sentence."""
        checked = f"{self.rows:,} records, {len(self.fields)} fields"
        if not self.needs_attention:
            return f"{checked}: no fault was found."
        columns = self.table["column"].nunique()
        return f"{checked}: {len(self.table)} kinds of fault in {columns} columns."

    def __str__(self) -> str:
        notes = [f"Note: {caveat.text}" for caveat in self.caveats]
        return "\n".join([self.headline, *self._shown(), *notes])

    def _shown(self) -> list[str]:
        if not self.needs_attention:
            return []
        shares = self.table["share"].map("{:.2%}".format)
        return [self.table.assign(share=shares).to_string(index=False)]

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.headline)}</p>{Result._repr_html_(self)}"
