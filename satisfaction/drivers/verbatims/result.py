"""What two groups say in their own words, as counts of terms and codes; never an answer itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd

Side = Literal["dissatisfied", "neither", "satisfied"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verbatims(Result):
    """Terms that one group mentions more than another, and what the first group speaks of.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a released term, the first group's most distinctive first: ``term``, ``words`` (1 or
        2), ``respondents`` (unweighted, both groups), ``share`` and ``other_share`` (weighted
        shares of the two groups that mention it), ``log_odds`` (above 0: more by the first group),
        ``standard_error``, ``lower``, ``upper``, ``z``, ``p_value``, ``q_value``, and ``side``: the
        group that mentions it more often, or empty where chance may explain the difference.
    codes : pandas.DataFrame
        One row a code, the most mentioned first: ``code``, ``label``, ``driver``, ``mentions``
        (unweighted), ``share`` of the first group's answers with ``standard_error``, ``lower``,
        ``upper``, and ``flag``: ``hidden`` under ``minimum`` mentions, without numbers. Codes
        overlap. The last row is what no code covers. Empty without a code frame.
    uncovered : pandas.DataFrame
        Frequent terms in the first group's answers that no code covers: ``term``, ``words``,
        ``respondents``, ``share`` (unweighted, of those answers).
    question : str
    between : (str, str)
    bases : (int, int)
        Respondents of each group who said anything (unweighted).
    asked : (int, int)
        Respondents of each group, those who said nothing included.
    withheld_rare, withheld_personal : int
        Terms not released: mentioned by fewer than ``minimum``; perhaps a name or a number.
    code_frame : str
        Name of the code frame; empty for none.
    minimum : int
    confidence : float
    false_discovery_rate : float
    """

    codes: pd.DataFrame
    uncovered: pd.DataFrame
    question: str
    between: tuple[Side, Side]
    bases: tuple[int, int]
    asked: tuple[int, int]
    withheld_rare: int
    withheld_personal: int
    code_frame: str
    minimum: int
    confidence: float
    false_discovery_rate: float
