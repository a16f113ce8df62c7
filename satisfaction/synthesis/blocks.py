"""Synthetic data that fit no memory: crime records in blocks, a block at a time to Parquet."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.synthesis.exclusions import exclude, youngest_recorded
from satisfaction.synthesis.generation import deliver, plan_world
from satisfaction.synthesis.made import make
from satisfaction.synthesis.population import make_victims
from satisfaction.synthesis.records import Recorded, record_table
from satisfaction.synthesis.streams import Streams
from satisfaction.synthesis.writing import write_checksums, write_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from satisfaction.definitions.survey import Survey
    from satisfaction.periods import Period
    from satisfaction.synthesis.world import World

    Step = Callable[[str], AbstractContextManager[None]]

_RECORDS = "crime_records"
_BLOCK = 1_000_000


def synthesise_to(
    folder: str | Path,
    survey: Survey | str | Path,
    *,
    seed: int = 2007,
    interviews: int = 2_500,
    crimes: int = 60_000,
    quarters: int = 1,
    ending: str | Period = "2007/08 Q3",
    profile: str | Path | None = None,
    block: int = _BLOCK,
    step: Step | None = None,
) -> Path:
    """Make what :func:`synthesise` makes and write it, whatever the number of crimes.

    Up to ``block`` crime records everything is made and written at once. Above, the records are
    made in blocks of equal size, each a population of its own with the same distribution, and
    stand in ``crime_records/month=YYYY-MM/block-NNNN.parquet`` by month of report: memory depends
    on the size of a block only. Frame, sample, outcomes, returns and truth are of the **first
    block**, so that the survey is one of the victims of a force in a larger store; its shares are
    those of the store but for chance.

    Parameters
    ----------
    folder : str or pathlib.Path
        Made if it is not there.
    survey, seed, interviews, crimes, quarters, ending, profile
        As for :func:`synthesise`.
    block : int
        Most crime records, over all quarters, to make at once.
    step : callable, optional
        ``step("Block 2 of 50")`` is a context manager that shows progress.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If so many interviews cannot be had from so many crimes, or from those of the first block.
    """
    world = plan_world(survey, seed=seed, quarters=quarters, ending=ending, profile=profile)
    sizes = _block_sizes(world, crimes, block)
    shown = step or (lambda _: nullcontext())
    target = Path(folder)
    with shown(f"Crime records, block 1 of {len(sizes)}, and the survey of its victims"):
        made = make(world, crimes=sizes[0], interviews=interviews)
        first = deliver(made)
        if len(sizes) == 1:
            return first.write(target)
        first.write(target, leave_out=[_RECORDS])
        whole = Recorded(victims=made.victims, exclusions=made.exclusions, world=world)
        _write_block(whole, target / _RECORDS, 1)
    before = len(first.records)
    for number, size in enumerate(sizes[1:], start=2):
        with shown(f"Crime records, block {number} of {len(sizes)}"):
            further = _further(world, number, size, before)
            _write_block(further, target / _RECORDS, number)
            before += len(further.victims)
    write_checksums([*target.glob("*.parquet"), *target.rglob("block-*.parquet")], target)
    return target


def _block_sizes(world: World, crimes: int, block: int) -> list[int]:
    """Return the crimes of each block in one quarter's report window, as equal as can be."""
    rows = round(crimes * world.calendar.days / world.calendar.window_days)
    parts = max(1, -(-rows // block))
    return [crimes // parts + (place < crimes % parts) for place in range(parts)]


def _further(world: World, number: int, crimes: int, before: int) -> Recorded:
    """Make the victims of a block after the first, and what their records say of exclusions."""
    own = replace(world, streams=Streams(seed=world.streams.seed, block=number))
    youngest = youngest_recorded(own.survey, own.records)
    victims = make_victims(own, crimes=crimes, youngest=youngest)
    return Recorded(victims=victims, exclusions=exclude(victims, own), world=own, before=before)


def _write_block(recorded: Recorded, folder: Path, number: int) -> None:
    """Write the records of a block, which stand in the order of their reports, month by month."""
    table = record_table(recorded)
    labels, month, _ = recorded.world.calendar.months(recorded.victims.reported)
    for place in np.unique(month):
        first, end = np.searchsorted(month, [place, place + 1])
        part = folder / f"month={labels[place]}"
        part.mkdir(parents=True, exist_ok=True)
        write_table(table.iloc[first:end], part, f"block-{number:04d}", "parquet", fast=True)
