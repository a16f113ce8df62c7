"""What dissatisfied respondents say that satisfied ones do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from satisfaction.drivers.verbatims.answers import FEWEST, answers_of, open_question
from satisfaction.drivers.verbatims.codes import chosen_frame, coded
from satisfaction.drivers.verbatims.result import Verbatims
from satisfaction.drivers.verbatims.terms import released_terms
from satisfaction.drivers.verbatims.words import word_stream
from satisfaction.errors import UsageError
from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.numerics.keyness import keyness
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.code_frames import CodeFrame
    from satisfaction.drivers.verbatims.answers import Answers
    from satisfaction.drivers.verbatims.result import Side
    from satisfaction.drivers.verbatims.terms import Terms
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.keyness import Keyness
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

# What both groups say is worth this many respondents: enough that a term which one group alone uses
# has a log-odds ratio that can be told from chance.
_PRIOR = 50.0
_FALSE_DISCOVERIES = 0.05


def compare_verbatims(
    returns: Returns,
    *,
    question: str | None = None,
    between: tuple[Side, Side] = ("dissatisfied", "satisfied"),
    code_frame: CodeFrame | str | Path | None = None,
    period: str | Period | None = None,
    minimum: int = FEWEST,
    bootstraps: int = 1_000,
    confidence: float = 0.95,
    seed: int = 20_071_231,
) -> Verbatims:
    """Compare what two groups say in their own words, without showing any answer.

    Terms of one and two words, counted once a respondent; negations are kept, and other little
    words passed over; of terms that exactly the same people say as one phrase, one is kept.

    A term is released when at least ``minimum`` respondents mention it and every word of it names
    nobody: it is on a short list, or at least ``minimum`` respondents write it in small letters.
    Whatever has a digit is never a term. A name that ten respondents write in small letters would
    pass: a person reads the terms before they are published.

    Parameters
    ----------
    returns : Returns
        Weighted returns; without weights every respondent counts one.
    question : str, optional
        Field of ``kind: verbatim``; not needed where the survey has one.
    between : (str, str)
        Two of ``"dissatisfied"``, ``"neither"``, ``"satisfied"``, by the overall judgement.
    code_frame : CodeFrame, str or pathlib.Path, optional
        By default the shipped code frame of the survey's name, if there is one that fits its
        questions.
    period : str or Period, optional
        Only interviews made in it.
    minimum : int
        Respondents that a term or code needs; 10 or more.
    bootstraps : int
        Samples of respondents for the standard errors.
    confidence : float
    seed : int
        The same seed gives the same standard errors.

    Returns
    -------
    Verbatims

    Raises
    ------
    ColumnNotFoundError
        If the survey or the returns have no such open question.
    DefinitionError
        If the code frame is at fault.
    EstimationError
        If fewer than 10 respondents of a group said anything.
    UsageError
        If ``minimum`` is below 10, or the sides are not two.

    Notes
    -----
    Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) on documents;
    rescaling bootstrap of respondents (Rao and Wu 1988); q-values of Benjamini and Hochberg (1995)
    over all released terms.
    """
    if minimum < FEWEST:
        raise UsageError(f"`minimum` is at least {FEWEST} respondents, not {minimum}.")
    name = open_question(returns.survey, question)
    frame = chosen_frame(code_frame, returns.survey)
    answers = answers_of(returns, name, between, period)
    stream = word_stream(answers.texts)
    terms = released_terms(stream, minimum=minimum)
    design = survey_design(returns)
    found = keyness(
        terms.presence, answers.groups, answers.rows, design,
        prior_total=_PRIOR, bootstraps=bootstraps, seed=seed,
    )  # fmt: skip
    spoken = coded(frame, stream, answers, design, minimum=minimum, confidence=confidence)
    return Verbatims(
        table=_table(terms, found, answers, design, between, confidence),
        provenance=_provenance(returns, period, bootstraps),
        caveats=(*_caveats(terms, answers, between), *_without_codes(frame)),
        codes=spoken.codes,
        uncovered=spoken.uncovered,
        question=name,
        between=between,
        bases=answers.bases,
        asked=answers.asked,
        withheld_rare=terms.too_rare,
        withheld_personal=terms.personal,
        code_frame=spoken.frame,
        minimum=minimum,
        confidence=confidence,
        false_discovery_rate=_FALSE_DISCOVERIES,
    )


def _table(
    terms: Terms,
    found: Keyness,
    answers: Answers,
    design: Design,
    between: tuple[Side, Side],
    confidence: float,
) -> pd.DataFrame:
    half = float(ndtri(0.5 + confidence / 2)) * found.standard_errors
    q_values = false_discovery_q_values(found.p_values)
    sides = np.where(found.log_odds > 0, between[0], between[1])
    first, second = _shares(terms, answers, design)
    table = pd.DataFrame(
        {
            "term": pd.array(list(terms.names), dtype="str"),
            "words": terms.sizes,
            "respondents": np.asarray(terms.presence.sum(axis=0)).ravel().astype(np.int64),
            "share": first,
            "other_share": second,
            "log_odds": found.log_odds,
            "standard_error": found.standard_errors,
            "lower": found.log_odds - half,
            "upper": found.log_odds + half,
            "z": found.z_scores,
            "p_value": found.p_values,
            "q_value": q_values,
            "side": np.where(q_values < _FALSE_DISCOVERIES, sides, ""),
        }
    )
    return table.sort_values("z", ascending=False, kind="stable", ignore_index=True)


def _shares(terms: Terms, answers: Answers, design: Design) -> tuple[np.ndarray, np.ndarray]:
    weights = design.weights[answers.rows]
    of_group = [np.where(answers.groups == group, weights, 0.0) for group in (0, 1)]
    first, second = (terms.presence.T @ group / group.sum() for group in of_group)
    return first, second


def _provenance(returns: Returns, period: str | Period | None, bootstraps: int) -> Provenance:
    weighted = returns.weighting or returns.survey.weights.column
    return Provenance(
        survey=returns.survey.survey,
        period=str(parse_period(period)) if period is not None else "",
        method=(
            f"Log-odds of mentioning a term, {'weighted' if weighted else 'unweighted'}, with a "
            f"prior worth {_PRIOR:.0f} respondents; {bootstraps:,} bootstraps of respondents; "
            f"at most {_FALSE_DISCOVERIES:.0%} false discoveries expected (Benjamini-Hochberg)."
        ),
        sources=returns.sources,
    )


def _caveats(terms: Terms, answers: Answers, between: tuple[Side, Side]) -> tuple[Caveat, ...]:
    said = ", ".join(
        f"{base:,} of {asked:,} {side}"
        for side, base, asked in zip(between, answers.bases, answers.asked, strict=True)
    )
    return (
        Caveat(
            code="self-selected",
            text=f"Only some said anything ({said}): these are their words, not everybody's.",
        ),
        Caveat(
            code="terms-withheld",
            text=(
                f"{terms.too_rare:,} terms of too few respondents are withheld, and "
                f"{terms.personal:,} that may be a name. A name in small letters is not "
                "recognised: a person reads the terms before they are published."
            ),
        ),
    )


def _without_codes(frame: CodeFrame | None) -> tuple[Caveat, ...]:
    if frame is not None:
        return ()
    text = (
        "No shipped code frame has the survey's name and fits its questions, so no topics were "
        "counted. Write one, and give it as code_frame."
    )
    return (Caveat(code="no-code-frame", text=text),)
