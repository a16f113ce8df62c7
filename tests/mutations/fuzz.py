"""Coverage-guided fuzzing, offline: ``python tests/mutations/fuzz.py TARGET -max_total_time=600``.

Needs `atheris`, which is no dependency of the package. A `SatisfactionError` is a good end.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["satisfaction", "yaml", "tomllib"]):
    from satisfaction.definitions.documents import parse_document
    from satisfaction.definitions.parsing import parse_model
    from satisfaction.definitions.survey import Survey
    from satisfaction.errors import SatisfactionError
    from satisfaction.intake.files.delimited import read_delimited
    from satisfaction.intake.files.delimiter import find_layout
    from satisfaction.intake.files.encoding import decode
    from satisfaction.intake.files.spss_layout import fits
    from satisfaction.intake.files.text_table import RawFile
    from satisfaction.workflow.config import read_config

_EXPECTED = ("INT", "AREA", "Q1")
_CONFIG = Path(tempfile.mkdtemp()) / "satisfaction.toml"


def csv(data: bytes) -> None:
    """Read a text table, with its counts of rows the same in every column."""
    contents = read_delimited(RawFile(name="x.csv", format="csv", data=data), expected=_EXPECTED)
    if len({len(column) for column in contents.columns}) > 1:
        raise RuntimeError("columns of different lengths")


def layout(data: bytes) -> None:
    """Find encoding and delimiter."""
    body = decode(data, file="x.csv").utf8
    if body.strip():
        find_layout(body, first=1, expected=_EXPECTED, file="x.csv")


def definition(data: bytes) -> None:
    """Parse a survey definition."""
    parse_model(parse_document(data.decode("utf-8", "replace"), file="x.yaml"), Survey)


def config(data: bytes) -> None:
    """Read a configuration."""
    _CONFIG.write_bytes(data)
    read_config(_CONFIG)


def spss(data: bytes) -> None:
    """Walk the dictionary of an SPSS file."""
    fits(data)


TARGETS = {"csv": csv, "layout": layout, "definition": definition, "config": config, "spss": spss}


def main() -> None:
    """Fuzz the target that is named first."""
    target = TARGETS[sys.argv.pop(1)]

    def run(data: bytes) -> None:
        with suppress(SatisfactionError):
            target(data)

    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
