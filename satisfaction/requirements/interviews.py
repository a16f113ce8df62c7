"""Rules that the interviews meet or do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Consent
from satisfaction.definitions.scales import NOT_ASKED
from satisfaction.errors import name_list
from satisfaction.requirements.evidence import Evidence, met_if, untold

if TYPE_CHECKING:
    from satisfaction.requirements.subject import Subject
    from satisfaction.tables.returns import Returns


def base(subject: Subject) -> Evidence:
    """Say how many answers are outside the base and counted apart."""
    survey, frame = subject.survey, subject.returns.frame
    column = frame[survey.outcome]
    asked = int((column != NOT_ASKED).sum())
    valid = int(column.isin(survey.scale_of(survey.outcome).grade_labels).sum())
    return met_if(
        True,
        f"{valid:,} of {asked:,} asked gave an answer that counts; {asked - valid:,} did not know, "
        "refused or gave none and are counted apart.",
    )


def user_groups(subject: Subject) -> Evidence:
    """Tell whether every user group of the headline was interviewed."""
    if "user_group" not in subject.returns.frame:
        return untold("The returns have no field 'user_group'.")
    apart = subject.rules.listed("user_groups", "reported_apart")
    counts = subject.returns.frame["user_group"].value_counts()
    levels = subject.returns.dimension("user_group").levels
    headline = [level for level in levels if level not in apart]
    empty = [level for level in headline if not counts.get(level, 0)]
    if empty:
        return met_if(False, f"Nobody of {name_list(empty)} was interviewed.")
    said = ", ".join(f"{level} {counts.get(level, 0):,}" for level in levels)
    kept = [level for level in levels if level in apart]
    tail = f"; {name_list(kept)} reported apart" if kept else ""
    return met_if(True, f"Interviews: {said}{tail}.")


def window(subject: Subject) -> Evidence:
    """Tell whether everybody was interviewed inside the agreed window after the report."""
    if not _has_both_dates(subject.returns):
        return untold("The returns lack the date of the report or of the interview.")
    breaches = window_breaches(subject)
    first, last = _limits(subject)
    return met_if(
        breaches.empty,
        f"{len(breaches):,} of {len(subject.returns):,} interviews were not {first} to {last} days "
        "after the report" + ("." if breaches.empty else "; they are listed by reference."),
    )


def window_breaches(subject: Subject) -> pd.DataFrame:
    """Return the interviews outside the window: reference, row and days after the report."""
    columns = ["interview", "row", "days"]
    if not _has_both_dates(subject.returns):
        return pd.DataFrame(columns=columns)
    frame = subject.returns.frame
    first, last = _limits(subject)
    days = (frame["interviewed_on"] - frame["reported_on"]).dt.days
    outside = frame.assign(days=days).loc[days.notna() & ~days.between(first, last)]
    if "interview" not in outside:
        outside = outside.assign(interview="")
    return outside[columns].astype({"days": np.int64}).reset_index(drop=True)


def mode(subject: Subject) -> Evidence:
    """Tell whether all interviews were made in the expected mode."""
    expected, stated = subject.rules.text("mode", "expected"), subject.survey.mode
    if "mode" not in subject.returns.frame:
        return met_if(stated == expected, f"The survey definition says that its mode is {stated}.")
    counts = subject.returns.frame["mode"].value_counts()
    other = int(counts.drop(expected, errors="ignore").sum())
    return met_if(
        not other, f"{other:,} of {len(subject.returns):,} interviews were not by {expected}."
    )


def not_stated(subject: Subject) -> Evidence:
    """Say how many respondents stated no age, gender or ethnicity."""
    returns = subject.returns
    dimensions = subject.survey.dimensions
    if not dimensions:
        return untold("The survey definition compares no dimensions.")
    shares = [
        f"{name} {returns.frame[name].isin(returns.dimension(name).unknown).mean():.1%}"
        for name in dimensions
    ]
    return met_if(
        True, f"Not stated at interview: {', '.join(shares)}; own rows in the tables of coverage."
    )


def youngest(subject: Subject) -> Evidence:
    """Tell whether nobody was interviewed who is younger than the rulebook's lowest age."""
    frame = subject.returns.frame
    if "age_years" not in frame:
        return untold("The returns hold no age in years.")
    floor = int(subject.rules.number("unnecessary_exclusion", "youngest_age"))
    young = int((frame["age_years"] < floor).sum())
    return met_if(not young, f"{young:,} respondents were under {floor} at interview.")


def recontact(subject: Subject) -> Evidence:
    """Tell whether every consent holds its purpose, who will call and its date."""
    found = [(n, f) for n, f in subject.survey.fields.items() if isinstance(f, Consent)]
    if not found:
        return untold("The survey definition has no field for consent to be called again.")
    name, field = found[0]
    frame = subject.returns.frame
    agreed = frame[name] == "yes"
    parts = {"purpose": field.purpose, "caller": field.by, "date": field.on}
    missing = [part for part, column in parts.items() if not column]
    if missing:
        return met_if(False, f"Consent is kept without its {name_list(missing)}.")
    incomplete = int((agreed & ~_complete(frame, name)).sum())
    return met_if(
        not incomplete,
        f"{int(agreed.sum()):,} agreed to be called again; {incomplete:,} of these consents lack "
        "their purpose, caller or date.",
    )


def _complete(frame: pd.DataFrame, name: str) -> pd.Series:
    parts = [frame[c] for c in (f"{name}_purpose", f"{name}_by", f"{name}_on") if c in frame]
    whole = pd.Series(data=True, index=frame.index)
    for part in parts:
        blank = part.isna() | (part.astype(str).str.strip() == "")
        whole &= ~blank
    return whole


def _has_both_dates(returns: Returns) -> bool:
    return {"reported_on", "interviewed_on"} <= set(returns.frame)


def _limits(subject: Subject) -> tuple[int, int]:
    """Return the survey's own window: what was agreed, which the rulebook's may differ from."""
    return subject.survey.interview_window
