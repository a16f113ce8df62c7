"""What was asked for, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules
    from satisfaction.focus_groups.protocols import ProfileVerdicts
    from satisfaction.focus_groups.settings import Fairness, FocusLimits, Size
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Request:
    """What was asked for."""

    returns: Returns
    rules: Rules
    limits: FocusLimits
    size: Size
    purpose: str
    caller: str
    day: pd.Timestamp
    seed: int
    fairness: Fairness
    continues: str
    period: str | Period | None
    own_groups: int | None
    support_contact: str
    check: ProfileVerdicts | None

    @property
    def since(self) -> pd.Timestamp:
        """Day after which a contact is too recent."""
        months = int(self.rules.number("recontact", "months_between"))
        return self.day - pd.DateOffset(months=months)

    @property
    def round(self) -> str:
        """Name of the round in the log."""
        return self.continues or f"{self.purpose} {self.day.date()}"
