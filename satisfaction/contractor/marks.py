"""Marks of an interview that may point to how it was held: each interview has one or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.scales import NOT_ASKED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.contractor.settings import ContractorSettings
    from satisfaction.numerics.arrays import BoolArray, FloatArray
    from satisfaction.tables.returns import Returns

SATISFIED, STRAIGHT, GAPS = "satisfied", "one grade throughout", "many gaps"
SHORT, ROUND, COPIED, WINDOW = (
    "very short", "round minutes", "answers as in another interview", "outside the window",
)  # fmt: skip
_FEWEST_GRADED = 6
_ROUND_TO = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marks:
    """Marks by name, over interviews with a known interviewer, and what could not be told.

    Attributes
    ----------
    shown : mapping of str to (n,) float array
        1, 0, or NaN where the interview cannot have the mark.
    chances : mapping of str to (n,) float array
        For marks whose chance depends on how many interviews somebody has, that chance.
    not_told : tuple of str
    """

    shown: Mapping[str, FloatArray]
    chances: Mapping[str, FloatArray]
    not_told: tuple[str, ...]


def interview_marks(returns: Returns, who: pd.Series, settings: ContractorSettings) -> Marks:
    """Return the marks that the columns of the returns allow."""
    graded = _graded(returns)
    straight = _straight(graded)
    copied, chances = _copied(returns, who, straight)
    values = {
        SATISFIED: _satisfied(returns),
        STRAIGHT: straight,
        GAPS: _gaps(returns, settings.gaps_share),
        COPIED: copied,
    }
    not_told = []
    if "minutes" in returns.frame:
        minutes: FloatArray = returns.frame["minutes"].to_numpy(dtype=np.float64, na_value=np.nan)
        values[SHORT] = _known(minutes, minutes < settings.short_share * np.nanmedian(minutes))
        values[ROUND] = _known(minutes, minutes % _ROUND_TO == 0)
    else:
        not_told.append("The returns have no `minutes`: very short interviews cannot be told.")
    days = _days_since(returns)
    if days is None:
        not_told.append("The returns lack a date of report or interview: no window can be told.")
    else:
        low, high = returns.survey.interview_window
        values[WINDOW] = _known(days, (days < low) | (days > high))
    if np.isnan(straight).all():
        del values[STRAIGHT]
        not_told.append(
            f"Fewer than {_FEWEST_GRADED} questions share a scale: straight-lining cannot be told."
        )
    return Marks(shown=values, chances={COPIED: chances}, not_told=tuple(not_told))


def _graded(returns: Returns) -> pd.DataFrame:
    """Return grades, from 0, of the questions on the scale that most of them share; -1 for none."""
    survey = returns.survey
    rated = [n for n in survey.questions if survey.scale_of(n).is_rated]
    names = pd.Series({n: survey.questions[n].scale for n in rated}, dtype="str")
    if names.empty:
        return pd.DataFrame(index=returns.frame.index)
    kept = names.index[names == names.mode().iloc[0]]
    grades = survey.scale_of(str(kept[0])).grade_labels
    place = {label: number for number, label in enumerate(grades)}
    columns = {n: returns.frame[n].astype("str").map(place).fillna(-1).astype(int) for n in kept}
    return pd.DataFrame(columns)


def _straight(graded: pd.DataFrame) -> FloatArray:
    if graded.shape[1] < _FEWEST_GRADED:
        return np.full(len(graded), np.nan)
    values = graded.to_numpy()
    answered = values >= 0
    low = np.where(answered, values, 99).min(axis=1)
    high = values.max(axis=1)
    return np.where(answered.sum(axis=1) >= _FEWEST_GRADED, (low == high).astype(float), np.nan)


def _satisfied(returns: Returns) -> FloatArray:
    outcome = returns.survey.outcome
    scale = returns.survey.scale_of(outcome)
    column = returns.frame[outcome].astype("str")
    known = column.isin(scale.grade_labels).to_numpy()
    return np.where(known, column.isin(scale.labels_of(scale.satisfied)).astype(float), np.nan)


def _gaps(returns: Returns, most: float) -> FloatArray:
    """Return whether many of the questions asked have no answer: don't know, refused, blank."""
    frame, survey = returns.frame, returns.survey
    asked, missing = np.zeros(len(frame)), np.zeros(len(frame))
    for name in survey.questions:
        column = frame[name].astype("str")
        was_asked = (column != NOT_ASKED).to_numpy()
        given = column.isin(survey.scale_of(name).grade_labels).to_numpy()
        asked += was_asked
        missing += was_asked & ~given
    return np.where(asked > 0, (missing >= np.maximum(most * asked, 1)).astype(float), np.nan)


def _copied(
    returns: Returns, who: pd.Series, straight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return whether the interviewer has the same answers once more, and the chance of that.

    One grade throughout is a mark of its own and does not count here. The chance is that of the
    interview's string turning up among the interviewer's others if strings fell at random.
    """
    answers = returns.frame[list(returns.survey.questions)]
    codes = np.column_stack([answers[name].cat.codes for name in answers])
    strings = np.unique(codes, axis=0, return_inverse=True)[1].ravel()
    frame = pd.DataFrame({"string": strings, "who": who.to_numpy()})
    total = len(frame)
    same = frame.groupby("string")["who"].transform("size").to_numpy(dtype=float)
    own: FloatArray = (
        frame.groupby(["string", "who"])["who"].transform("size").to_numpy(dtype=float)
    )
    held = frame.groupby("who")["who"].transform("size").to_numpy(dtype=float)
    elsewhere = 1 - (held - 1) / max(total - 1, 1)
    # Copies of the interviewer's own do not make copies likelier.
    chance: FloatArray = 1 - elsewhere ** (same - own)
    is_straight = np.nan_to_num(straight, nan=0.0) > 0
    has_copy: FloatArray = np.where(is_straight, np.nan, (own > 1).astype(np.float64))
    return has_copy, np.where(is_straight, np.nan, chance)


def _days_since(returns: Returns) -> FloatArray | None:
    if not {"reported_on", "interviewed_on"} <= set(returns.frame):
        return None
    days = (returns.frame["interviewed_on"] - returns.frame["reported_on"]).dt.days
    found: FloatArray = np.asarray(days, dtype=np.float64)
    return found


def _known(values: FloatArray, marked: BoolArray) -> FloatArray:
    return np.where(np.isfinite(values), marked.astype(float), np.nan)
