"""Figures of the groups, from the half of the respondents that did not search for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.intervals import proportion_interval
from satisfaction.numerics.kish import kish_design_effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.drivers.segments.answers import GroupedAnswers
    from satisfaction.drivers.segments.tree import Node

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.bool_]


def group_numbers(
    answers: GroupedAnswers, nodes: Sequence[Node], *, confidence: float
) -> pd.DataFrame:
    """Return one row a group: bases, share dissatisfied, share of everyone, of the dissatisfied."""
    outcome = np.nan_to_num(answers.outcome)
    dissatisfied = answers.estimating & (outcome > 0)
    shares = [
        _share(answers, outcome, answers.estimating & node.rows, confidence) for node in nodes
    ]
    found = pd.DataFrame(
        {
            "base": [int((answers.estimating & node.rows).sum()) for node in nodes],
            "dissatisfied": [int((dissatisfied & node.rows).sum()) for node in nodes],
            "estimate": [one.estimate for one in shares],
            "lower": [one.lower for one in shares],
            "upper": [one.upper for one in shares],
            "standard_error": [one.standard_error for one in shares],
            "df": [one.df for one in shares],
        }
    )
    for name, whole in (("respondents", answers.estimating), ("dissatisfied", dissatisfied)):
        inside = [_share(answers, node.rows.astype(float), whole, confidence) for node in nodes]
        for end in ("estimate", "lower", "upper"):
            column = f"share_of_{name}" + ("" if end == "estimate" else f"_{end}")
            found[column] = [getattr(one, end) for one in inside]
    # Everyone is all of everyone: that is no estimate.
    parts = [str(name) for name in found.columns if str(name).startswith("share_of_")]
    found.loc[[node.rows.all() for node in nodes], parts] = 1.0
    return found


def difference_of(
    answers: GroupedAnswers, first: Node, second: Node, *, confidence: float
) -> tuple[float, float, float]:
    """Return how much more of the second group are dissatisfied, with limits."""
    inside = np.where(first.rows, 0, np.where(second.rows, 1, -1))
    found = domain_means(
        np.nan_to_num(answers.outcome),
        answers.design,
        domains=np.where(answers.estimating, inside, -1),
        n_domains=2,
        joint=True,
    )
    if found.covariance is None:
        raise RuntimeError("domain_means gave no joint covariance though it was asked for.")
    contrast = np.array([-1.0, 1.0])
    difference = float(contrast @ found.estimates[:, 0])
    error = float(np.sqrt(contrast @ found.covariance @ contrast))
    half = float(stdtrit(found.df.min(), 0.5 + confidence / 2)) * error
    return difference, difference - half, difference + half


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    estimate: float
    lower: float
    upper: float
    standard_error: float
    df: int


def _share(answers: GroupedAnswers, values: Floats, inside: Rows, confidence: float) -> _Share:
    """Return a weighted share among the respondents ``inside``, with its interval."""
    found = domain_means(values, answers.design, domains=np.where(inside, 0, -1), n_domains=1)
    limits = proportion_interval(
        found.estimates,
        np.nan_to_num(found.standard_errors),
        found.counts,
        found.df,
        confidence=confidence,
        method="korn_graubard",
        design_effect=kish_design_effect(answers.design.weights[inside]),
        capped=True,
    )
    return _Share(
        estimate=float(found.estimates[0, 0]),
        lower=float(limits.lower[0, 0]),
        upper=float(limits.upper[0, 0]),
        standard_error=float(found.standard_errors[0, 0]),
        df=int(found.df[0, 0]),
    )
