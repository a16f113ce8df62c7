"""A control chart: months against what chance would do to them."""

from __future__ import annotations

from dataclasses import dataclass

from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ControlChart(Result):
    """Months about a centre line, with limits and signals.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a month: ``period``, ``estimate``, ``lower``, ``upper``, ``base``,
        ``effective_base``, ``flag``, ``complete``, ``centre``, ``limit_lower``, ``limit_upper``,
        ``smoothed`` (only with ``ewma``: what the limits are of), ``signal`` (the rule that the
        month breaks, in words, or empty), ``direction`` (``high``, ``low`` or empty).
    limits : {"p", "ewma"}
    centre : float
        Share over all months of the baseline.
    question, measure, statistic : str
    """

    limits: str
    centre: float
    question: str
    measure: str
    statistic: str

    @property
    def needs_attention(self) -> bool:
        """Whether the latest month shown gives a signal."""
        shown = self.table[self.table["flag"] != "hidden"]
        return bool(len(shown)) and bool(shown["signal"].iloc[-1])
