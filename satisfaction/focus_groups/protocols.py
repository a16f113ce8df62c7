"""What is needed of other verbs' results: their shape, not their classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd


class DriversLike(Protocol):
    """Anything with the drivers' table and their leading set, such as the drivers' result."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a driver: ``driver``, ``label``."""
        ...

    @property
    def leading(self) -> tuple[str, ...]:
        """Names of the leading drivers, largest share first."""
        ...


class ProfileVerdicts(Protocol):
    """Anything with verdicts by level, such as a profile check."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a period and level: ``period``, ``dimension``, ``level``, ``verdict``."""
        ...
