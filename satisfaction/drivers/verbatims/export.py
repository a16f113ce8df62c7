"""Answers for one named person to read, with marks where they may name somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.drivers.verbatims.answers import answers_of, open_question
from satisfaction.drivers.verbatims.redaction import STATUS, redact
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from satisfaction.drivers.verbatims.result import Side
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


def answers_to_read(
    returns: Returns,
    *,
    read_by: str,
    question: str | None = None,
    between: tuple[Side, Side] = ("dissatisfied", "satisfied"),
    period: str | Period | None = None,
    seed: int = 20_071_231,
) -> pd.DataFrame:
    """Return redacted answers in a random order, without references, ratings or demographics.

    Names are missed, first names above all. The table is for the person named alone, who reads
    every answer and takes out what is left; it is not for publication.

    Parameters
    ----------
    returns : Returns
    read_by : str
        Who will read every answer before anybody else does.
    question : str, optional
        Field of ``kind: verbatim``; not needed where the survey has one.
    between : (str, str)
        Two sides of the overall judgement; answers of both are returned.
    period : str or Period, optional
    seed : int
        Of the order.

    Returns
    -------
    pandas.DataFrame
        ``number``, ``side``, ``answer`` (redacted), ``found`` (kinds taken out), ``status``,
        ``to_be_read_by``, and ``read_and_cleared`` for the reader to fill in.

    Raises
    ------
    EstimationError
        If fewer than 10 respondents of a side said anything.
    UsageError
        If nobody is named.
    """
    reader = " ".join(read_by.split())
    if not reader:
        raise UsageError(
            "Name the person who will read every answer: redaction misses names, so a person must."
        )
    found = answers_of(returns, open_question(returns.survey, question), between, period)
    order = np.random.default_rng(seed).permutation(len(found.texts))
    made = [redact(found.texts[place]) for place in order]
    return pd.DataFrame(
        {
            "number": np.arange(1, len(order) + 1),
            "side": [between[found.groups[place]] for place in order],
            "answer": [one.text for one in made],
            "found": ["; ".join(f"{kind}: {n}" for kind, n in one.found.items()) for one in made],
            "status": STATUS,
            "to_be_read_by": reader,
            "read_and_cleared": "",
        }
    )
