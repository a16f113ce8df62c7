"""How many of a group speak of what: shares of codes with design-based intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.code_frames import CodeFrame, load_code_frame
from satisfaction.drivers.verbatims.coding import mentions_of
from satisfaction.drivers.verbatims.terms import released_terms
from satisfaction.errors import DefinitionError
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.intervals import proportion_interval
from satisfaction.numerics.kish import kish_design_effect

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.verbatims.answers import Answers
    from satisfaction.drivers.verbatims.words import WordStream
    from satisfaction.numerics.design import Design

NO_CODE = "(no code)"

_COLUMNS = [
    *("code", "label", "driver", "mentions", "share"),
    *("standard_error", "lower", "upper", "flag"),
]
_NUMBERS = ["mentions", "share", "standard_error", "lower", "upper"]
_UNCOVERED = ["term", "words", "respondents", "share"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """Tables of a code frame, as :class:`satisfaction.drivers.verbatims.Verbatims` has them."""

    frame: str
    codes: pd.DataFrame
    uncovered: pd.DataFrame


def chosen_frame(frame: CodeFrame | str | Path | None, survey: Survey) -> CodeFrame | None:
    """Return the code frame asked for; by default that of the survey's name, if it fits."""
    if frame is None:
        try:
            return load_code_frame(survey.survey, survey)
        except DefinitionError:
            return None
    return frame if isinstance(frame, CodeFrame) else load_code_frame(frame, survey)


def coded(
    frame: CodeFrame | None,
    stream: WordStream,
    answers: Answers,
    design: Design,
    *,
    minimum: int,
    confidence: float,
) -> Coded:
    """Return what the first group speaks of.

    Korn and Graubard (1998) intervals; the domain is the first group's answers within the whole
    sample. A code under ``minimum`` mentions has no numbers.
    """
    if frame is None:
        return Coded(
            frame="",
            codes=pd.DataFrame(columns=_COLUMNS),
            uncovered=pd.DataFrame(columns=_UNCOVERED),
        )
    first = answers.groups == 0
    mentioned = mentions_of(frame, stream)
    without = ~mentioned.any(axis=1)
    held = np.column_stack([mentioned, without])[first]
    numbers = _shares(held, answers.rows[first], design, confidence)
    codes = [(name, code.label, code.driver) for name, code in frame.codes.items()]
    table = pd.DataFrame([*codes, (NO_CODE, "No code covers it", "")], columns=_COLUMNS[:3])
    table = table.assign(mentions=held.sum(axis=0).astype(float), **numbers)
    return Coded(
        frame=frame.code_frame,
        codes=_released(table, minimum),
        uncovered=_frequent(stream, np.flatnonzero(first & without), minimum),
    )


def _shares(
    held: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64], design: Design, confidence: float
) -> dict[str, npt.NDArray[np.float64]]:
    values = np.full((design.n_rows, held.shape[1]), np.nan)
    values[rows] = held
    domain = np.full(design.n_rows, -1)
    domain[rows] = 0
    means = domain_means(values, design, domains=domain, n_domains=1)
    share, error = means.estimates[0], np.nan_to_num(means.standard_errors[0])
    limits = proportion_interval(
        share, error, means.counts[0], means.df[0],
        confidence=confidence, method="korn_graubard", capped=True,
        design_effect=kish_design_effect(design.weights[rows]),
    )  # fmt: skip
    return {
        "share": share, "standard_error": error, "lower": limits.lower, "upper": limits.upper,
    }  # fmt: skip


def _released(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    hidden = table["mentions"] < minimum
    table = table.assign(flag=np.where(hidden, "hidden", ""))
    table = table.assign(**{name: table[name].mask(hidden) for name in _NUMBERS})
    last = table["code"] == NO_CODE
    order = table[~last].sort_values("share", ascending=False, kind="stable", na_position="last")
    return pd.concat([order, table[last]], ignore_index=True)[_COLUMNS]


def _frequent(stream: WordStream, texts: npt.NDArray[np.int64], minimum: int) -> pd.DataFrame:
    """Return the released terms of these answers, the most frequent first."""
    terms = released_terms(stream, minimum=minimum)
    counts = np.asarray(terms.presence[texts].sum(axis=0)).ravel().astype(np.int64)
    table = pd.DataFrame(
        {
            "term": pd.array(list(terms.names), dtype="str"),
            "words": terms.sizes,
            "respondents": counts,
            "share": counts / max(len(texts), 1),
        }
    )
    kept = table[table["respondents"] >= minimum]
    return kept.sort_values("respondents", ascending=False, kind="stable", ignore_index=True)
