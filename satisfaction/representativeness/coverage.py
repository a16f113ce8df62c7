"""How much of profile and sample is unknown, and who said what the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.results import Caveat

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns


_UNSTATED = "of unstated source"


def coverage_table(returns: Returns, profile: Profile, dimensions: tuple[str, ...]) -> pd.DataFrame:
    """Return the unknown share of profile and sample on each dimension, with both sources."""
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
            "sample_source": returns.dimension(name).source,
        }
        for name in dimensions
    ]
    return pd.DataFrame(rows)


def coverage_caveats(coverage: pd.DataFrame, rules: Rules) -> tuple[Caveat, ...]:
    """Return what a reader must know before the verdicts: unknowns, and unlike sources."""
    warning = rules.number("profile_coverage", "unknown_warning")
    headline = coverage.drop_duplicates("dimension")
    return tuple(
        caveat
        for row in _records(headline)
        for caveat in (_unknown(row, warning), _unlike(row))
        if caveat
    )


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _unknown(row: dict[str, object], warning: float) -> Caveat | None:
    share = float(str(row["profile_unknown"]))
    if share <= warning:
        return None
    return Caveat(
        code="profile-unknown",
        text=(
            f"The {row['dimension']} of {share:.0%} of victims is not on the crime record; "
            "shares are of those known."
        ),
    )


def _unlike(row: dict[str, object]) -> Caveat | None:
    if row["profile_source"] == row["sample_source"]:
        return None
    return Caveat(
        code="unlike-sources",
        text=(
            f"The {row['dimension']} of victims is {row['profile_source'] or _UNSTATED}, that of "
            f"respondents {row['sample_source'] or _UNSTATED}: a difference may come from how it "
            "was recorded."
        ),
    )
