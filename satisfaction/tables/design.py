"""The sampling design of a set of returns, for variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.design import Design

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.tables.returns import Returns


def survey_design(returns: Returns) -> Design:
    """Return strata, clusters, weights and calibration of ``returns`` as arrays.

    Without weights every respondent counts one; with :func:`satisfaction.weight` the variance
    follows the calibration residuals (block ``CR`` of the reference, R ``calibrate``).
    """
    plan = returns.survey.weights
    frame = returns.frame
    margins = returns.weighting.margins if returns.weighting else ()
    return Design(
        weights=weights_of(returns),
        strata=survey_strata(returns) if returns.weighting or plan.column else None,
        clusters=survey_clusters(returns),
        calibration=_calibration(returns, margins) if margins else None,
        base_weights=_floats(frame["base_weight"]) if margins else None,
    )


def survey_strata(returns: Returns) -> npt.NDArray[np.int64] | None:
    """Return the stratum of each respondent, numbered from 0; None without strata."""
    return _codes(returns.frame, returns.survey.weights.strata)


def survey_clusters(returns: Returns) -> npt.NDArray[np.int64] | None:
    """Return the primary sampling unit of each respondent; None where each is one."""
    cluster = returns.survey.weights.cluster
    return _codes(returns.frame, (cluster,)) if cluster else None


def weights_of(returns: Returns) -> npt.NDArray[np.float64]:
    """Return the weight of each respondent: the calibrated, the delivered, or one."""
    if returns.weighting:
        return _floats(returns.frame["weight"])
    if returns.survey.weights.column:
        return _floats(returns.frame[returns.survey.weights.column])
    return np.ones(len(returns))


def level_codes(frame: pd.DataFrame, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the category code of each row, one column a name."""
    return np.column_stack([frame[name].cat.codes.to_numpy(np.int64) for name in names])


def _codes(frame: pd.DataFrame, names: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """Return a number from 0 for each combination of ``names`` that occurs."""
    if not names:
        return None
    keys = frame.groupby(list(names), observed=True, sort=True).ngroup()
    codes: npt.NDArray[np.int64] = keys.to_numpy().astype(np.int64)
    return codes


def _calibration(returns: Returns, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return what the weights were made to meet: the total, and shares among the known.

    How many respondents are unknown on a margin is the sample's own number and not the profile's,
    so the total of the known is no calibration total: only their shares are.
    """
    weights = weights_of(returns)
    columns = [np.ones((len(returns), 1))]
    for name in names:
        known = _one_hot(returns.frame[name], returns.dimension(name).levels)
        inside = known.sum(axis=1)
        columns.append(known - np.outer(inside, weights @ known / (weights @ inside)))
    return np.hstack(columns)


def _one_hot(column: pd.Series, levels: Sequence[str]) -> npt.NDArray[np.float64]:
    held = [level for level in levels if (column == level).any()]
    return np.column_stack([(column == level).to_numpy(np.float64) for level in held])


def _floats(column: pd.Series) -> npt.NDArray[np.float64]:
    return column.to_numpy(np.float64)
