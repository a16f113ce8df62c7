"""Shares adjusted for earlier stages only: what goes with a driver along the whole path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.drivers.model import fit_model
from satisfaction.drivers.shares import shares_with_limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.drivers.model import CodedAnswers

_COLUMNS = ("driver", "total_share", "total_share_lower", "total_share_upper")


def total_effects(
    answers: CodedAnswers,
    stage_of: Mapping[str, str],
    stages: Sequence[str],
    *,
    confidence: float,
    seed: int,
) -> pd.DataFrame:
    """Fit each stage's drivers with those of earlier stages, and read the stage's own shares.

    Adjusting for what comes later on the path (treatment, after contact) would take from a driver
    what it does by way of it. Drivers without a stage stand last, in a stage of their own.

    Parameters
    ----------
    answers : CodedAnswers
    stage_of : mapping of str to str
        Stage of each driver; empty for none.
    stages : sequence of str
        In the order in which a victim passes them.

    Returns
    -------
    pandas.DataFrame
        ``driver``, ``total_share`` with ``_lower`` and ``_upper``; no rows without stages.
    """
    order = {stage: place for place, stage in enumerate(stages)}
    places = [order.get(stage_of[driver.name], len(order)) for driver in answers.drivers]
    rows: list[tuple[str, float, float, float]] = []
    for place in sorted(set(places)) if order else []:
        kept = [d for d, p in zip(answers.drivers, places, strict=True) if p <= place]
        found = shares_with_limits(fit_model(answers.only(kept)), confidence=confidence, seed=seed)
        rows += [
            (driver.name, found.shares[at], found.lower[at], found.upper[at])
            for at, driver in enumerate(kept)
            if order.get(stage_of[driver.name], len(order)) == place
        ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype(dict.fromkeys(_COLUMNS[1:], np.float64))
