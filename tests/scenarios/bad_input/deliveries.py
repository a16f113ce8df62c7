"""A delivery that is right, to be spoilt one way at a time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
SURVEY = HERE / "survey.yaml"
RECORDS = HERE / "records.yaml"
PERIOD = "2007/08 Q3"

# Stands for what must never be shown: it is in a reference, in the respondent's own words, and,
# where a case needs a wrong cell, in that cell.
CANARY = "Quillfeather"


def good_rows(number: int = 30) -> pd.DataFrame:
    """Return ``number`` interviews of one quarter that all pass."""
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


def good_records(number: int = 200) -> pd.DataFrame:
    """Return crime records whose interviews fall in the same quarter."""
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


def write_csv(frame: pd.DataFrame, path: Path, **options: str) -> Path:
    """Write ``frame`` as a text file, by default UTF-8 with commas."""
    frame.to_csv(path, index=False, **{"encoding": "utf-8", "lineterminator": "\n", **options})  # type: ignore[call-overload]
    return path


def write_config(folder: Path, **changes: str) -> Path:
    """Write ``satisfaction.toml`` in ``folder`` for the delivery there; ``changes`` replace lines."""
    lines = {
        "survey": f"survey = '{SURVEY}'",
        "period": f"period = '{PERIOD}'",
        "out": "out = 'out'",
        "more": "",
        "inputs": "[inputs]",
        "returns": "returns = ['returns.csv']",
        "records": "records = ['records.csv']",
        "settings": "[settings]\nunreachable = 'set aside'",
    }
    path = folder / "satisfaction.toml"
    path.write_text("\n".join({**lines, **changes}.values()) + "\n", encoding="utf-8")
    return path
