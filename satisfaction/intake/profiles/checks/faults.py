"""One rule that rows break, and how many do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import narwhals as nw

    from satisfaction.definitions.checks import Consequence


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowFault:
    """Rows that break one rule of the contract.

    Attributes
    ----------
    field, column : str
        Of a rule between fields, all of them.
    fault : str
        Stable reason code.
    expected : str
        In words.
    rows : int
    where : narwhals.Expr or None
        Which rows these are; None where no expression of one row says so.
    keys : mapping of str to narwhals.Expr or None
        Of a rule that rows stand once: the key that is repeated.
    """

    field: str
    column: str
    fault: str
    expected: str
    rows: int
    outcome: Consequence = "reject"
    where: nw.Expr | None = None
    keys: dict[str, nw.Expr] | None = None
