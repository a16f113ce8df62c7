"""How much of profile and sample is unknown, and who said what the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.results import Caveat

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns


OBSERVED = "officer-observed"


def coverage_table(
    returns: Returns, profile: Profile, dimensions: tuple[str, ...], *, recorded: bool = False
) -> pd.DataFrame:
    """Return the unknown share of profile and sample on each dimension, with both sources.

    With ``recorded`` the respondents stand as the crime record describes them.
    """
    unknown = profile.coverage.set_index("dimension")["unknown"]
    rows = [
        {
            "period": profile.provenance.period,
            "dimension": name,
            "profile_unknown": float(unknown[name]),
            "sample_unknown": float(
                returns.frame[name].isin(returns.dimension(name).unknown).mean()
            ),
            "profile_source": profile.dimensions[name].source,
            "sample_source": _sample_source(returns, profile, name, recorded=recorded),
        }
        for name in dimensions
    ]
    return pd.DataFrame(rows)


def coverage_caveats(coverage: pd.DataFrame, rules: Rules) -> tuple[Caveat, ...]:
    """Return what a reader must know before the verdicts: unknowns, and unlike sources."""
    warning = rules.number("profile_coverage", "unknown_warning")
    headline = coverage.drop_duplicates("dimension")
    return (*_unknown(headline, warning), *_observed(headline), *_unlike(headline))


def observed_dimensions(coverage: pd.DataFrame) -> list[str]:
    """Return the dimensions that officers observed on one side and not on the other."""
    if not {"profile_source", "sample_source"} <= set(coverage.columns):
        return []
    sides = coverage.drop_duplicates("dimension")
    one = (sides["profile_source"] == OBSERVED) != (sides["sample_source"] == OBSERVED)
    return [str(name) for name in sides.loc[one, "dimension"]]


def _sample_source(returns: Returns, profile: Profile, name: str, *, recorded: bool) -> str:
    return profile.dimensions[name].source if recorded else returns.dimension(name).source


def _observed(coverage: pd.DataFrame) -> list[Caveat]:
    """Say of each dimension that an officer's impression is held against another's account."""
    return [
        Caveat(
            code="observed-not-self-defined",
            text=(
                f"{name.capitalize()} of one side is what officers observed (IC codes), of the "
                "other it is not: two different variables, and observed codes have no Mixed class. "
                f"Do not read a difference by {name} as representation."
            ),
        )
        for name in observed_dimensions(coverage)
    ]


def _unknown(coverage: pd.DataFrame, warning: float) -> list[Caveat]:
    over = coverage[coverage["profile_unknown"] > warning]
    return [
        Caveat(
            code="profile-unknown",
            text=(
                f"The {name} of {share:.0%} of victims is not on the crime record; shares are of "
                "those known."
            ),
        )
        for name, share in zip(over["dimension"], over["profile_unknown"], strict=True)
    ]


def _unlike(coverage: pd.DataFrame) -> list[Caveat]:
    """Say once for all dimensions that the two sides were told by different people."""
    told = coverage[~coverage["dimension"].isin(observed_dimensions(coverage))]
    unlike = told[told["profile_source"] != told["sample_source"]]
    return [
        Caveat(
            code="unlike-sources",
            text=(
                f"For victims {', '.join(group['dimension'])} is {_source(victims)}, for "
                f"respondents {_source(respondents)}: part of a difference may come from how "
                "it was recorded."
            ),
        )
        for (victims, respondents), group in unlike.groupby(["profile_source", "sample_source"])
    ]


def _source(name: object) -> str:
    return str(name) or "of unstated source"
