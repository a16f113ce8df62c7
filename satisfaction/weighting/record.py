"""What the weights did, written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.numerics.kish import kish_design_effect
from satisfaction.weighting.result import WeightDiagnostics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.weighting.fitted import Fitted
    from satisfaction.weighting.margins import Goal, Margin

    Floats = npt.NDArray[np.float64]


def weighting_record(fitted: Fitted, goal: Goal) -> pd.DataFrame:
    """Return each level's target, base-weighted and final share, and how unknowns were treated."""
    columns = ["margin", "level", "respondents", "target", "base_share", "share", "policy"]
    after = fitted.by_cell
    if goal.cells is None or goal.counts is None or after is None:
        return pd.DataFrame(columns=columns)
    before = goal.cells.base
    rows = [row for m in goal.margins for row in _rows(m, goal.counts, before, after)]
    return pd.DataFrame(rows, columns=columns)


def diagnose(final: Floats, parts: Sequence[Fitted]) -> WeightDiagnostics:
    """Return what the weights cost (Kish 1965) and how their calibrations, one a period, ended."""
    total = float(final.sum())
    mean = total / len(final)
    design_effect = kish_design_effect(final)
    return WeightDiagnostics(
        respondents=len(final),
        design_effect=design_effect,
        effective_base=len(final) / design_effect,
        smallest=float(final.min() / mean),
        largest=float(final.max() / mean),
        rounds=max(part.rounds for part in parts),
        margin_error=max(part.margin_error for part in parts),
        converged=all(part.converged for part in parts),
        base_ratio=_quartiles(
            np.concatenate([part.ratios for part in parts]),
            np.concatenate([part.ratio_counts for part in parts]),
        ),
        at_bounds=sum(part.at_bounds for part in parts),
        trimmed=sum(part.trimmed for part in parts),
        weight_moved=sum(part.weight_moved for part in parts) / total,
        turns=max(part.turns for part in parts),
    )


def _quartiles(
    values: Floats, counts: npt.NDArray[np.integer]
) -> tuple[float, float, float, float, float]:
    """Quartiles, as numpy's, of values that occur so many times each."""
    order = np.argsort(values)
    ordered, upto = values[order], np.cumsum(counts[order])
    places = (upto[-1] - 1) * np.array([0, 0.25, 0.5, 0.75, 1])
    below, above = (
        ordered[np.searchsorted(upto, at, side="right")]
        for at in (np.floor(places), np.ceil(places))
    )
    least, lower, middle, upper, most = (below + places % 1 * (above - below)).tolist()
    return least, lower, middle, upper, most


def _rows(
    margin: Margin, counts: npt.NDArray[np.integer], base: Floats, final: Floats
) -> list[tuple[object, ...]]:
    respondents, before, after = (
        np.bincount(margin.codes, weights=values, minlength=len(margin.levels))
        for values in (counts, base, final)
    )
    return [
        (margin.name, *row)
        for row in zip(
            margin.levels,
            respondents.astype(np.int64),
            margin.targets / margin.targets.sum(),
            before / before.sum(),
            after / after.sum(),
            margin.policies,
            strict=True,
        )
        if row[1] or row[2]
    ]
