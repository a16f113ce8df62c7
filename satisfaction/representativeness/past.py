"""Checks of earlier quarters: results still at hand, or the records they left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.periods import parse_period
from satisfaction.representativeness.result import ProfileCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = frozenset(
    {
        "period", "dimension", "level", "respondents", "profile_share", "sample_share",
        "difference", "standard_error", "lower", "upper", "tolerance_lower", "tolerance_upper",
        "verdict", "direction",
    }
)  # fmt: skip
_COVERAGE = frozenset({"period", "dimension", "profile_unknown", "sample_unknown"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PastCheck:
    """The verdicts and the coverage of one quarter; by whose account of the respondents."""

    basis: str
    survey: str
    period: str
    table: pd.DataFrame
    coverage: pd.DataFrame


def past_check(source: ProfileCheck | str | Path) -> PastCheck:
    """Return the headline period of a check, or of the ``record.json`` that it left.

    Raises
    ------
    DataRefusedError
        If the file is no record of a profile check.
    UsageError
        If the check has no period to be put in order by.
    """
    if isinstance(source, ProfileCheck):
        about = source.provenance.survey
        return _first_period(about, source.table, source.coverage, source.basis)
    path = Path(source)
    survey, content = _content(path)
    table, coverage = (_frame(content, name, path) for name in ("table", "coverage"))
    return _first_period(survey, table, coverage, str(content.get("basis", "")))


def _first_period(
    survey: str, table: pd.DataFrame, coverage: pd.DataFrame, basis: str
) -> PastCheck:
    period = str(table["period"].iloc[0])
    if not period:
        raise UsageError(
            "A check without a period cannot stand in a history. Count the profile with a period."
        )
    parse_period(period)
    return PastCheck(
        basis=basis,
        survey=survey,
        period=period,
        table=table[table["period"] == period],
        coverage=coverage[coverage["period"] == period],
    )


def _content(path: Path) -> tuple[str, Mapping[str, object]]:
    """Return the survey's name and the part of a record that holds the profile check."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        survey = str(record["survey"]["name"])
        found = [r for r in record["results"] if r["type"] == "ProfileCheck"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        found, survey = [], ""
    if not found:
        raise DataRefusedError(
            f"{path.name} is no record of a profile check, or it is damaged. Give a record.json "
            "that `satisfaction check-profile --out` wrote."
        )
    return survey, found[0]


def _frame(content: Mapping[str, object], name: str, path: Path) -> pd.DataFrame:
    rows = content.get(name)
    needed = _TABLE if name == "table" else _COVERAGE
    frame = _frame_of(rows)
    missing = sorted(needed - set(frame.columns))
    if missing:
        raise DataRefusedError(
            f"{path.name}: the {name} of the profile check lacks {', '.join(missing)}. It was "
            "written by another version; make the record again."
        )
    numbers = [c for c in needed if c.endswith(("share", "lower", "upper", "unknown"))]
    numbers += [c for c in ("difference", "standard_error", "respondents") if c in needed]
    numeric = _with_numbers(frame, numbers)
    if numeric is None:
        raise DataRefusedError(
            f"{path.name}: the {name} of the profile check holds text where numbers belong. It was "
            "changed; make the record again."
        )
    return numeric


def _frame_of(rows: object) -> pd.DataFrame:
    """Return the rows, none if they are no table."""
    try:
        return pd.DataFrame(rows if isinstance(rows, list) else [])
    except (ValueError, TypeError, AttributeError):
        return pd.DataFrame()


def _with_numbers(frame: pd.DataFrame, numbers: list[str]) -> pd.DataFrame | None:
    """Return the frame with these columns as numbers, None if they are not."""
    try:
        return frame.assign(**{c: pd.to_numeric(frame[c]).astype("float64") for c in numbers})
    except (ValueError, TypeError):
        return None
