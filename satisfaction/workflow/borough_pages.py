"""One borough's page, cut from protected results of all boroughs, with the force beside it."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.charts.change_words import change_finding
from satisfaction.charts.labels import question_label
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.wording import inside_sentence, listed, points, points_span
from satisfaction.estimates import Change
from satisfaction.reports import Exhibit
from satisfaction.results import Caveat
from satisfaction.workflow.boroughs import AREA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.results import Result

FORCE = "whole force"
METHOD = (
    "All boroughs and the force are protected together: no page, beside any other or the force's, "
    "gives away what is withheld here. The same numbers are withheld whichever boroughs are made. "
    "Each borough is part of the whole force that it stands beside; its difference allows for "
    "that. Boroughs are never ranked: most of what separates them is chance. A borough is followed "
    "by quarter and not by month, so that there are more answers behind each figure."
)
_HEADLINE = "Headline"
_CLEAR = 0.05


def borough_exhibits(safe: Mapping[str, Result], borough: str, survey: Survey) -> list[Exhibit]:
    """Return what the page of one borough shows.

    Parameters
    ----------
    safe : mapping of str to Result
        The results of a family, protected together.
    borough : str
    survey : Survey
    """
    makers: Sequence[Callable[..., list[Exhibit]]] = (
        _outcome,
        _measures,
        _change,
        _series,
        _groups,
    )
    return [e for make in makers for e in make(safe, borough, survey)]


def small_base_words(safe: Mapping[str, Result], borough: str, survey: Survey) -> str:
    """Say that the figures of a borough rest on few answers or are withheld, where they are."""
    table = _only(safe["measures"], borough).table
    flags = set(table.loc[table["measure"] == _outcome_measure(survey), "flag"])
    said = []
    if "small base" in flags:
        said.append("its figures rest on a small base, so that only large differences show")
    if "hidden" in flags:
        said.append("some figures are not shown, as few people stand behind them or behind others")
    return f"{borough}: {'; '.join(said)}." if said else ""


def measures_words(gaps: Sequence[Result], borough: str, survey: Survey) -> str:
    """Return on which measures a borough clearly differs from the force; never why."""
    rows = [r for found in gaps for r in records_of(found.table) if r["statistic"] == "satisfied"]
    told = [r for r in rows if not isnan(amount(r, "gap_lower") + amount(r, "q_value"))]
    if not told:
        return f"{borough}: too few answers to tell how it differs from the {FORCE}"
    clear = [r for r in told if amount(r, "q_value") < _CLEAR]
    rest = len(told) - len(clear)
    if not clear:
        return f"{borough}: none of {rest} measures differs clearly from the {FORCE}"
    said = listed([_differs(row, survey) for row in clear], at_most=len(clear))
    other = f"; {rest} of {len(told)} measures do not differ clearly" if rest else ""
    return f"{borough} against the {FORCE}: {said}{other}"


def groups_words(table: pd.DataFrame, borough: str) -> str:
    """Return which user groups lie clearly apart from the force's: their intervals do not meet."""
    rows = {str(r["level"]): r for r in records_of(table)}
    pairs = [
        (
            level.removesuffix(f", {FORCE}"),
            rows.get(level.replace(f", {FORCE}", f", {borough}")),
            whole,
        )
        for level, whole in rows.items()
        if level.endswith(f", {FORCE}")
    ]
    told = [(name, own, whole) for name, own, whole in pairs if own and _is_told(own, whole)]
    if not told:
        return f"{borough}: too few answers to tell how its user groups differ from the {FORCE}"
    apart = [f"{name} is {side} it" for name, own, whole in told if (side := _side_of(own, whole))]
    if not apart:
        return f"{borough}: no user group is clearly apart from the same group of the {FORCE}"
    return f"{borough} against the {FORCE}: {listed(apart, at_most=len(apart))}"


def _is_told(*rows: Record) -> bool:
    return not any(isnan(amount(row, end)) for row in rows for end in ("lower", "upper"))


def _side_of(own: Record, whole: Record) -> str:
    if amount(own, "lower") > amount(whole, "upper"):
        return "above"
    return "below" if amount(own, "upper") < amount(whole, "lower") else ""


def _differs(row: Record, survey: Survey) -> str:
    label = inside_sentence(question_label(str(row["question"]), str(row["measure"]), survey))
    limits = points_span(amount(row, "gap_lower"), amount(row, "gap_upper"))
    return f"{label} {points(amount(row, 'gap'))} points ({limits})"


