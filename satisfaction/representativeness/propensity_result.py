"""What an analysis of response propensities returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResponsePropensity(Result):
    """Who of those issued responds, and how unequal their chances are.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a part (``response``, and ``contact`` and ``cooperation`` where outcomes tell):
        ``issued`` (victims in its base), ``responded``, ``mean`` propensity (weighted), ``r`` with
        ``r_se``, ``r_lower``, ``r_upper`` (bias-adjusted), ``r_unadjusted``, ``cv`` with ``cv_se``,
        ``cv_lower``, ``cv_upper``, ``cv_unadjusted``, ``bias_factor``.
    variables : pandas.DataFrame
        ``part``, ``variable``, ``unconditional`` with ``unconditional_se``, ``conditional``, and
        both ``_unadjusted``.
    levels : pandas.DataFrame
        ``part``, ``variable``, ``level``, ``issued``, ``responded``, ``rate`` (weighted),
        ``unconditional`` (below 0: under-represented) with ``lower``, ``upper``; ``conditional``;
        ``p_adjusted``, ``stands_out``.
    population : pandas.DataFrame
        Interviews of all recorded and of all eligible victims: ``population``, ``victims``,
        ``interviews``, ``mean``, ``r``, ``cv``. R is near 1 there whatever happens: read the CV.
    largest_bias : float
        Of the share in ``headline`` if response went with the answer as strongly as it can,
        (1 - R) S(y) / (2 mean propensity); NaN if not asked for.
    headline : str
        The share that ``largest_bias`` is of.
    link : str
    confidence : float
    """

    variables: pd.DataFrame
    levels: pd.DataFrame
    population: pd.DataFrame
    largest_bias: float
    headline: str
    link: str
    confidence: float
