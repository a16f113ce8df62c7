"""Which figure suits a table of estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from satisfaction.charts.labels import EVERYONE
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

EstimatesKind = Literal["headline", "measures", "grades", "groups", "series", "means"]
DriversKind = Literal["shares", "map", "ranks", "scale", "journey"]

_MEAN = "mean"
SHARES = ("satisfied", "top", "neither", "dissatisfied")


def kind_of(result: Estimates) -> EstimatesKind:
    """Return the figure that suits: means, grades, or what shares vary by."""
    table = result.table
    if _MEAN in set(table["statistic"]):
        return "means"
    if not set(table["statistic"]) <= set(SHARES):
        return "grades"
    if len(set(table["period"])) > 1:
        return "series"
    if set(table["level"]) != {EVERYONE}:
        return "groups"
    return "measures" if len(set(table["question"])) > 1 else "headline"


def refuse_misfit(result: Estimates, kind: EstimatesKind) -> None:
    """Stop before a figure is drawn that cannot show the table.

    Raises
    ------
    UsageError
        If the statistics are of another kind, or vary by what the figure has no place for.
    """
    table = result.table
    statistics = set(table["statistic"])
    held = "means" if _MEAN in statistics else "shares" if statistics <= set(SHARES) else "grades"
    need = kind if kind in ("means", "grades") else "shares"
    if held != need:
        asked = "mean" if need == "means" else need
        raise UsageError(
            f"A figure of kind '{kind}' needs estimates with statistics='{asked}'; these are not."
        )
    varied: dict[str, tuple[int, tuple[EstimatesKind, ...]]] = {
        "periods": (table["period"].nunique(), ("series", "means")),
        "groups": (table["level"].nunique(), ("groups", "grades", "series", "means")),
        "questions": (
            table["question"].nunique(), ("measures", "groups", "grades", "series", "means")
        ),
    }  # fmt: skip
    for what, (count, kinds) in varied.items():
        if count > 1 and kind not in kinds:
            raise UsageError(
                f"A figure of kind '{kind}' cannot show {count} {what}. "
                f"Choose among: {', '.join(k for k in kinds if k != 'means')}."
            )


def target_of(table: pd.DataFrame, survey: Survey | None) -> float | None:
    """Return the survey's target if a table is of the headline that it belongs to."""
    headline = survey.headline if survey else None
    if not survey or not headline or headline.share != "satisfied":
        return None
    question = survey.measures.get(headline.measure, headline.measure)
    is_headline = set(table["question"]) == {question} and "satisfied" in set(table["statistic"])
    return headline.target if is_headline else None
