"""Bring base weights to margins, on the table of cells; trim them and bring them back."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError
from satisfaction.numerics.calibration import calibrate, post_stratify
from satisfaction.numerics.margins import margin_errors
from satisfaction.numerics.raking import rake
from satisfaction.numerics.trimming import trim_weights
from satisfaction.weighting.fitted import Fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.numerics.calibration import Calibrated
    from satisfaction.numerics.raking import Cells, Raked
    from satisfaction.weighting.choices import Choices
    from satisfaction.weighting.margins import Goal, Margin

    Floats = npt.NDArray[np.float64]

_MOST_TURNS = 500
_MET = 1e-9


def fit(base: Floats, goal: Goal, choices: Choices) -> Fitted:
    """Return weights that meet ``goal`` and keep to the limits of ``choices``."""
    if choices.trim:
        _refuse_ratios(base, choices)
    if goal.cells is None or goal.counts is None:
        each = np.ones(len(base), dtype=np.int64)
        fitted = Fitted(weights=base.copy(), ratios=np.ones(len(base)), ratio_counts=each)
        return _trimmed_alone(base, fitted, choices) if choices.trim else fitted
    found = _calibrated(goal.cells, goal.margins, choices)
    weights = found.factors.take(goal.cells.index)
    weights *= base
    fitted = Fitted(
        weights=weights,
        ratios=found.factors,
        ratio_counts=goal.counts,
        by_cell=goal.cells.base * found.factors,
        rounds=found.rounds,
        margin_error=found.margin_error,
        at_bounds=_at_bounds(found.factors, goal.counts, choices.bounds),
    )
    if not choices.trim:
        return fitted
    return _trimmed_in_turn(base, fitted, goal.cells, goal.margins, choices)


def _calibrated(cells: Cells, margins: Sequence[Margin], choices: Choices) -> Raked | Calibrated:
    targets = [margin.targets for margin in margins]
    names = [margin.level_names for margin in margins]
    if choices.method == "rake":
        return rake(cells.codes, base=cells.base, targets=targets, names=names)
    if choices.method == "post-stratify":
        return post_stratify(cells.codes[:, 0], base=cells.base, targets=targets[0], names=names[0])
    indicators = [np.eye(len(t))[codes] for t, codes in zip(targets, cells.codes.T, strict=True)]
    totals = np.concatenate(targets)
    used = totals > 0
    return calibrate(
        np.hstack(indicators)[:, used],
        base=cells.base,
        totals=totals[used],
        distance=choices.method,
        bounds=choices.bounds,
        names=[name for name, is_used in zip(chain(*names), used, strict=True) if is_used],
    )


def _at_bounds(
    factors: Floats, counts: npt.NDArray[np.integer], bounds: tuple[float, float] | None
) -> int:
    if bounds is None:
        return 0
    low, high = bounds
    at_bound = (factors <= low * (1 + 1e-6)) | (factors >= high * (1 - 1e-6))
    return int(counts[at_bound].sum())


def _limits(base: Floats, choices: Choices) -> tuple[Floats | float, Floats | float]:
    low, high = choices.trim or (0.0, np.inf)
    return (low * base, high * base) if choices.trim_unit == "ratio" else (low, high)


def _refuse_ratios(base: Floats, choices: Choices) -> None:
    """Say which unit was probably meant, where no weights within the limits keep the total."""
    low, high = choices.trim or (0.0, np.inf)
    mean = float(base.mean())
    if choices.trim_unit == "weight" and low < 1 < high and not low <= mean <= high:
        raise CalibrationError(
            f"trim=({low:g}, {high:g}) is in victims a respondent, and a respondent stands for "
            f"{mean:,.4g} on average, so no weights within these limits keep the total. Limits on "
            'both sides of 1 look like multiples of the base weight: give trim_unit="ratio", or '
            "limits that enclose the mean weight."
        )


def _trimmed_alone(base: Floats, fitted: Fitted, choices: Choices) -> Fitted:
    lower, upper = _limits(base, choices)
    trimmed = trim_weights(base, lower=lower, upper=upper)
    return _with_trimming(base, fitted, trimmed.weights, (lower, upper), turns=1)


def _trimmed_in_turn(
    base: Floats, fitted: Fitted, cells: Cells, margins: Sequence[Margin], choices: Choices
) -> Fitted:
    """Trim, then rake what trimming moved, until both hold; limits hold in any case.

    Alternate projections on two convex sets: they converge if any weights are in both.
    """
    targets = [margin.targets for margin in margins]
    names = [margin.level_names for margin in margins]
    lower, upper = _limits(base, choices)
    weights, rounds, turns = trim_weights(fitted.weights, lower=lower, upper=upper).weights, 0, 1
    sums, errors = _margin_errors(weights, cells, targets)
    while max(map(np.max, errors)) > _MET and turns < _MOST_TURNS:
        raked = rake(cells.codes, base=sums, targets=targets, names=names)
        weights = np.clip(weights * raked.factors[cells.index], lower, upper)
        rounds, turns = rounds + raked.rounds, turns + 1
        sums, errors = _margin_errors(weights, cells, targets)
    worst = float(max(map(np.max, errors)))
    missed, points = ("", 0.0) if worst <= _MET else _furthest_off(sums, cells, margins)
    found = _with_trimming(base, fitted, weights, (lower, upper), turns=turns)
    return replace(
        found,
        by_cell=sums,
        rounds=fitted.rounds + rounds,
        margin_error=worst,
        converged=worst <= _MET,
        missed=missed,
        missed_points=points,
    )


def _margin_errors(
    weights: Floats, cells: Cells, targets: list[Floats]
) -> tuple[Floats, list[Floats]]:
    sums = np.bincount(cells.index, weights=weights, minlength=len(cells.base)).astype(np.float64)
    return sums, margin_errors(cells.codes, sums, targets)


def _furthest_off(sums: Floats, cells: Cells, margins: Sequence[Margin]) -> tuple[str, float]:
    """Return the level whose share is furthest off its target, and by how many points."""
    found = []
    for margin, codes in zip(margins, cells.codes.T, strict=True):
        held = np.bincount(codes, weights=sums, minlength=len(margin.targets))
        points = 100 * np.abs(held / held.sum() - margin.targets / margin.targets.sum())
        level = int(points.argmax())
        found.append((float(points[level]), margin.level_names[level]))
    points, name = max(found)
    return name, points


def _with_trimming(
    base: Floats,
    fitted: Fitted,
    weights: Floats,
    limits: tuple[Floats | float, Floats | float],
    *,
    turns: int,
) -> Fitted:
    return replace(
        fitted,
        weights=weights,
        ratios=weights[base > 0] / base[base > 0],
        ratio_counts=np.ones(int((base > 0).sum()), dtype=np.int64),
        trimmed=int(((weights <= limits[0]) | (weights >= limits[1])).sum()),
        weight_moved=float(np.abs(weights - fitted.weights).sum()) / 2,
        turns=turns,
    )
