"""Residuals of each level: which levels make a dimension differ from the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from satisfaction.numerics.goodness import GoodnessOfFit


def residual_rows(
    levels: Sequence[str], plain: GoodnessOfFit, weighted: npt.NDArray[np.float64]
) -> list[dict[str, object]]:
    """Return one row a level: Pearson, adjusted and design-based residuals.

    Of respondents counted one each ``pearson_residual`` is (O - E) / sqrt(E) and
    ``adjusted_residual`` (O - E) / sqrt(E (1 - share)) (R ``chisq.test``: ``residuals`` and
    ``stdres``); ``design_residual`` is the design-weighted difference over its own standard error.
    Adjusted and design-based ones are about standard normal under agreement.
    """
    rows = zip(levels, plain.pearson_residuals, plain.adjusted_residuals, weighted, strict=True)
    return [
        {
            "level": level,
            "pearson_residual": float(pearson),
            "adjusted_residual": float(adjusted),
            "design_residual": float(designed),
        }
        for level, pearson, adjusted, designed in rows
    ]
