"""The qualitative indicators of a Crime Data Quality Report."""

from __future__ import annotations

from dataclasses import dataclass

from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QualityIndicators(Result):
    """Shares satisfied, neither and dissatisfied by borough and month, and by how it was handled.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an indicator, share, group and period, with the columns of
        :class:`~satisfaction.estimates.Estimates`: the outcome by month, every measure over the
        twelve months, both for the force and by ``area``; the questions of the contact stage by
        ``handling_route`` and every measure by ``dealt_with_by`` over the twelve months.
    months : tuple of str
        The months, in order.
    year : str
        The twelve months that end with them.
    contact_questions : tuple of str
        Questions of the contact stage.
    not_done : tuple of str
        What the survey does not hold, and what it would need.
    confidence : float
        Level of the intervals.
    """

    months: tuple[str, ...]
    year: str
    contact_questions: tuple[str, ...]
    not_done: tuple[str, ...]
    confidence: float
