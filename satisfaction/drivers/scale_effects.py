"""Where on its scale a driver bites: the effect of each cut between neighbouring grades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from satisfaction.drivers.grades import low_grades, top_grades, worst_first
from satisfaction.errors import EstimationError
from satisfaction.numerics.attributable import attributable_shares
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.logit import dependent_columns, fit_logit
from satisfaction.numerics.side_by_side import side_by_side
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from satisfaction.drivers.model import DriverModel
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

_COLUMNS = ("driver", "cut", "grades", "side", "base", "effect", "effect_lower", "effect_upper")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cut:
    """A cut of the driver at ``place``: who is up to it, and what stands before its effect."""

    place: int
    low: Floats
    row: tuple[str, int, str, str, int]


def scale_effects(
    returns: Returns, model: DriverModel, *, fewest: int, confidence: float
) -> pd.DataFrame:
    """Move each driver's one cut along its scale, the other drivers and controls as they are.

    Proportional odds is rejected for most drivers, so that no single coefficient stands for a
    scale; each cut has an effect of its own.

    Parameters
    ----------
    returns : Returns
    model : DriverModel
    fewest : int
        Respondents on either side of a cut that its effect needs.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        ``driver``, ``cut`` (from 1, worst first), ``grades`` (the grades up to the cut), ``side``
        (``poor`` or ``top``), ``base`` (respondents up to the cut; beyond it for ``top``),
        ``effect`` with limits: average difference in the probability of being dissatisfied between
        grades up to the cut and beyond it. Drivers of one question only.
    """
    cuts = list(_cuts(returns, model, fewest))
    effects = side_by_side(lambda cut: _effect(model, cut.place, cut.low, confidence), cuts)
    rows = [(*cut.row, *effect) for cut, effect in zip(cuts, effects, strict=True)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _cuts(returns: Returns, model: DriverModel, fewest: int) -> Iterator[_Cut]:
    """Yield the cuts with enough respondents on either side, driver by driver."""
    for place, driver in enumerate(model.answers.drivers):
        if len(driver.questions) > 1:
            continue
        (question,) = driver.questions
        scale = returns.survey.scale_of(question)
        order = worst_first(scale)
        answers = returns.frame[question][model.answers.rows]
        poor, top = set(low_grades(scale)), set(top_grades(scale))
        for cut in range(1, len(order)):
            low = answers.isin(order[:cut]).to_numpy().astype(np.float64)
            beyond = answers.isin(order[cut:]).to_numpy(dtype=np.float64)
            if min(low.sum(), beyond.sum()) < fewest:
                continue
            is_poor = set(order[:cut]) <= poor or not set(order[cut:]) <= top
            side = "poor" if is_poor else "top"
            base = int(beyond.sum() if side == "top" else low.sum())
            row = (driver.name, cut, ", ".join(order[:cut]), side, base)
            yield _Cut(place=place, low=low, row=row)


def _effect(model: DriverModel, place: int, low: Floats, confidence: float) -> Sequence[float]:
    """Return the effect of one cut with its limits; none where it cannot be fitted.

    Everybody is compared as a rater, as in the penalty: the driver's `not asked` is off on both
    sides.
    """
    columns, answers = model.columns, model.answers
    own = [*columns.low[place], *columns.top[place], *columns.other[place]]
    other = columns.x[:, list(columns.other[place])]
    first = np.column_stack([columns.x[:, 0], low, other])
    x = np.hstack([first, np.delete(columns.x, [0, *own], axis=1)])
    gone = dependent_columns(x, answers.weights)
    if 1 in gone:
        return (np.nan, np.nan, np.nan)
    x = np.delete(x, gone, axis=1)
    kept = 2 + other.shape[1] - sum(at < first.shape[1] for at in gone)
    try:
        fit = fit_logit(answers.outcome, x, weights=answers.weights)
    except EstimationError:
        return (np.nan, np.nan, np.nan)
    found = attributable_shares(
        fit,
        x,
        answers.outcome,
        weights=answers.weights,
        low_columns=[1],
        other_columns=[range(2, kept)],
    )
    scores = model.whole_sample(found.penalty_scores)
    error = float(np.sqrt(covariance(scores, answers.design)[0, 0]))
    df = max(degrees_of_freedom(answers.design, answers.rows), 1)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * error
    effect = float(found.penalties[0])
    return (effect, effect - half, effect + half)
