"""Whether further groups still bring new themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.numerics.rarefaction import accumulate

if TYPE_CHECKING:
    from collections.abc import Sequence


def saturation(notes: pd.DataFrame, groups: Sequence[int]) -> pd.DataFrame:
    """Return the themes heard after each group, in the order held and averaged over all orders.

    Parameters
    ----------
    notes : pandas.DataFrame
        ``group`` and ``theme``.
    groups : sequence of int
        Numbers of the groups in the order in which they were held; also those without a theme.

    Returns
    -------
    pandas.DataFrame
        ``groups_heard``, ``group``, ``new`` and ``themes`` in the order held; ``average``,
        ``average_new``, ``fewest``, ``most`` over all orders.
    """
    heard = pd.crosstab(notes["theme"].astype("str"), notes["group"].astype(int)) > 0
    table = heard.reindex(columns=list(groups), fill_value=False).to_numpy(dtype=bool)
    found = accumulate(table)
    return pd.DataFrame(
        {
            "groups_heard": range(1, len(groups) + 1),
            "group": list(groups),
            "new": pd.Series(found.in_order).diff().fillna(found.in_order[0]).astype(int),
            "themes": found.in_order,
            "average": found.average,
            "average_new": pd.Series(found.average).diff().fillna(found.average[0]),
            "fewest": found.fewest,
            "most": found.most,
        }
    )
