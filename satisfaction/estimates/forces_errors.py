"""Standard errors of published figures, from whatever was published with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import DataRefusedError
from satisfaction.numerics.quantiles import t_quantile

if TYPE_CHECKING:
    import pandas as pd


def standard_errors(published: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Turn published per cent into proportions with standard errors.

    The published error comes first, then the margin, then the interval, then the base as a simple
    random sample; ``error_from`` says which. An interval's two ends give its half length, so that
    one that is not symmetric is taken by its mean.

    Raises
    ------
    DataRefusedError
        If a figure has none of them, or an interval that ends before it starts.
    """
    z = float(t_quantile(np.array(np.inf), confidence))
    share = published["estimate"] / 100
    base = published["base"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    candidates = {
        "published error": published["standard_error"] / 100,
        "margin": published["margin"] / 100 / z,
        "interval": (published["upper"] - published["lower"]) / 100 / (2 * z),
        "base": np.sqrt((share * (1 - share)).where((share > 0) & (share < 1)) / base),
    }
    _refuse_reversed(published)
    known = [column.notna().to_numpy() for column in candidates.values()]
    _refuse_without(~np.any(known, axis=0))
    values = [column.to_numpy(np.float64, na_value=np.nan) for column in candidates.values()]
    return published.assign(
        estimate=share,
        base=base,
        standard_error=np.select(known, values, default=np.nan),
        error_from=np.select(known, list(candidates), default=""),
        period=published["period"].fillna("").astype(str),
    )


def _refuse_reversed(published: pd.DataFrame) -> None:
    wrong = (published["upper"] < published["lower"]) | (
        (published["estimate"] < published["lower"]) | (published["estimate"] > published["upper"])
    )
    if wrong.any():
        raise DataRefusedError(
            f"{int(wrong.sum())} published figures lie outside their own intervals, first in row "
            f"{int(published.loc[wrong, 'row'].iloc[0])}. Check which column is which."
        )


def _refuse_without(none: np.ndarray) -> None:
    if none.any():
        raise DataRefusedError(
            f"{int(none.sum())} published figures have neither standard error, margin, interval "
            "nor base, so that nothing says how sure they are. Add one of them, or leave them out."
        )