def _outcome(safe: Mapping[str, Result], borough: str, survey: Survey) -> list[Exhibit]:
    found = _only(safe[f"gap: {_outcome_measure(survey)}"], borough)
    # A figure cannot place a share whose base is withheld; the measures say that it is not shown.
    told = found.table[found.table["base"].notna() & found.table["other_base"].notna()]
    if told.empty:
        return []
    beside = replace(found, table=told.assign(other_level=FORCE))
    return [Exhibit(result=beside, heading=f"Headline, beside the {FORCE}", chapter=_HEADLINE)]


def _measures(safe: Mapping[str, Result], borough: str, survey: Survey) -> list[Exhibit]:
    beside = _beside(safe["measures"], safe["force measures"], borough)
    gaps = [_only(result, borough) for name, result in safe.items() if name.startswith("gap: ")]
    finding = measures_words(gaps, borough, survey)
    return [
        Exhibit(
            result=beside,
            kind="groups",
            heading=f"Each measure, beside the {FORCE}",
            finding=finding,
            chapter=_HEADLINE,
        )
    ]


def _change(safe: Mapping[str, Result], borough: str, survey: Survey) -> list[Exhibit]:
    if "change" not in safe:
        return []
    beside = _beside(safe["change"], safe["force change"], borough)
    own = _only(safe["change"], borough)
    if beside.table[["base_before", "base_after"]].isna().any(axis=None) or not isinstance(
        own, Change
    ):
        return []
    return [
        Exhibit(
            result=beside,
            heading="Change from the twelve months before",
            finding=change_finding(own, survey=survey),
        )
    ]


def _series(safe: Mapping[str, Result], borough: str, survey: Survey) -> list[Exhibit]:
    del survey
    if "series" not in safe:
        return []
    beside = _beside(safe["series"], safe["force series"], borough)
    return [Exhibit(result=beside, kind="series", heading="Quarter by quarter", chapter=_HEADLINE)]


def _groups(safe: Mapping[str, Result], borough: str, survey: Survey) -> list[Exhibit]:
    """Return the user groups of a borough, each under the same group of the force."""
    del survey
    if "groups" not in safe:
        return []
    crossed, force = safe["groups"], safe["force groups"]
    start = f"{borough} x "
    own = crossed.table[crossed.table["level"].astype("str").str.startswith(start)]
    levels = [text.removeprefix(start) for text in own["level"].astype("str")]
    named = own.assign(level=[f"{level}, {borough}" for level in levels])
    whole = force.table.assign(level=force.table["level"].astype("str") + f", {FORCE}")
    order = {level: place for place, level in enumerate(force.table["level"].astype("str"))}
    places = [order[level] for level in levels] + list(order.values())
    table = pd.concat([named, whole]).assign(place=places).sort_values("place", kind="stable")
    table = table.drop(columns="place").assign(group="user_group")
    return [
        Exhibit(
            result=_cut(crossed, table),
            kind="groups",
            heading=f"User groups, beside the {FORCE}",
            finding=groups_words(table, borough),
        )
    ]


def _outcome_measure(survey: Survey) -> str:
    """Return the measure whose question is the outcome."""
    found = (name for name, q in survey.measures.items() if survey.outcome in (name, q))
    return next(found)


def _only(result: Result, borough: str) -> Result:
    """Return the rows of one borough."""
    rows = result.table["level"].astype("str") == borough
    return _cut(result, result.table[rows])


def _cut(result: Result, table: pd.DataFrame) -> Result:
    """Return a result of a few rows, with caveats that speak of these alone."""
    code = "disclosure-external"
    withheld = int(table["suppressed"].astype("bool").sum())
    text = (
        f"For people outside the force: {withheld} of {len(table)} rows have numbers withheld to "
        "protect victims. Which of them are small themselves is not told."
        if withheld
        else "For people outside the force: nothing had to be withheld here to protect anybody."
    )
    kept = tuple(c for c in result.caveats if c.code not in (code, "small-base"))
    return replace(
        result,
        table=table.reset_index(drop=True),
        caveats=(*kept, Caveat(code=code, text=text)),
    )


def _beside(result: Result, force: Result, borough: str) -> Result:
    """Return the rows of one borough, each before the force's own."""
    own = result.table[result.table["level"].astype("str") == borough]
    whole = force.table.assign(level=FORCE, group=AREA)
    keys = [name for name in ("question", "period") if name in whole]
    both = pd.concat([own, whole], ignore_index=True)
    order = {
        key: k for k, key in enumerate(dict.fromkeys(zip(*(whole[n] for n in keys), strict=True)))
    }
    places = [order[key] for key in zip(*(both[n] for n in keys), strict=True)]
    table = both.assign(place=places).sort_values("place", kind="stable").drop(columns="place")
    return _cut(result, table)
