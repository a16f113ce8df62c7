"""Where focus groups confirm, contradict or add to the drivers of the survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from satisfaction.improvement.matrix import moods, with_sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.improvement.protocols import DriversLike

Verdict = Literal[
    "confirms", "contradicts", "adds", "divided", "one group only", "not raised",
    "no more than the survey",
]  # fmt: skip

COLUMNS = (
    "subject", "label", "theme", "in_survey", "share", "share_lower", "share_upper", "groups",
    "groups_negative", "groups_positive", "passages", "verdict",
)  # fmt: skip
_NUMBERS = ("groups", "groups_negative", "groups_positive", "passages")


def against_drivers(notes: pd.DataFrame, drivers: DriversLike, *, fewest: int) -> pd.DataFrame:
    """Return one row a driver and one a theme of no driver, each with its verdict."""
    named = notes["driver"].astype("str")
    by_driver = _heard(notes[named != ""], "driver")
    by_theme = _heard(notes[named == ""], "theme")
    rows = [
        *(_driver_row(row, by_driver, fewest) for row in _of_survey(drivers)),
        *(_theme_row(theme, counts, fewest) for theme, counts in by_theme.items()),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def verdict_of(counts: Mapping[str, int], in_survey: str, *, fewest: int) -> Verdict:
    """Return the verdict on a subject from the groups that spoke of it.

    Examples
    --------
    >>> heard = {"groups": 3, "groups_negative": 2, "groups_positive": 1}
    >>> verdict_of(heard, "leading", fewest=2), verdict_of(heard, "not asked", fewest=2)
    ('confirms', 'adds')
    """
    groups, bad, good = (counts[name] for name in _NUMBERS[:3])
    is_leading = in_survey == "leading"
    if groups == 0:
        return "not raised" if is_leading else "no more than the survey"
    if groups < fewest:
        return "one group only" if groups == 1 else "divided"
    if bad >= fewest and bad > good:
        return "confirms" if is_leading else "adds"
    if good >= fewest and good > bad:
        return "contradicts" if is_leading else "no more than the survey"
    return "divided"


def _of_survey(drivers: DriversLike) -> list[Mapping[str, object]]:
    analysed: list[Mapping[str, object]] = [
        {**{str(k): v for k, v in row.items()}, "in_survey": _standing(row)}
        for row in drivers.table.to_dict("records")
    ]
    left = [
        {"driver": row["driver"], "label": row["label"], "in_survey": "not analysed"}
        for row in drivers.not_analysed.to_dict("records")
    ]
    return [*analysed, *left]


def _standing(row: Mapping[object, object]) -> str:
    return "leading" if row["leading"] else "not leading"


def _driver_row(
    row: Mapping[str, object], heard: Mapping[str, Mapping[str, int]], fewest: int
) -> dict[str, object]:
    name = str(row["driver"])
    counts = heard.get(name, dict.fromkeys(_NUMBERS, 0))
    return {
        "subject": name,
        "label": row["label"],
        "theme": "",
        "in_survey": row["in_survey"],
        **{end: row.get(end) for end in ("share", "share_lower", "share_upper")},
        **counts,
        "verdict": verdict_of(counts, str(row["in_survey"]), fewest=fewest),
    }


def _theme_row(theme: str, counts: Mapping[str, int], fewest: int) -> dict[str, object]:
    return {
        "subject": theme,
        "label": theme,
        "theme": theme,
        "in_survey": "not asked",
        **counts,
        "verdict": verdict_of(counts, "not asked", fewest=fewest),
    }


def _heard(notes: pd.DataFrame, subject: str) -> dict[str, dict[str, int]]:
    """Return for each subject the groups that spoke of it, by their mood, most groups first."""
    frame = with_sides(notes).assign(subject=notes[subject].astype("str"))
    counts = (
        frame.groupby(["subject", "group"])
        .agg(passages=("quote", "size"), negative=("negative", "sum"), positive=("positive", "sum"))
        .reset_index()
    )
    counts = counts.assign(mood=moods(counts))
    found = {
        str(name): {
            "groups": len(rows),
            "groups_negative": int((rows["mood"] == "negative").sum()),
            "groups_positive": int((rows["mood"] == "positive").sum()),
            "passages": int(rows["passages"].sum()),
        }
        for name, rows in counts.groupby("subject")
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1]["groups"], item[0])))
