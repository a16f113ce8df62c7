"""Areas against the overall rate, with the limits of chance; never in an order of merit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.numerics.overdispersion import Dispersion, DispersionModel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Funnel(Result):
    """Areas against the overall rate.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an area, in the order of the category: ``question``, ``measure``, ``statistic``,
        ``group``, ``level``, ``period``, ``base``, ``effective_base`` (never above the base),
        ``estimate`` with its own ``standard_error`` and interval ``lower``, ``upper``, ``target``,
        ``inner_lower``, ``inner_upper``, ``outer_lower``, ``outer_upper`` (limits at its
        effective base), ``z``, ``p_value``, ``q_value``, ``beyond`` (the widest limit that it
        lies outside, such as 0.95 or 0.999; 0 inside; NaN where hidden), ``side`` (1 above,
        -1 below, 0 inside), ``flag``.
    curves : pandas.DataFrame
        For the figure: ``effective_base``, ``limit``, ``lower``, ``upper``.
    target : float
        Overall rate that the limits are drawn round.
    limits : (float, float)
        Levels of the inner and the outer limits.
    dispersion : Dispersion
        Variation between areas beyond chance, as estimated.
    model : {"multiplicative", "additive", "none"}
        How it was allowed for in the limits; ``"none"`` also where it was not significant.
    confidence : float
        Level of each area's own interval.
    """

    curves: pd.DataFrame
    target: float
    limits: tuple[float, float]
    dispersion: Dispersion
    model: DispersionModel
    confidence: float
