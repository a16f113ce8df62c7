"""The attack test: how closely every withheld count can be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.disclosure.protection import Audience, withheld_figures
from satisfaction.errors import UsageError
from satisfaction.numerics.disclosure_bounds import attack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.disclosure.published import PublishedTable
    from satisfaction.results import Result


def attack_results(
    results: Sequence[Result],
    *,
    audience: Audience,
    published: Sequence[Result | PublishedTable] = (),
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Protect results and attack each count that is withheld.

    Parameters
    ----------
    results : sequence of Result
        As computed, not protected.
    audience : {"internal", "external"}
    published : sequence of Result or PublishedTable
        Protected results of earlier editions.
    rules : Rules, optional

    Returns
    -------
    pandas.DataFrame
        One row a withheld count: ``subject``, ``group``, ``level``, ``period``, ``answer``,
        ``lower`` and ``upper`` (what an attacker can find), ``width``, ``needed`` (0 for a count
        withheld only because too few answered). The counts themselves are not in it.

    Raises
    ------
    UsageError
        If the results contradict one another.
    """
    threshold = (rules or load_rules()).number("suppression", f"disclosure_{audience}")
    found = withheld_figures(results, threshold=threshold, published=published)
    if found is None:
        raise UsageError("The results tell no counts. Give results with counts of people.")
    system, chosen = found.problem.system, found.withheld
    cells = np.flatnonzero(system.unknown(chosen) & (system.switches >= 0))
    bounds = attack(system, chosen, cells)
    keys = pd.DataFrame(
        [found.problem.figures[cell] for cell in cells],
        columns=["subject", "group", "level", "period", "answer"],
    )
    return keys.assign(
        lower=bounds.lower,
        upper=bounds.upper,
        width=bounds.widths,
        needed=system.widths[cells],
    )
