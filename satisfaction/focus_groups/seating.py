"""From numbers of people in each cell to the people: drawn at random within their cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.focus_groups.result import InvitationList

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.focus_groups.blocks import Block, Pool
    from satisfaction.focus_groups.log import Contacts

    Codes = npt.NDArray[np.int64]

_COLUMNS = (
    "group", "kind", "role", "place", "status", "interview", "crime", "file", "row", "called_by",
    "safe_contact", "chance",
)  # fmt: skip


def seat(block: Block, draw: np.random.Generator) -> pd.DataFrame:
    """Return who (place among the dissatisfied) sits in which group and role, with what chance.

    Every person of a cell is as likely as any other of it; reserves stand in random order.
    """
    cells, k = block.problem.cells, block.problem.groups
    chosen = block.solution.chosen.astype(np.int64)
    order = draw.permutation(len(block.candidates))
    by_cell = order[np.argsort(cells.of[order], kind="stable")]
    starts = np.concatenate([[0], np.cumsum(cells.count)[:-1]])
    rows = []
    for cell in np.flatnonzero(chosen.sum(axis=1)):
        people = by_cell[starts[cell] : starts[cell] + cells.count[cell]]
        slots = np.repeat(np.arange(2 * k), chosen[cell])
        rows += [(person, slot) for person, slot in zip(people, slots, strict=False)]
    seats = pd.DataFrame(rows, columns=["candidate", "slot"], dtype=np.int64)
    shuffled = seats.iloc[draw.permutation(len(seats))]
    slot, candidate = shuffled["slot"].to_numpy(), shuffled["candidate"].to_numpy()
    return pd.DataFrame(
        {
            "who": block.candidates[candidate],
            "group": block.first_group + slot % k,
            "kind": block.kind,
            "role": np.where(slot < k, "participant", "reserve"),
            "chance": block.chances[candidate],
        }
    )


def invitation_list(
    seats: pd.DataFrame, pool: Pool, contacts: Contacts, called_by: npt.NDArray[np.object_]
) -> InvitationList:
    """Return the list in the order of groups, participants before reserves, each with a place.

    Those who had a place keep it; reserves of an earlier list stand before new ones.
    """
    who = seats["who"].to_numpy(np.int64)
    listed = contacts.place[who]
    was_held, was_participant = pool.group[who] > 0, contacts.is_participant[who]
    now = (seats["role"] == "participant").to_numpy()
    frame = pool.people.frame
    table = seats.assign(
        status=np.select(
            [was_held & (was_participant | ~now), was_held], ["stays", "called up"], default="new"
        ),
        # New ones behind those who were there, in the random order in which they were drawn.
        order=np.where(was_held, listed, np.iinfo(np.int64).max),
        called_by=called_by[who],
        safe_contact=contacts.safe_contact[who],
        **{name: _taken(frame, name, who) for name in ("interview", "crime", "file", "row")},
    )
    table = table.sort_values(["group", "role", "order"], kind="stable").reset_index(drop=True)
    table["place"] = _places(table)
    return InvitationList(table[list(_COLUMNS)])


def _places(table: pd.DataFrame) -> Codes:
    """Return the place of each person: participants keep theirs, others take the free numbers."""
    places = np.zeros(len(table), dtype=np.int64)
    for _, rows in table.groupby(["group", "role"]):
        is_kept = (rows["role"] == "participant") & (rows["status"] == "stays")
        kept = rows.loc[is_kept & ~rows.duplicated("order"), "order"]
        taken = set(kept.tolist())
        places[kept.index] = kept.to_numpy()
        others = rows.index.difference(kept.index, sort=False)
        free = _free(taken, len(others))
        places[others.to_numpy()] = free
    return places


def _free(taken: set[int], count: int) -> Sequence[int]:
    numbers = range(1, count + len(taken) + 1)
    return [number for number in numbers if number not in taken][:count]


def _taken(frame: pd.DataFrame, name: str, who: Codes) -> npt.NDArray[np.object_]:
    if name not in frame:
        return np.full(len(who), "", dtype=object)
    values = frame[name].astype("str") if name == "file" else frame[name]
    return values.to_numpy(object)[who]
