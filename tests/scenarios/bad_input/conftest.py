"""A desk with everything that a quarter needs, all of it right, to be spoilt one way at a time."""

from __future__ import annotations

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
    from collections.abc import Callable, Mapping, Sequence

    Change = Callable[[pd.DataFrame], pd.DataFrame]

HERE = Path(__file__).parent
PERIOD = "2007/08 Q3"

# Stands for what must never be shown: it is in references, in the respondent's own words and, where
# a case needs a wrong cell, in that cell.
CANARY = "Quillfeather"


def _unchanged(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


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

    def write(self, data: bytes, name: str) -> str:
        """Write a file byte by byte and return its name."""
        (self.folder / name).write_bytes(data)
        return name

    def text(self, text: str, name: str) -> str:
        """Write a file as UTF-8 and return its name."""
        return self.write(text.encode(), name)

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

    def spoilt(self, change: Change) -> list[str]:
        """Return the command that validates good rows with one change to the table."""
        return self.validate(self.csv(change(self.rows())))

    def written_as(self, column: str, change: Callable[[str], str]) -> list[str]:
        """Return the command that validates good rows with one column written otherwise."""
        return self.spoilt(lambda rows: rows.assign(**{column: rows[column].map(change)}))

    def in_bytes(self, change: Callable[[bytes], bytes], name: str = "returns.csv") -> list[str]:
        """Return the command that validates a file made from the bytes of a good one."""
        good = self.rows().to_csv(index=False, lineterminator="\n").encode()
        return self.validate(self.write(change(good), name))

    def defined(self, old: str, new: str) -> list[str]:
        """Return the command that validates good rows by a definition with one thing replaced."""
        survey = self.definition(old, new)
        return ["validate", self.csv(self.rows()), "--survey", survey, "--out", "out"]

    def estimate(self, *options: str) -> list[str]:
        """Return the command that estimates from good rows."""
        file = self.csv(self.rows())
        return ["estimate", "--returns", file, "--survey", str(self.survey), *options]

    def profile(self, change: Change = _unchanged, *, period: str = PERIOD) -> list[str]:
        """Return the command that counts a profile from records with one change."""
        file = self.csv(change(self.victims()), "records.csv")
        options = ["--survey", str(self.survey), "--period", period]
        return ["profile", file, *options, "--out", "profile.parquet"]

    def on_profile(self, command: str, *options: str, rows: Change = _unchanged) -> list[str]:
        """Count a good profile; return the command that sets rows with one change against it."""
        assert self.run(*self.profile()).code == 0
        file = self.csv(rows(self.rows()))
        source = ["--returns", file, "--survey", str(self.survey)]
        return [command, *source, "--profile", "profile.parquet", *options]

    def quarter(
        self, *, rows: Change = _unchanged, records: Change = _unchanged, **lines: str
    ) -> list[str]:
        """Return the command that runs a quarter, with changes to files or settings."""
        self.csv(rows(self.rows()))
        self.csv(records(self.victims()), "records.csv")
        return self.config(**lines)

    def refuses(
        self, command: Sequence[str], says: Sequence[str], code: int, *, alone: bool = False
    ) -> None:
        """Check that ``command`` ends in one clear error and changes nothing on the desk."""
        before = self.contents()
        done = self.start(*command) if alone else self.run(*command)
        for words in says:
            assert words in done.err
        assert done.code == code
        assert done.out == ""
        assert done.err.count("Error:") == 1
        assert "Traceback" not in done.err
        assert "Warning" not in done.err
        assert self.canary not in done.err
        assert self.contents() == before

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
