"""What a calibration did to each respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """A weight for each respondent, (n,), and how the calibration ended.

    ``ratios`` are the weights over the base weights, each of as many respondents as
    ``ratio_counts`` says: of cells where all of a cell have the same, of respondents otherwise.
    ``by_cell``, (n_cells,), holds the sums of the weights by cell of the margins, None without any.
    ``trimmed`` counts the weights that ended on a limit of trimming, ``weight_moved`` the weight
    that trimming took from some respondents and gave to others, ``turns`` how often trimming and
    calibration took turns; ``missed`` names the level furthest off, in points of its
    margin, where they could not both hold, and ``missed_points`` says by how many.
    """

    weights: npt.NDArray[np.float64]
    ratios: npt.NDArray[np.float64]
    ratio_counts: npt.NDArray[np.integer]
    by_cell: npt.NDArray[np.float64] | None = None
    rounds: int = 0
    margin_error: float = 0.0
    converged: bool = True
    at_bounds: int = 0
    trimmed: int = 0
    weight_moved: float = 0.0
    turns: int = 0
    missed: str = ""
    missed_points: float = 0.0
