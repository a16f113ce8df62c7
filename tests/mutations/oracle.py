"""Whether reading a broken file ended as it must.

As it must: rows that reconcile, or one `SatisfactionError` with a message that a person can act on;
no value of a row in anything said; no warning of a library; bounded time and memory.
"""

from __future__ import annotations

import io
import logging
import traceback
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.cli.main import run
from satisfaction.errors import SatisfactionError, SatisfactionWarning

from . import base
from .limits import MEGABYTES, Memory, TookTooLongError, limited_time
from .mutation import CANARIES
from .readers import READERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .mutation import Mutation
    from .readers import Reading

_SHORTEST = 25
_LONGEST = 20_000
_EXIT_CODES = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it ended, the fault if it should not have, and how many texts were searched."""

    outcome: str
    fault: str = ""
    searched: int = 0


def judge(mutation: Mutation, folder: Path) -> Verdict:
    """Read a broken file and judge what came of it."""
    path = folder / mutation.file
    path.write_bytes(mutation.data)
    handler = _Kept()
    logging.getLogger().addHandler(handler)
    memory = Memory()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        outcome, said, faults = _outcome(mutation, path)
    logging.getLogger().removeHandler(handler)
    said += [str(warning.message) for warning in warned] + handler.lines
    leaks = [w.category.__name__ for w in warned if not issubclass(w.category, SatisfactionWarning)]
    faults += [f"a {name} leaks" for name in leaks]
    faults += [f"shows a value of a row: {mutation.what}"] if shows_canary(said) else []
    peak = memory.peak()
    faults += [f"holds more than {MEGABYTES} MB"] if peak > MEGABYTES else []
    return Verdict(outcome=outcome, fault="; ".join(faults), searched=len(said))


def _outcome(mutation: Mutation, path: Path) -> tuple[str, list[str], list[str]]:
    """Return how the reading ended, what was said, and faults."""
    try:
        with limited_time():
            reading = READERS[mutation.reader](path)
    except SatisfactionError as error:
        return "refused", _everything_said(error), _message_faults(error, path.parent)
    except TookTooLongError:
        return "HANG", [], ["takes too long"]
    except BaseException as error:  # noqa: BLE001 - whatever else comes is what is looked for
        return "CRASH", [], [_where(error)]
    return reading.outcome, [reading.told], _count_faults(reading, mutation)


def _count_faults(reading: Reading, mutation: Mutation) -> list[str]:
    if reading.outcome == "WRONG COUNT":
        return ["rows in are not accepted + rejected"]
    if None in (reading.rows, mutation.rows) or reading.rows == mutation.rows:
        return []
    return [f"{reading.rows} rows were read, {mutation.rows} are there"]


def _message_faults(error: SatisfactionError, folder: Path) -> list[str]:
    text = str(error)
    faults = []
    if not _SHORTEST <= len(text) <= _LONGEST:
        faults.append(f"a message of {len(text)} characters")
    if str(folder) in text:
        faults.append("a message with a folder")
    if "Traceback" in text or "object at 0x" in text:
        faults.append("a message for programmers")
    return faults


def _everything_said(error: BaseException) -> list[str]:
    """Return message, traceback and the same of whatever error lies behind."""
    said = [str(error), repr(error), *map(str, getattr(error, "faults", ()))]
    behind = [e for e in (error.__cause__, error.__context__) if e is not None]
    return [*said, *(line for e in behind for line in _everything_said(e))]


def shows_canary(said: list[str]) -> bool:
    """Whether any text holds what stands in rows only."""
    whole = "\n".join(said).casefold()
    return any(canary in whole for canary in CANARIES)


def _where(error: BaseException) -> str:
    """Return the kind of an error and the innermost places of the package that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{f.filename.split('/satisfaction/')[-1]}:{f.lineno}" for f in frames
            if "/satisfaction/" in f.filename]  # fmt: skip
    return f"{type(error).__name__} in {' < '.join(reversed(ours[-2:]))}"


class _Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _arguments(mutation: Mutation, path: Path, out: Path) -> list[str] | None:
    """Return a command that reads the file, where there is one."""
    if mutation.reader == "returns":
        return ["validate", str(path), "--survey", str(base.SURVEY), "--out", str(out)]
    if mutation.reader == "survey":
        source = path.with_name("sound.csv")
        source.write_bytes(base.csv_bytes(base.rows()))
        return ["validate", str(source), "--survey", str(path), "--out", str(out)]
    if mutation.reader == "action plan":
        return ["actions", "list", str(path), "--as-at", "2008-02-01"]
    if mutation.reader == "config":
        return ["quarter", "--config", str(path)]
    return None


def judge_command(mutation: Mutation, folder: Path) -> Verdict | None:
    """Do the same through the command line; None where no command reads such a file."""
    path, out = folder / mutation.file, folder / "out"
    arguments = _arguments(mutation, path, out)
    if arguments is None:
        return None
    path.write_bytes(mutation.data)
    code, said, fault = _run(lambda: run(arguments))
    left = sorted(p.name for p in out.rglob("*")) if out.exists() else []
    faults = [fault] if fault else []
    if not fault and code not in _EXIT_CODES:
        faults.append(f"exit code {code}: {said.strip()[-120:]}")
    if "Traceback" in said or shows_canary([said]):
        faults.append("shows a traceback or a value")
    if left not in ([], ["accepted.parquet", "rejects.csv", "report.json"]):
        faults.append(f"leaves {len(left)} files")
    if left and code not in (0, 1):
        faults.append("leaves files though it refused")
    for entry in out.rglob("*") if out.exists() else ():
        entry.unlink()
    return Verdict(outcome=f"exit code {code}", fault="; ".join(faults), searched=1)


def _run(command: Callable[[], int]) -> tuple[int, str, str]:
    shown = io.StringIO()
    code, fault = -1, ""
    try:
        with limited_time(), redirect_stdout(shown), redirect_stderr(shown):
            code = command()
    except TookTooLongError:
        fault = "the command takes too long"
    except BaseException as error:  # noqa: BLE001 - as above
        fault = f"the command ends with {_where(error)}"
    return code, shown.getvalue(), fault
