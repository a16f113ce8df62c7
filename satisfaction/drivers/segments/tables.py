"""Groups and tests as tidy tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.drivers.segments.numbers import difference_of
from satisfaction.drivers.segments.words import level_words, segment_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.drivers.segments.answers import GroupedAnswers
    from satisfaction.drivers.segments.tree import Node

_DIFFERENCE = ("difference", "difference_lower", "difference_upper")


def names_table(nodes: Sequence[Node]) -> pd.DataFrame:
    """Return who is in each group, one row a group."""
    own = [node.conditions[-1:] for node in nodes]
    return pd.DataFrame(
        {
            "group": [node.name for node in nodes],
            "parent": [node.parent for node in nodes],
            "depth": [node.depth for node in nodes],
            "is_final": [not node.is_divided for node in nodes],
            "segment": [segment_words(node.conditions, node.rows) for node in nodes],
            "category": ["".join(one.category.name for one in last) for last in own],
            "levels": [
                "".join(level_words(one, node.rows) for one in last)
                for node, last in zip(nodes, own, strict=True)
            ],
        }
    )


def tests_table(
    answers: GroupedAnswers, nodes: Sequence[Node], *, confidence: float
) -> pd.DataFrame:
    """Return one row a group that was searched; the difference of its parts by the other half."""
    rows = []
    for node in nodes:
        if node.cut is None:
            continue
        parts = sorted(
            (one for one in nodes if one.parent == node.name),
            key=lambda one: _searched_share(answers, one),
        )
        limits = (
            difference_of(answers, *parts, confidence=confidence) if parts else (float("nan"),) * 3
        )
        rows.append(
            {
                "group": node.name,
                "searched": node.searched,
                "category": answers.categories[node.cut.grouping].name,
                "p_value": node.cut.p_value,
                "p_adjusted": node.p_adjusted,
                "is_divided": node.is_divided,
                **dict(zip(_DIFFERENCE, limits, strict=True)),
            }
        )
    return pd.DataFrame(rows, columns=[*_COLUMNS, *_DIFFERENCE])


_COLUMNS = ("group", "searched", "category", "p_value", "p_adjusted", "is_divided")


def _searched_share(answers: GroupedAnswers, node: Node) -> float:
    """Return the weighted share of dissatisfied in the half that searched."""
    rows = answers.searching & node.rows
    return float(np.average(answers.outcome[rows], weights=answers.design.weights[rows]))
