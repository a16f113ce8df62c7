"""What became of the victims issued: response, cooperation, refusal and contact rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design, degrees_of_freedom
from satisfaction.numerics.intervals import proportion_interval
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance
from satisfaction.requirements.dispositions import CATEGORIES, UNREACHED, categories_of
from satisfaction.requirements.result import ResponseRates
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

EVERYONE = "everyone"
_CONFIDENCE = 0.95
_SAYS: Mapping[str, str] = {
    "RR1": "complete interviews of all issued who may be eligible",
    "RR2": "complete and partial interviews of all issued who may be eligible",
    "RR3": "as RR1, counting of unknown eligibility only the share likely to be eligible",
    "COOP1": "complete interviews of those reached",
    "REF1": "refusals of all issued who may be eligible",
    "CON1": "reached, of all issued who may be eligible",
}


def response_rates(
    issued: pd.DataFrame, outcomes: pd.DataFrame, *, rules: Rules | None = None, period: str = ""
) -> ResponseRates:
    """Estimate response, cooperation, refusal and contact rates, overall and by user group.

    Parameters
    ----------
    issued : pandas.DataFrame
        The issued sample as :func:`satisfaction.intake.tables.read_table` gives it: ``crime``,
        ``user_group``, ``area`` and ``base_weight``.
    outcomes : pandas.DataFrame
        Contact outcomes: ``crime``, ``outcome``, ``attempts``. A victim issued without an outcome
        counts as of unknown eligibility.
    rules : Rules, optional
        For what each outcome counts as, and the fewest calls.
    period : str

    Returns
    -------
    ResponseRates

    Raises
    ------
    EstimationError
        If nobody was issued, or no outcome belongs to anybody issued.
    DefinitionError
        If the rulebook gives an outcome no category.

    Notes
    -----
    AAPOR, Standard Definitions: RR1 = I / (I+P+R+NC+O+U); RR3 counts e U for U, e being the share
    eligible among those whose eligibility is known; COOP1 = I / (I+P+R+O). Victims who are not
    eligible leave every rate. Weighted by base weights, stratified by user group and area;
    Korn-Graubard intervals.
    """
    rulebook = rules or load_rules()
    table, lost = _joined(issued, outcomes, rulebook)
    rates = [_rate(table, name) for name in _SAYS]
    return ResponseRates(
        table=pd.concat(rates, ignore_index=True).sort_values("order", kind="stable")[_COLUMNS],
        provenance=Provenance(
            survey="",
            period=period,
            method=(
                f"{len(table):,} victims issued; rates as in the AAPOR Standard Definitions, with "
                "base weights; 95% Korn-Graubard intervals. What each outcome counts as is a "
                "setting of the rulebook (dispositions)."
            ),
        ),
        caveats=_caveats(table, lost, rulebook),
        dispositions=_dispositions(table),
        attempts=_attempts(table, rulebook),
    )


_NUMERATORS: Mapping[str, tuple[str, ...]] = {
    "RR1": ("interview",),
    "RR2": ("interview", "partial interview"),
    "RR3": ("interview",),
    "COOP1": ("interview",),
    "REF1": ("refusal",),
    "CON1": ("interview", "partial interview", "refusal", "other"),
}
_COLUMNS = ["user_group", "rate", "says", "issued", "estimate", "lower", "upper", "unweighted"]


def _joined(
    issued: pd.DataFrame, outcomes: pd.DataFrame, rules: Rules
) -> tuple[pd.DataFrame, tuple[int, int]]:
    """Return one row a victim issued, and how many lack an outcome or have one without issue."""
    if issued.empty:
        raise EstimationError("Nobody was issued. Check the issued sample and its period.")
    known = outcomes.assign(category=categories_of(outcomes["outcome"], rules))
    known = known[["crime", "outcome", "attempts", "category"]].drop_duplicates("crime")
    table = issued.merge(known, on="crime", how="left")
    without = int(table["outcome"].isna().sum())
    if without == len(table):
        raise EstimationError(
            f"None of the {len(outcomes):,} contact outcomes belongs to one of the "
            f"{len(issued):,} victims issued. Read both with the same pseudonym key, and check "
            "that they are of one period."
        )
    unissued = int((~known["crime"].isin(issued["crime"])).sum())
    filled = table["category"].fillna("eligibility unknown")
    return table.assign(category=filled), (without, unissued)


def _rate(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return one rate over everyone and by user group."""
    category = table["category"].to_numpy(dtype=object)
    values, counts_for = _values(category, name), _counts_for(category, name)
    # A ratio: the numerator's members count 1 below too, so it is a mean with these weights.
    design = Design(weights=_weights(table) * counts_for, strata=_strata(table))
    parts = [(EVERYONE, np.zeros(len(table), dtype=np.int64))]
    if "user_group" in table:
        groups = map(str, table["user_group"].cat.categories)
        parts += [(group, np.where(table["user_group"] == group, 0, -1)) for group in groups]
    rows = [_row(level, values, design, codes, counts_for) for level, codes in parts]
    frame = pd.DataFrame([row for row in rows if row["issued"]])
    return frame.assign(rate=name, says=_SAYS[name], order=range(len(frame)))


