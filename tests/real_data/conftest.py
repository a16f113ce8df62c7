"""Real data that nobody here wrote: found beside the project, never copied into it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_DATA = Path(__file__).parents[2] / "../shared/data"
_DEFINITIONS = Path(__file__).parent / "definitions"
_SCRIPT = Path(sys.executable).parent / (
    "satisfaction.exe" if sys.platform == "win32" else "satisfaction"
)

Run = Callable[..., "Finished"]
Reference = Callable[[str, str, str], dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A command line that has run as a process of its own."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What ``--json`` printed."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of the real data, or skip."""
    if not _DATA.is_dir():
        pytest.skip("the real data are not beside this checkout (../shared/data)")
    return _DATA.resolve()


@pytest.fixture(scope="session")
def definitions() -> Path:
    """Return the folder of the definitions, which are ours."""
    return _DEFINITIONS


@pytest.fixture(scope="session")
def reference(data: Path) -> Reference:
    """Return a number that independent R code computed, as it stands beside the data."""
    with (data / "reference_results.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["dataset"], r["what"], r["term"]): r for r in csv.DictReader(file)}

    def numbers(dataset: str, what: str, term: str) -> dict[str, float]:
        row = rows[dataset, what, term]
        names = ("estimate", "se", "ci_lo", "ci_hi", "n")
        return {name: float(row[name]) for name in names if row[name] != "NA"}

    return numbers


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``satisfaction ARGUMENTS`` as a process in an empty folder."""
    if not _SCRIPT.is_file():
        pytest.skip("the `satisfaction` script is not beside this interpreter; install the package")

    def start(*arguments: str | Path) -> Finished:
        done = subprocess.run(
            [_SCRIPT, *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Finished(code=done.returncode, out=done.stdout, err=done.stderr)

    return start
