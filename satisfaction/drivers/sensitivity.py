"""Other reasonable choices, and whether they would name other drivers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.drivers.coding import CodingRule
from satisfaction.drivers.model import code_answers, fit_model
from satisfaction.drivers.shares import shares_with_limits
from satisfaction.errors import EstimationError
from satisfaction.numerics.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.drivers.model import CodedAnswers, DriverModel
    from satisfaction.tables.returns import Returns

_VARIANTS: Mapping[str, CodingRule] = {
    "one more grade counts as dissatisfied": CodingRule(wider_outcome=1),
    "one grade fewer counts as dissatisfied": CodingRule(wider_outcome=-1),
    "one more grade counts as poor": CodingRule(wider_low=1),
    "one grade fewer counts as poor": CodingRule(wider_low=-1),
    "not rated counts with the middle": CodingRule(unrated="middle"),
}
_AS_ANALYSED = "as analysed"


def sensitivity(
    returns: Returns,
    model: DriverModel,
    drivers: Mapping[str, Sequence[str]],
    *,
    controls: Sequence[str],
    inside: npt.NDArray[np.bool_],
    leading: Sequence[str],
    confidence: float,
    seed: int,
    fewest: int = 30,
) -> pd.DataFrame:
    """Analyse again under other cuts, without controls or weights, and with another coding.

    Parameters
    ----------
    returns : Returns
    model : DriverModel
        As analysed.
    drivers : mapping of str to sequence of str
        Those analysed, with their questions.
    controls : sequence of str
    inside : (n,) bool array
        Respondents of the period.
    leading : sequence of str
        Who leads as analysed, by the bootstrap.
    confidence : float
    seed : int
    fewest : int
        Poor ratings that a driver needs; one that has fewer under a variant is left out of it.

    Returns
    -------
    pandas.DataFrame
        ``variant``, ``driver``, ``share``, ``share_lower``, ``share_upper``, ``leading``,
        ``flips`` (membership differs), ``note`` (why a driver, or a whole variant, could not be
        analysed).
    """
    coded: dict[str, CodedAnswers] = {
        name: code_answers(returns, drivers, controls=controls, inside=inside, rule=rule)
        for name, rule in _VARIANTS.items()
    }
    coded["without controls"] = code_answers(returns, drivers, controls=(), inside=inside)
    coded["without weights"] = _unweighted(model.answers)
    parts = side_by_side(
        lambda variant: _variant(*variant, leading, confidence, seed, fewest),
        ({_AS_ANALYSED: model.answers} | coded).items(),
    )
    return pd.concat(list(parts), ignore_index=True)


def flips_of(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the drivers whose membership differs in any variant, in the order of the table."""
    varied = table[(table["variant"] != _AS_ANALYSED) & table["flips"]]
    return tuple(dict.fromkeys(varied["driver"]))


def _variant(
    name: str,
    answers: CodedAnswers,
    leading: Sequence[str],
    confidence: float,
    seed: int,
    fewest: int,
) -> pd.DataFrame:
    kept = [driver for driver in answers.drivers if driver.low_raters >= fewest]
    rare = [driver.name for driver in answers.drivers if driver.low_raters < fewest]
    parts = [_blank(name, rare, f"rated poor by fewer than {fewest} respondents")] if rare else []
    names = [driver.name for driver in kept]
    if not kept:
        return parts[0]
    try:
        found = shares_with_limits(fit_model(answers.only(kept)), confidence=confidence, seed=seed)
    except EstimationError as error:
        return pd.concat([_blank(name, names, str(error)), *parts])
    before = np.isin(names, list(leading))
    # As analysed the bootstrap decides; the draws that stand for it here must not contradict it.
    leads = before if name == _AS_ANALYSED else found.leading
    table = _blank(name, names, "").assign(
        share=found.shares,
        share_lower=found.lower,
        share_upper=found.upper,
        leading=leads,
        flips=leads != before,
    )
    return pd.concat([table, *parts])


def _blank(name: str, drivers: Sequence[str], note: str) -> pd.DataFrame:
    """Return rows without figures, which change nothing."""
    table = pd.DataFrame({"variant": name, "driver": list(drivers)})
    blank = dict.fromkeys(("share", "share_lower", "share_upper"), np.nan)
    return table.assign(**blank, leading=False, flips=False, note=note)


def _unweighted(answers: CodedAnswers) -> CodedAnswers:
    design = replace(
        answers.design,
        weights=np.ones(answers.design.n_rows),
        calibration=None,
        calibration_cells=None,
        base_weights=None,
    )
    return replace(answers, design=design)
