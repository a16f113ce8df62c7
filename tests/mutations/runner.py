"""Thousands of mutations in few processes.

Each format has a process of its own, so that a file that kills the interpreter is found by number
and the rest goes on after it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from . import (
    base,
    columnar,
    logs,
    other_tables,
    own_files,
    spss,
    stata,
    text_tables,
    toml_documents,
    workbooks,
    yaml_documents,
)
from .oracle import judge, judge_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from .mutation import Mutation

_COMMAND_EVERY = 20
_PROCESS_SECONDS = 7_200


def _workbook(rng: Random) -> Mutation:
    makers = (workbooks.make,) * 8 + (workbooks.make_liar, logs.make)
    return rng.choice(makers)(rng)


FORMATS: dict[str, Callable[[Random], Mutation]] = {
    "csv": text_tables.make,
    "xlsx": _workbook,
    "sav": spss.make,
    "parquet": columnar.make,
    "yaml": yaml_documents.make,
    "toml": toml_documents.make,
    "own": own_files.make,
    "tables": other_tables.make,
    "dta": stata.make,
}
# Text is most of what is delivered, and has the most ways to be wrong.
SHARES = {
    "csv": 6, "xlsx": 4, "sav": 3, "parquet": 3, "yaml": 4, "toml": 2, "own": 2,
    "tables": 4, "dta": 2,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of the mutations of one format."""

    tried: int = 0
    commands: int = 0
    searched: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)


def shares(number: int) -> dict[str, int]:
    """Return how many mutations of each format make up ``number``."""
    whole = sum(SHARES.values())
    numbers = {name: number * share // whole for name, share in SHARES.items()}
    return numbers | {"csv": numbers["csv"] + number - sum(numbers.values())}


def mutation(name: str, seed: int, index: int) -> Mutation:
    """Return the broken file of a format with this number; the same for ever."""
    return FORMATS[name](Random(f"{seed}:{name}:{index}"))  # noqa: S311 - not for secrets


def judge_here(name: str, seed: int, first: int, last: int) -> None:
    """Judge mutations in this process and print a line of JSON for each."""
    with tempfile.TemporaryDirectory() as folder:
        for index in range(first, last):
            broken = mutation(name, seed, index)
            _tell(index, "begun", broken.what, "", 0)
            verdict = judge(broken, Path(folder))
            _tell(index, verdict.outcome, broken.what, verdict.fault, verdict.searched)
            if index % _COMMAND_EVERY == 0:
                command = judge_command(broken, Path(folder))
                if command:
                    _tell(index, command.outcome, broken.what, command.fault, command.searched)


def _tell(index: int, outcome: str, what: str, fault: str, searched: int) -> None:
    sys.stdout.write(json.dumps([index, outcome, what, fault, searched]) + "\n")
    sys.stdout.flush()


def judge_format(name: str, seed: int, number: int) -> Tally:
    """Judge mutations 0 to ``number`` of a format in processes of their own."""
    tally, first = Tally(), 0
    while first < number:
        first = _process(name, seed, first, number, tally)
    return tally


def _process(name: str, seed: int, first: int, last: int, tally: Tally) -> int:
    """Judge from ``first`` on; return the number to go on with after the process has ended."""
    arguments = ["-m", "tests.mutations", "--here", name, str(seed), str(first), str(last)]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=base.ROOT, capture_output=True, text=True, check=False, timeout=_PROCESS_SECONDS,
    )  # fmt: skip
    begun, what = first, ""
    for line in done.stdout.splitlines():
        index, outcome, what, fault, searched = json.loads(line)
        begun = index
        _add(tally, f"{seed}:{name}:{index}", outcome, what, fault, searched)
    if done.stderr.strip():
        _note(tally, "the process writes to its error stream: " + done.stderr.strip()[-200:], name)
    if done.returncode == 0:
        return last
    fault = f"the process ends with code {done.returncode}: {what}"
    _note(tally, fault, f"{seed}:{name}:{begun}")
    tally.outcomes["CRASH"] += 1
    return begun + 1


def _add(tally: Tally, place: str, outcome: str, what: str, fault: str, searched: int) -> None:
    if outcome == "begun":
        tally.tried += 1
        return
    if outcome.startswith("exit code"):
        tally.commands += 1
    tally.outcomes[outcome] += 1
    tally.searched += searched
    if fault:
        _note(tally, fault, f"{place} ({what})")


def _note(tally: Tally, fault: str, place: str) -> None:
    tally.faults.setdefault(fault, []).append(place)
