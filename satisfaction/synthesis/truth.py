"""What was planted, exactly: tables computed from the model's probabilities, not from a sample."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import DataRefusedError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """The truth behind synthetic data.

    Attributes
    ----------
    survey, profile, period : str
        Definition, profile, and the last quarter.
    seed : int
    tables : mapping of str to pandas.DataFrame
        Tidy; shares and chances run from 0 to 1. Population ``recorded`` is all victims within the
        survey's ages in the last quarter's report window, ``eligible`` those not excluded.

        ``satisfaction`` - shares of each measure by true level, ethnicity as self-defined.
        ``drivers`` - what each driver was given and its exact attributable share.
        ``propensities`` - chance of an interview once issued, by true level of the eligible.
        ``exclusions`` - chance that each reason is the first recorded, by true level.
        ``exclusion_reasons`` - victims with each reason, alone and with another: expected, and in
        the data; those past the rule's age; those without approver or date.
        ``cascade`` - expected share of each recorded level at each step.
        ``interviewers`` - who straight-lines, and how often.
        ``faults`` - rows of the returns that validation is to reject or flag, by quarter.
    """

    survey: str
    profile: str
    period: str
    seed: int
    tables: Mapping[str, pd.DataFrame]

    def table(self, name: str) -> pd.DataFrame:
        """Return one table.

        Raises
        ------
        UsageError
            If there is no such table.
        """
        if name not in self.tables:
            raise UsageError(
                f"The truth has no table '{name}'.{did_you_mean(name, self.tables)} "
                f"Tables: {', '.join(self.tables)}."
            )
        return self.tables[name]

    def to_json(self) -> str:
        """Return everything as JSON, column by column; the same truth gives the same text.

        Numbers have twelve significant digits, so that the last bits, which can differ between
        processors, do not show.
        """
        about = {
            "survey": self.survey,
            "profile": self.profile,
            "period": self.period,
            "seed": self.seed,
        }
        tables = {name: _plain(table) for name, table in self.tables.items()}
        return json.dumps({**about, "tables": tables}, ensure_ascii=False, indent=1) + "\n"

    def __repr__(self) -> str:
        return f"Truth({self.survey}, {self.period}, seed {self.seed}: {', '.join(self.tables)})"


def read_truth(path: str | Path) -> Truth:
    """Read what :meth:`Truth.to_json` wrote.

    Raises
    ------
    DataRefusedError
        If the file is missing or no truth.
    """
    source = Path(path)
    if not source.is_file():
        raise DataRefusedError(f"There is no file '{source.name}'.")
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
        tables = {name: _read(columns) for name, columns in content.pop("tables").items()}
        return Truth(**content, tables=tables)
    except (ValueError, KeyError, TypeError):
        pass
    raise DataRefusedError(f"'{source.name}' is not the truth of synthetic data.")


def _read(columns: Mapping[str, list[object]]) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    empty = [name for name in table if len(table) and table[name].isna().all()]
    return table.astype(dict.fromkeys(empty, float))


def _plain(table: pd.DataFrame) -> dict[str, list[object]]:
    return {str(name): [_short(cell) for cell in table[name].tolist()] for name in table}


def _short(cell: object) -> object:
    if not isinstance(cell, float):
        return cell
    # JSON has no word for a number that does not exist, such as the top of a scale without one.
    return None if math.isnan(cell) else float(f"{cell:.{_DIGITS}g}")
