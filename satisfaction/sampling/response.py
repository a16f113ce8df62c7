"""Who of the victims issued last time was interviewed, and whom to expect next time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError, name_list
from satisfaction.results import Caveat
from satisfaction.sampling.shrinkage import fit_shrunken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

_COLUMNS = ["dimension", "level", "issued", "interviewed", "observed_rate", "rate"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResponseModel:
    """Expected response rate by main effects of strata and dimensions.

    Attributes
    ----------
    intercept : float
    effects : mapping of str to Series
        Log odds by level, one entry a field; a level that was never issued is at the mean, 0.
    rates : pandas.DataFrame
        ``dimension``, ``level``, ``issued``, ``interviewed``, ``observed_rate``, ``rate`` (as the
        plan uses it, shrunken).
    says : str
        How the rates were made, in a sentence.
    """

    intercept: float
    effects: Mapping[str, pd.Series]
    rates: pd.DataFrame
    says: str
    caveats: tuple[Caveat, ...] = ()

    def expected(self, cells: pd.DataFrame) -> Floats:
        """Return the expected rate of each row of ``cells``, (n,)."""
        odds = np.full(len(cells), self.intercept)
        for name, effect in self.effects.items():
            odds += cells[name].map(effect).fillna(0.0).to_numpy(np.float64)
        return np.asarray(expit(odds), dtype=np.float64)


def flat_response(rate: float) -> ResponseModel:
    """Return the model in which everybody has the same rate."""
    if not 0 < rate <= 1:
        raise UsageError(f"A response rate of {rate:g} is not possible: above 0 and at most 1.")
    return ResponseModel(
        intercept=float(np.log(rate) - np.log1p(-min(rate, 1 - 1e-9))),
        effects={},
        rates=pd.DataFrame(columns=_COLUMNS),
        says=f"A response rate of {rate:.1%} was assumed for everybody.",
        caveats=(
            Caveat(
                code="assumed-response",
                text=f"No issued sample was given: {rate:.1%} was assumed for every level, so the "
                "plan cannot offset differences in response.",
            ),
        ),
    )


def issued_with_response(
    issued: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    outcomes: pd.DataFrame | None,
    returns: Returns | None,
    rules: Rules,
) -> tuple[pd.DataFrame, tuple[Caveat, ...]]:
    """Return the victims issued that the frame knows, with ``interviewed``.

    Interviewed is who is in the returns; where none are given, whose outcome is an interview.

    Raises
    ------
    UsageError
        If there are neither outcomes nor returns.
    EstimationError
        If no reference of the issued sample is in the frame, or nobody was interviewed.
    """
    done = _interviewed(outcomes, returns, rules)
    known = issued[["crime"]].drop_duplicates().merge(frame, on="crime", how="inner")
    if known.empty:
        raise EstimationError(
            f"None of the {len(issued):,} victims issued is in the frame. Read both with the same "
            "pseudonym key, and give the frame that the sample was drawn from."
        )
    sample = known.assign(interviewed=known["crime"].isin(done))
    if not sample["interviewed"].any():
        raise EstimationError(
            f"None of the {len(sample):,} victims issued was interviewed, so no response rate can "
            "be had. Check that outcomes or returns are of the same period and pseudonym key."
        )
    lost = len(issued) - len(sample)
    return sample, _lost_caveat(lost, len(issued))


def fit_response(sample: pd.DataFrame, names: Sequence[str]) -> ResponseModel:
    """Fit the expected response rate of the levels of each of ``names``."""
    missing = [name for name in names if name not in sample]
    if missing:
        raise ColumnNotFoundError(f"The frame has no column {name_list(missing)}.")
    text = sample[list(names)].astype(str).assign(y=sample["interviewed"].to_numpy(np.float64))
    cells = text.groupby(list(names), sort=True)["y"].agg(["sum", "size"]).reset_index()
    levels = [sorted(cells[name].unique()) for name in names]
    columns = [cells[n] == level for n, own in zip(names, levels, strict=True) for level in own]
    fit = fit_shrunken(
        cells["sum"].to_numpy(np.float64),
        cells["size"].to_numpy(np.float64),
        np.column_stack(columns).astype(np.float64),
        np.repeat(np.arange(len(names)), [len(own) for own in levels]),
    )
    ends = np.cumsum([len(own) for own in levels])[:-1]
    effects = {
        name: pd.Series(part, index=own)
        for name, own, part in zip(names, levels, np.split(fit.effects, ends), strict=True)
    }
    model = ResponseModel(
        intercept=fit.intercept, effects=effects, rates=pd.DataFrame(), says=_SAYS,
        caveats=() if fit.converged else (_NOT_CONVERGED,),
    )  # fmt: skip
    rates = _rates(cells.assign(rate=model.expected(cells)), names)
    return ResponseModel(
        intercept=fit.intercept, effects=effects, rates=rates, says=_SAYS, caveats=model.caveats
    )


_SAYS = (
    "Response rates are those of the last issued sample by main effects of strata and dimensions "
    "(logit), each pulled to the mean as far as its base is small (empirical Bayes)."
)
_NOT_CONVERGED = Caveat(
    code="response-not-converged", text="The model of the response rates did not settle."
)


def _interviewed(outcomes: pd.DataFrame | None, returns: Returns | None, rules: Rules) -> pd.Series:
    if returns is not None and "crime" in returns.frame:
        return returns.frame["crime"]
    if outcomes is None:
        raise UsageError(
            "An issued sample needs contact outcomes, or returns with a crime reference, to tell "
            "who was interviewed. Give outcomes=, or response_rate= for a guess."
        )
    meant = rules.rules["dispositions"].settings
    category = outcomes["outcome"].astype(str).map(meant)
    return outcomes.loc[category == "interview", "crime"]


def _rates(cells: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    expected = cells.assign(expected=cells["rate"] * cells["size"])
    parts = []
    for name in names:
        sums = expected.groupby(name, sort=True)[["size", "sum", "expected"]].sum()
        parts.append(
            pd.DataFrame(
                {
                    "dimension": name,
                    "level": sums.index.astype(str),
                    "issued": sums["size"].to_numpy(np.int64),
                    "interviewed": sums["sum"].to_numpy(np.int64),
                    "observed_rate": (sums["sum"] / sums["size"]).to_numpy(),
                    "rate": (sums["expected"] / sums["size"]).to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _lost_caveat(lost: int, issued: int) -> tuple[Caveat, ...]:
    if not lost:
        return ()
    return (
        Caveat(
            code="issued-not-in-frame",
            text=f"{lost:,} of {issued:,} victims issued are not in the frame, or stand twice in "
            "the issued sample; response rates rest on the others.",
        ),
    )