def _row(
    level: str, values: Floats, design: Design, codes: Codes, counts_for: Floats
) -> dict[str, object]:
    means = mean_scores(values[:, None], weights=design.weights, domains=codes, n_domains=1)
    error = float(np.sqrt(covariance(means.scores, design)[0, 0]))
    counted = (codes >= 0) & np.isfinite(values)
    n, df = int(counted.sum()), degrees_of_freedom(design, counted)
    estimate = float(means.estimates[0, 0])
    limits = proportion_interval(
        estimate, error, n, df, confidence=_CONFIDENCE, method="korn_graubard", capped=True
    )
    return {
        "user_group": level,
        "issued": n,
        "estimate": estimate,
        "lower": float(limits.lower),
        "upper": float(limits.upper),
        "unweighted": values[counted].sum() / counts_for[counted].sum() if n else np.nan,
    }


def _values(category: npt.NDArray[np.object_], name: str) -> Floats:
    """Return 1 in the numerator, 0 in the denominator only, NaN outside both."""
    values: Floats = np.isin(category, _NUMERATORS[name]).astype(np.float64)
    outside = ["not eligible"]
    if name == "COOP1":
        outside += ["non-contact", "eligibility unknown"]
    values[np.isin(category, outside)] = np.nan
    return values


def _counts_for(category: npt.NDArray[np.object_], name: str) -> Floats:
    """Return how much each victim counts in the denominator: e, where eligibility is unknown."""
    counts = np.ones(len(category))
    if name == "RR3":
        eligible = np.isin(category, CATEGORIES[:5]).sum()
        known = eligible + (category == "not eligible").sum()
        counts[category == "eligibility unknown"] = eligible / max(known, 1)
    return counts


def _weights(table: pd.DataFrame) -> Floats:
    if "base_weight" not in table:
        return np.ones(len(table))
    return table["base_weight"].to_numpy(np.float64)


def _strata(table: pd.DataFrame) -> Codes | None:
    names = [name for name in ("user_group", "area") if name in table]
    if not names:
        return None
    codes: Codes = table.groupby(names, observed=True).ngroup().to_numpy().astype(np.int64)
    return codes


def _dispositions(table: pd.DataFrame) -> pd.DataFrame:
    outcome = table["outcome"].astype(str).where(table["outcome"].notna(), "no outcome delivered")
    counts = table.groupby([outcome, "category"], observed=True).size().rename("victims")
    found = counts.reset_index().assign(share=lambda t: t["victims"] / len(table))
    return found.sort_values("victims", ascending=False, kind="stable").reset_index(drop=True)


def _attempts(table: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    fewest = rules.number("attempts", "fewest_calls")
    exempt = rules.listed("attempts", "exempt")
    open_ended = table["category"].isin(UNREACHED) & ~table["outcome"].isin(exempt)
    rows = table.assign(too_few=open_ended & (table["attempts"].fillna(0) < fewest))
    found = rows.groupby("category", observed=True).agg(
        victims=("category", "size"),
        mean_attempts=("attempts", "mean"),
        too_few=("too_few", "sum"),
    )
    return found.reset_index()


def _caveats(table: pd.DataFrame, lost: tuple[int, int], rules: Rules) -> tuple[Caveat, ...]:
    without, unissued = lost
    unverified = rules.rules["dispositions"].confidence
    found = [
        Caveat(
            code="unverified-categories",
            text=(
                "What each contact outcome counts as was not checked against the AAPOR list "
                f"(confidence {unverified})."
            ),
        )
    ]
    if without:
        found.append(
            Caveat(
                code="no-outcome",
                text=(
                    f"{without:,} of {len(table):,} victims issued have no contact outcome; they "
                    "count as of unknown eligibility."
                ),
            )
        )
    if unissued:
        text = f"{unissued:,} contact outcomes belong to nobody in the issued sample; left out."
        found.append(Caveat(code="outcome-without-issue", text=text))
    return tuple(found)
