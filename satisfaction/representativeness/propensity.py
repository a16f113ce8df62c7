"""Whether all those issued are equally likely to be interviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean, name_list
from satisfaction.representativeness.cascade_levels import stratum_codes
from satisfaction.representativeness.cascade_tables import holm
from satisfaction.representativeness.impact import maximal_bias
from satisfaction.representativeness.like_with_like import is_among
from satisfaction.representativeness.propensity_model import (
    FEW,
    Part,
    indicators_of,
    variable_of,
)
from satisfaction.representativeness.propensity_population import (
    base_weights_of,
    population_table,
)
from satisfaction.representativeness.propensity_result import ResponsePropensity
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.numerics.response_propensity import Link
    from satisfaction.representativeness.propensity_model import Indicators
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

_UNREACHED = ("non-contact", "eligibility unknown")
_INELIGIBLE = "not eligible"
_INTERVIEW = "interview"


def response_propensity(
    issued: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    returns: Returns | None = None,
    outcomes: pd.DataFrame | None = None,
    profile: Profile | None = None,
    variables: Sequence[str] = ("age", "gender", "ethnicity", "user_group"),
    link: Link = "logit",
    confidence: float = 0.95,
    rules: Rules | None = None,
) -> ResponsePropensity:
    """Estimate response propensities and R-indicators of those issued, and who is behind them.

    R is 1 when everybody issued is equally likely to be interviewed. Partial indicators say which
    variable, and which level, the variation comes from: unconditional ones between levels,
    conditional ones what a variable adds to all the others.

    Parameters
    ----------
    issued, frame : pandas.DataFrame
        Issued sample and sampling frame (or crime records) as
        :func:`satisfaction.intake.tables.read_table` gives them, read with one key.
    returns : Returns, optional
        Who was interviewed; without them, the outcomes decide.
    outcomes : pandas.DataFrame, optional
        Contact outcomes: response is then split into contact and cooperation.
    profile : Profile, optional
        For the coefficient of variation over all recorded and all eligible victims.
    variables : sequence of str
        Main effects of the model; fields of the frame or the issued sample.
    link : {"logit", "linear"}
    confidence : float
    rules : Rules, optional
        For what each outcome counts as.

    Returns
    -------
    ResponsePropensity

    Raises
    ------
    EstimationError
        If neither returns nor outcomes are given, or everybody or nobody responded.
    ColumnNotFoundError
        If a variable is in neither table.

    Notes
    -----
    Schouten, Cobben and Bethlehem (2009); Shlomo, Skinner and Schouten (2012). Weighted by the base
    weights; where these differ, the coefficients have a sandwich covariance, and the draw is
    stratified. With equal weights all numbers equal the reference to 1e-8.
    """
    rows = _rows(issued, frame, variables)
    every = _parts(rows, variables, returns, outcomes, rules or load_rules())
    # Where everybody was reached there is no contact to model; response itself must exist.
    parts = [part for part in every if part.name == "response" or part.varies]
    found = [indicators_of(part, link=link, confidence=confidence) for part in parts]
    levels = _tested(found, confidence)
    table = pd.DataFrame([one.summary for one in found])
    headline, share = _headline(rows, returns)
    return ResponsePropensity(
        table=table,
        provenance=_provenance(returns, profile, variables, link, confidence),
        caveats=_caveats(parts, every, len(issued), rows),
        variables=pd.concat([one.variables for one in found], ignore_index=True),
        levels=levels,
        population=population_table(rows, parts[0], variables, profile),
        largest_bias=_largest_bias(table, share),
        headline=headline,
        link=link,
        confidence=confidence,
    )


def _rows(issued: pd.DataFrame, frame: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """Return those issued with their variables; a shared reference tells nothing of one victim."""
    missing = [name for name in variables if name not in frame and name not in issued]
    if missing:
        raise ColumnNotFoundError(
            f"Neither the frame nor the issued sample has {name_list(missing)}."
            f"{did_you_mean(missing[0], [*frame.columns, *issued.columns])}"
        )
    wanted = [name for name in variables if name in frame]
    known = frame.loc[is_among(frame["crime"], issued["crime"]), ["crime", *wanted]]
    single = known[~known["crime"].duplicated(keep=False)].set_index("crime")
    kept = issued[~issued["crime"].duplicated(keep=False)].reset_index(drop=True)
    held = is_among(kept["crime"], single.index.to_series())
    kept = kept[held].reset_index(drop=True)
    found = single.reindex(kept["crime"]).reset_index(drop=True)
    return pd.concat([kept.drop(columns=[n for n in wanted if n in kept]), found], axis="columns")


def _parts(
    rows: pd.DataFrame,
    variables: Sequence[str],
    returns: Returns | None,
    outcomes: pd.DataFrame | None,
    rules: Rules,
) -> list[Part]:
    category = _categories(rows, outcomes, rules)
    if returns is not None and "crime" in returns.frame:
        responded = is_among(rows["crime"], returns.frame["crime"])
    elif category is None:
        raise EstimationError(
            "Who responded cannot be told: give the returns (with the crime reference), or the "
            "contact outcomes."
        )
    else:
        responded = category.isin([_INTERVIEW]).to_numpy()
    everyone: Bools = np.ones(len(rows), dtype=bool)
    parts = [_part("response", rows, variables, responded, everyone)]
    if category is None:
        return parts
    eligible = (category != _INELIGIBLE).to_numpy() | responded
    reached = (~category.isin([*_UNREACHED, _INELIGIBLE])).to_numpy() | responded
    return [
        *parts,
        _part("contact", rows, variables, reached, eligible),
        _part("cooperation", rows, variables, responded, reached),
    ]


def _categories(
    rows: pd.DataFrame, outcomes: pd.DataFrame | None, rules: Rules
) -> pd.Series | None:
    """Return what each outcome counts as; a victim issued without one is of unknown eligibility."""
    if outcomes is None:
        return None
    meant = rules.rules["dispositions"].settings
    single = outcomes.drop_duplicates("crime").set_index("crime")["outcome"].astype("str")
    unlisted = sorted(set(single) - set(meant))
    if unlisted:
        raise EstimationError(
            f"{len(unlisted)} contact outcomes have no category under rules.dispositions: "
            f"{name_list(unlisted)}. Add them to rules.yaml."
        )
    return rows["crime"].map(single.map(meant)).fillna("eligibility unknown")


def _part(
    name: str, rows: pd.DataFrame, variables: Sequence[str], happened: Bools, among: Bools
) -> Part:
    part = rows[among].reset_index(drop=True)
    responded = happened[among].astype(np.float64)
    strata = [field for field in ("user_group", "area") if field in part]
    coded = (variable_of(v, part[v], responded) for v in variables)
    return Part(
        name=name,
        responded=responded,
        weights=base_weights_of(part),
        strata=stratum_codes([part], strata)[0],
        variables=tuple(v for v in coded if len(v.levels) > 1),
    )


def _tested(found: list[Indicators], confidence: float) -> pd.DataFrame:
    """Put the levels together; the tests of a part share one error (Holm)."""
    tables = []
    for one in found:
        adjusted = holm(one.levels["p_value"].to_numpy(np.float64))
        tested = one.levels.drop(columns="p_value")
        tables.append(tested.assign(p_adjusted=adjusted, stands_out=adjusted < 1 - confidence))
    return pd.concat(tables, ignore_index=True)


def _headline(rows: pd.DataFrame, returns: Returns | None) -> tuple[str, float]:
    """Return the published share among those issued and interviewed, with base weights."""
    if returns is None or returns.survey.headline is None or "crime" not in returns.frame:
        return "", float("nan")
    about = returns.survey.headline
    question = returns.survey.measures.get(about.measure, about.measure)
    scale = returns.survey.scale_of(question)
    interviews = returns.frame[["crime", question]].drop_duplicates("crime")
    held = rows.merge(interviews[interviews[question].isin(scale.grade_labels)], on="crime")
    codes = getattr(scale, about.share)
    inside = held[question].isin([scale.grades[code] for code in codes]).to_numpy(np.float64)
    weights = base_weights_of(held)
    name = f"share {about.share} ({about.measure})"
    return name, float(weights @ inside / max(weights.sum(), 1e-300))


def _largest_bias(table: pd.DataFrame, share: float) -> float:
    if np.isnan(share):
        return float("nan")
    first = table.iloc[0]
    return maximal_bias(
        r_indicator=min(max(float(first["r"]), 0.0), 1.0),
        mean_propensity=float(first["mean"]),
        spread=float(np.sqrt(share * (1 - share))),
    )


def _provenance(
    returns: Returns | None,
    profile: Profile | None,
    variables: Sequence[str],
    link: Link,
    confidence: float,
) -> Provenance:
    named = ", ".join(variables).replace("_", " ")
    return Provenance(
        survey=returns.survey.survey if returns else "",
        period=profile.provenance.period if profile else "",
        method=(
            f"Response of those issued by {named} ({link}, main effects, base "
            f"weights); R-indicators adjusted for bias, {confidence:.0%} intervals; levels are "
            "named where they are beyond chance together (Holm)."
        ),
        sources=returns.sources if returns else (),
    )


def _caveats(
    parts: list[Part], every: list[Part], issued: int, rows: pd.DataFrame
) -> tuple[Caveat, ...]:
    found = [
        Caveat(
            code="r-is-blind",
            text="R is near 1 whenever few take part, however unlike the others they are: it is "
            "about those issued. For all victims read the coefficient of variation.",
        )
    ]
    if len(rows) < issued:
        text = (
            f"{issued - len(rows):,} of {issued:,} victims issued are left out: they are not in "
            "the frame, or share their crime reference with another victim."
        )
        found.append(Caveat(code="not-in-frame", text=text))
    left_out = [part.name for part in every if part not in parts]
    if left_out:
        text = f"Everybody or nobody counts as {' and '.join(left_out)}: it is not modelled."
        found.append(Caveat(code="part-not-modelled", text=text))
    found += [
        Caveat(
            code="levels-merged",
            text=(
                f"{part.name}: {name_list(v.merged)} of {v.name} have fewer than 20 victims "
                f"issued, or all or none responded; they are one level, '{FEW}'."
            ),
        )
        for part in parts
        for v in part.variables
        if v.merged
    ]
    return tuple(found)
