"""What was wanted and what was had: one row a level, over all groups and for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.focus_groups.blocks import Block

    Floats = npt.NDArray[np.float64]

_PLACE, _TOPIC = "place", "topic"


def quota_table(block: Block, weights: Floats) -> pd.DataFrame:
    """Return the rows of one kind of group: places, quotas, topics."""
    return pd.concat(
        [_places(block), _quotas(block, weights), _topics(block, weights)], ignore_index=True
    )


def group_table(block: Block) -> pd.DataFrame:
    """Return for each group what was wanted and had of each level and topic."""
    problem, chosen = block.problem, block.solution.chosen
    k = problem.groups
    names = [*_pairs(block), *((_TOPIC, label) for label in block.topic_labels)]
    traits = np.column_stack([problem.cells.member, problem.cells.topic])
    topics = len(block.topic_labels)
    low = np.concatenate([problem.within.low, np.full(topics, float(problem.per_topic))])
    high = np.concatenate([problem.within.high, np.full(topics, float(problem.size))])
    parts = [
        pd.DataFrame(
            {
                "kind": block.kind,
                "group": block.first_group + group,
                "dimension": [dimension for dimension, _ in names],
                "level": [level for _, level in names],
                "wanted_low": low,
                "wanted_high": high,
                "chosen": chosen[:, group] @ traits,
                "reserves": chosen[:, k + group] @ traits,
            }
        )
        for group in range(k)
    ]
    return pd.concat(parts, ignore_index=True)


def _pairs(block: Block) -> list[tuple[str, str]]:
    names = block.levels.names
    return list(zip(names["dimension"], names["level"], strict=True))


def _places(block: Block) -> pd.DataFrame:
    problem, chosen = block.problem, block.solution.chosen
    k = problem.groups
    had = np.array([chosen[:, :k].sum(), chosen[:, k:].sum()])
    wanted = np.array([problem.places, k * problem.reserves], dtype=float)
    return _rows(
        block,
        dimension=_PLACE,
        levels=["participants", "reserves"],
        dissatisfied=np.full(2, float(block.is_kind.sum())),
        asked=np.full(2, float(block.is_candidate.sum())),
        shares=np.full((2, 2), np.nan),
        wanted=(wanted, wanted),
        had=(had, np.array([chosen[:, k:].sum(), np.nan])),
    )


def _quotas(block: Block, weights: Floats) -> pd.DataFrame:
    problem, chosen = block.problem, block.solution.chosen
    k = problem.groups
    member = block.levels.member
    bands = problem.overall
    made = _rows(
        block,
        dimension="",
        levels=block.levels.names["level"].tolist(),
        dissatisfied=(member & block.is_kind[:, None]).sum(axis=0),
        asked=(member & block.is_candidate[:, None]).sum(axis=0),
        shares=np.column_stack([problem.shares, _asked_shares(block, weights)]),
        wanted=(bands.low, bands.high),
        had=(
            chosen[:, :k].sum(axis=1) @ problem.cells.member,
            chosen[:, k:].sum(axis=1) @ problem.cells.member,
        ),
    )
    # Of a level that no victim of this kind is of, nothing is wanted and nothing is had.
    return made.assign(dimension=block.levels.names["dimension"].to_numpy()).loc[
        (made["dissatisfied"] > 0).to_numpy()
    ]


def _topics(block: Block, weights: Floats) -> pd.DataFrame:
    problem, chosen = block.problem, block.solution.chosen
    k, low = problem.groups, block.low
    everyone = np.where(block.is_kind, weights, 0.0)
    asked = np.where(block.is_candidate, weights, 0.0)
    shares = [side @ low / max(float(side.sum()), 1e-300) for side in (everyone, asked)]
    wanted = np.full(low.shape[1], float(problem.per_topic * k))
    return _rows(
        block,
        dimension=_TOPIC,
        levels=list(block.topic_labels),
        dissatisfied=(low & block.is_kind[:, None]).sum(axis=0),
        asked=(low & block.is_candidate[:, None]).sum(axis=0),
        shares=np.column_stack(shares),
        wanted=(wanted, np.full(low.shape[1], float(problem.places))),
        had=(
            chosen[:, :k].sum(axis=1) @ problem.cells.topic,
            chosen[:, k:].sum(axis=1) @ problem.cells.topic,
        ),
        short=block.solution.deviation.uncovered.sum(axis=0),
    )


def _asked_shares(block: Block, weights: Floats) -> Floats:
    names, member = block.levels.names, block.levels.member
    asked = np.where(block.is_candidate, weights, 0.0)
    totals = asked @ member
    known = names["known"].to_numpy(dtype=np.bool_)
    base = pd.Series(np.where(known, totals, 0.0)).groupby(names["dimension"].to_numpy())
    among = np.where(known, base.transform("sum").to_numpy(), asked.sum())
    shares: Floats = np.full(len(totals), np.nan)
    np.divide(totals, among, out=shares, where=among > 0)
    return shares


def _rows(
    block: Block,
    *,
    dimension: str,
    levels: list[str],
    dissatisfied: npt.ArrayLike,
    asked: npt.ArrayLike,
    shares: Floats,
    wanted: tuple[Floats, Floats],
    had: tuple[Floats, Floats],
    short: Floats | None = None,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": block.kind,
            "dimension": dimension,
            "level": levels,
            "dissatisfied": np.asarray(dissatisfied, dtype=np.int64),
            "share": shares[:, 0],
            "can_be_asked": np.asarray(asked, dtype=np.int64),
            "asked_share": shares[:, 1],
            "wanted_low": wanted[0],
            "wanted_high": wanted[1],
            "chosen": had[0],
            "reserves": had[1],
            "short": np.maximum(wanted[0] - had[0], 0.0) if short is None else short,
            "over": np.maximum(had[0] - wanted[1], 0.0),
        }
    )
