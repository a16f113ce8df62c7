"""What a calibration did to each respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """A factor for each respondent, (n,), and how the calibration ended."""

    factors: npt.NDArray[np.float64]
    rounds: int = 0
    margin_error: float = 0.0
    converged: bool = True
