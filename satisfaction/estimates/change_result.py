"""The change between two periods."""

from __future__ import annotations

from dataclasses import dataclass

from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change(Result):
    """The change from an earlier to a later period, never without both levels.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a question, statistic and level: ``question``, ``measure``, ``statistic``,
        ``group``, ``level``; ``period_before``, ``before`` with ``before_lower``, ``before_upper``,
        ``before_unweighted``, ``base_before``, ``flag_before``; the same for ``after``; ``change``
        (after minus before, a proportion), ``change_standard_error``, ``change_lower``,
        ``change_upper``, ``p_value``, ``q_value``, ``df``, ``change_unweighted``, ``verdict``
        (``rise``, ``fall``, ``no clear change``, or empty where a level is hidden).
    confidence : float
    periods : (str, str)
        Labels of the earlier and the later period.
    """

    confidence: float
    periods: tuple[str, str]
