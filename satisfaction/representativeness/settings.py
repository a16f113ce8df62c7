"""What a profile check goes by, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.representativeness.result import Tolerance
    from satisfaction.tables.profile import Population


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """Dimensions, tolerance and confidence of one check.

    Attributes
    ----------
    unknown_limit : float
        Share of victims unknown on a dimension above which bounds decide.
    within_groups : bool
        Whether the verdicts within each user group are wanted.
    """

    dimensions: tuple[str, ...]
    tolerance: Tolerance
    confidence: float
    unknown_limit: float
    population: Population
    within_groups: bool = True
