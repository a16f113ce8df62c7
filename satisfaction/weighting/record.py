"""What the weights did, written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.weighting.result import WeightDiagnostics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.weighting.fitted import Fitted
    from satisfaction.weighting.margins import Margin


def weighting_record(frame: pd.DataFrame, margins: Sequence[Margin]) -> pd.DataFrame:
    """Return each level's target, base-weighted and final share, and how unknowns were treated."""
    columns = ["margin", "level", "respondents", "target", "base_share", "share", "policy"]
    rows = [row for margin in margins for row in _rows(frame, margin)]
    return pd.DataFrame(rows, columns=columns)


def diagnose(
    base: npt.NDArray[np.float64], final: npt.NDArray[np.float64], fitted: Fitted
) -> WeightDiagnostics:
    """Return what the weights cost (Kish 1965) and whether they converged."""
    ratio = final / final.mean()
    design_effect = float(np.mean(ratio**2))
    return WeightDiagnostics(
        respondents=len(base),
        design_effect=design_effect,
        effective_base=len(base) / design_effect,
        smallest=float(ratio.min()),
        largest=float(ratio.max()),
        rounds=fitted.rounds,
        margin_error=fitted.margin_error,
        converged=fitted.converged,
    )


def _rows(frame: pd.DataFrame, margin: Margin) -> list[tuple[object, ...]]:
    codes = frame[margin.name].cat.codes.to_numpy()
    size = len(margin.levels)
    counts = np.bincount(codes, minlength=size)
    base = np.bincount(codes, weights=frame["base_weight"], minlength=size)
    final = np.bincount(codes, weights=frame["weight"], minlength=size)
    return [
        (margin.name, *row)
        for row in zip(
            margin.levels,
            counts,
            margin.targets / margin.targets.sum(),
            base / base.sum(),
            final / final.sum(),
            margin.policies,
            strict=True,
        )
        if row[1] or row[2]
    ]
