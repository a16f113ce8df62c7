"""The requirements statement, and the response rates that part of it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResponseRates(Result):
    """What became of the victims issued, in the terms of the AAPOR Standard Definitions.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a user group and rate, with ``everyone`` first: ``user_group``, ``rate`` (``RR1``,
        ``RR2``, ``RR3``, ``COOP1``, ``REF1``, ``CON1``), ``says``, ``issued`` (victims counted in
        the denominator, unweighted), ``estimate`` (0-1, weighted by the base weights of the issued
        sample), ``lower``, ``upper``, ``unweighted``.
    dispositions : pandas.DataFrame
        One row an outcome: ``outcome``, ``category`` (as in the rulebook), ``victims``, ``share``.
    attempts : pandas.DataFrame
        One row a category: ``category``, ``victims``, ``mean_attempts``, ``too_few`` (not reached,
        and closed after fewer calls than the rulebook asks for).
    """

    dispositions: pd.DataFrame
    attempts: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RequirementsStatement(Result):
    """Every rule of the survey with its status, evidence, source and confidence.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a rule: ``number``, ``rule``, ``part`` (of the recommendation), ``says``, ``status``
        (``met``, ``not met`` or ``cannot be told``), ``evidence``, ``standing``, ``source``,
        ``confidence``, ``owner``, ``last_reviewed``, ``next_review``.
    breaches : pandas.DataFrame
        Interviews outside the window, by reference only: ``interview`` (a pseudonym), ``row`` and
        ``days`` after the report.
    rates : ResponseRates or None
        None where no issued sample with outcomes was given.
    """

    breaches: pd.DataFrame
    rates: ResponseRates | None

    @property
    def needs_attention(self) -> bool:
        """Whether any rule is not met."""
        return bool((self.table["status"] == "not met").any())

    def __str__(self) -> str:
        head = f"{type(self).__name__} {self.provenance.period}".strip()
        order = {"not met": 0, "met": 1, "cannot be told": 2}
        rows = self.table.assign(order=self.table["status"].map(order)).sort_values(
            ["order", "number"]
        )
        lines = [
            f"{status:<15} {number:>2} {rule}: {evidence}"
            for status, number, rule, evidence in zip(
                rows["status"], rows["number"], rows["rule"], rows["evidence"], strict=True
            )
        ]
        return "\n".join([head, *lines, *(f"Note: {caveat.text}" for caveat in self.caveats)])
