"""A desk with everything that a quarter needs, all of it right, to be spoilt one way at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
PERIOD = "2007/08 Q3"

# Stands for what must never be shown: it is in references, in the respondent's own words and, where a
# case needs a wrong cell, in that cell.
CANARY = "Quillfeather"


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A command that has ended: its exit code and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The folder in which an analyst works, and ways to put things into it."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    survey: Path = HERE / "survey.yaml"
    records: Path = HERE / "records.yaml"
    canary: str = CANARY
    period: str = PERIOD

    def rows(self, number: int = 30) -> pd.DataFrame:
        """Return interviews of one quarter that all pass."""
        return _good_rows(number)

    def victims(self, number: int = 200) -> pd.DataFrame:
        """Return crime records whose interviews fall in the same quarter."""
        return _good_records(number)

    def csv(self, frame: pd.DataFrame, name: str = "returns.csv", **options: str) -> str:
        """Write a text file, by default UTF-8 with commas, and return its name."""
        settings = {"encoding": "utf-8", "sep": ",", "lineterminator": "\n", **options}
        frame.to_csv(self.folder / name, index=False, **settings)  # type: ignore[call-overload]
        return name

    def bytes(self, data: bytes, name: str) -> str:
        """Write a file byte by byte and return its name."""
        (self.folder / name).write_bytes(data)
        return name

    def text(self, text: str, name: str) -> str:
        """Write a file as UTF-8 and return its name."""
        return self.bytes(text.encode(), name)

    def definition(self, old: str, new: str) -> str:
        """Write the survey definition with one thing replaced, its records beside it."""
        text = self.survey.read_text(encoding="utf-8")
        assert text.count(old) >= 1
        self.text(self.records.read_text(encoding="utf-8"), self.records.name)
        return self.text(text.replace(old, new, 1), "spoilt.yaml")

    def config(self, **changes: str) -> list[str]:
        """Write the configuration of a quarter and return the command that runs it."""
        lines = {
            "survey": f"survey = '{self.survey}'",
            "period": f"period = '{self.period}'",
            "out": "out = 'out'",
            "more": "",
            "inputs": "[inputs]",
            "returns": "returns = ['returns.csv']",
            "records": "records = ['records.csv']",
            "settings": "[settings]\nunreachable = 'set aside'",
        }
        self.text("\n".join({**lines, **changes}.values()) + "\n", "satisfaction.toml")
        return ["quarter", "--config", "satisfaction.toml", "--quiet"]

    def validate(self, *files: str) -> list[str]:
        """Return the command that validates ``files`` into a folder."""
        return ["validate", *files, "--survey", str(self.survey), "--out", "out"]

    def run(self, *arguments: str) -> Finished:
        """Run the command line in this process."""
        self.capture.readouterr()
        code = run(list(arguments))
        printed = self.capture.readouterr()
        return Finished(code=code, out=printed.out, err=printed.err)

    def start(self, *arguments: str) -> Finished:
        """Run the installed command as a process of its own."""
        script = Path(sys.executable).parent / "satisfaction"
        if not script.is_file():
            pytest.skip("the `satisfaction` script is not beside this interpreter")
        done = subprocess.run(
            [script, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONWARNINGS": "always"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Finished(code=done.returncode, out=done.stdout, err=done.stderr)

    def contents(self) -> Mapping[str, str]:
        """Return every path in the folder with the checksum of what is in it."""
        return {
            path.relative_to(self.folder).as_posix(): _checksum(path)
            for path in sorted(self.folder.rglob("*"))
        }


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SATISFACTION_DEBUG", raising=False)
    monkeypatch.delenv("SATISFACTION_KEY_FILE", raising=False)
    return Desk(folder=tmp_path, capture=capsys)


def _good_rows(number: int) -> pd.DataFrame:
    place = pd.Series(range(number))
    return pd.DataFrame(
        {
            "INT": [f"I-{CANARY}-{n}" for n in place],
            "CRIME": [f"C-{CANARY}-{n}" for n in place],
            "REPORTED": [f"{13 + n % 15}/09/2007" for n in place],
            "INTERVIEWED": [f"{13 + n % 15}/11/2007" for n in place],
            "UG": (1 + place % 2).astype("str"),
            "AGE": (18 + place * 2 % 70).astype("str"),
            "SEX": (1 + place // 2 % 2).astype("str"),
            "MINUTES": [f"{10 + n % 7}.5" for n in place],
            "WORDS": [f"My neighbour {CANARY} saw it" for _ in place],
            "Q1": (1 + place % 4).astype("str"),
            "Q2": (1 + (place + 1) % 4).astype("str"),
            "Q3": (1 + (place + place // 4) % 4).astype("str"),
        },
        dtype="str",
    )


def _good_records(number: int) -> pd.DataFrame:
    place = pd.Series(range(number))
    return pd.DataFrame(
        {
            "CRIME": [f"C-{CANARY}-{n}" for n in place],
            "REPORTED": [f"{10 + n % 20}/09/2007" for n in place],
            "UG": (1 + place % 2).astype("str"),
            "AGE": (16 + place % 80).astype("str"),
            "SEX": ["MF"[n // 2 % 2] for n in place],
        },
        dtype="str",
    )


def _checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else "a folder"
