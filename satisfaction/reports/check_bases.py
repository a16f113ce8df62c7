"""How many interviews would settle the levels that are too few to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.representativeness.result import ProfileCheck

_TIMES = {2: "twice", 4: "four times"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLevel:
    """A level that is too few to tell, with its base and the one that would settle it, in words."""

    level: str
    base: str
    needed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLevels:
    """The open levels of one period, and what more interviews would do."""

    period: str
    sentence: str
    levels: Sequence[OpenLevel]


def open_levels(check: ProfileCheck) -> list[OpenLevels]:
    """Return the levels that are too few to tell, period by period; none where all are decided."""
    # The base of a level: everyone whose level of its dimension is known.
    base = check.table.groupby(["period", "dimension"])["respondents"].transform("sum")
    undecided = check.table.assign(base=base)[check.table["verdict"] == "too few to tell"]
    return [
        OpenLevels(
            period=period_words(str(period)),
            sentence=_sentence(rows),
            levels=[_level(row) for _, row in rows.iterrows()],
        )
        for period, rows in undecided.groupby("period", sort=False)
    ]


def _level(row: pd.Series) -> OpenLevel:
    settled = row["settled_by"] == "more interviews"
    return OpenLevel(
        level=f"{category_label(row['dimension'])}: {level_label(row['level'])}",
        base=f"{int(row['base']):,}",
        needed=f"{int(row['base_to_settle']):,}" if settled else "none up to a million",
    )


def _sentence(rows: pd.DataFrame) -> str:
    """Say how many levels twice and four times the interviews would settle, as shares are now."""
    settled = {n: int((rows["base_to_settle"] <= n * rows["base"]).sum()) for n in _TIMES}
    counts = [f"{word} the interviews would settle {settled[n]}" for n, word in _TIMES.items()]
    never = int((rows["settled_by"] != "more interviews").sum())
    rest = f"; {never} no number of interviews up to a million, as shares are now" if never else ""
    head = f"{counted(len(rows), 'level')} too few to tell"
    return f"{head}: {', '.join(counts)} of them{rest}."
