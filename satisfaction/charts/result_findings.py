"""What the profile check, the drivers and the weights say, in one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import category_label
from satisfaction.charts.wording import (
    counted,
    inside_sentence,
    listed,
    percent,
    share_with_interval,
)

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.drivers.result import Drivers
    from satisfaction.representativeness.result import ProfileCheck
    from satisfaction.tables.profile import Profile
    from satisfaction.weighting.result import Weighted

_NAMED = 3
_CERTAIN = 0.95


def profile_finding(result: ProfileCheck, *, period: str) -> str:
    """Return which levels the sample under- or over-represents, or that none is outside."""
    table = result.table[result.table["period"] == period]
    outside = table[table["verdict"] == "outside"]
    if not outside.empty:
        return _outside(outside)
    undecided = int((table["verdict"] == "too few to tell").sum())
    incomplete = int((table["verdict"] == "profile too incomplete").sum())
    if not undecided and not incomplete:
        return (
            f"The sample reflects the victim profile: all {len(table)} levels are within tolerance"
        )
    doubts = [
        f"too few interviews to tell for {undecided}" if undecided else "",
        f"too incomplete a profile for {incomplete}" if incomplete else "",
    ]
    doubt = ", ".join(filter(None, doubts))
    return f"No level is outside its tolerance; {doubt} of {len(table)} levels"


def drivers_finding(result: Drivers) -> str:
    """Return what leads, or that nothing does; never that it causes."""
    leading = result.table[result.table["leading"]]
    if leading.empty:
        return "No single driver stands out in its association with dissatisfaction"
    top = leading.iloc[0]
    share = share_with_interval(top["share"], top["share_lower"], top["share_upper"])
    if top["first"] >= _CERTAIN:
        return (
            f"{top['label']} has the largest share of dissatisfaction associated with it: {share}"
        )
    if len(leading) == 1:
        return f"{top['label']} leads: {share} of dissatisfaction is associated with it"
    names = [str(top["label"]), *(inside_sentence(str(n)) for n in leading["label"].iloc[1:])]
    said = f"{listed(names)} are most strongly associated with dissatisfaction"
    shares = [percent(share) for share in leading["share"]]
    if len(leading) > _NAMED:
        return f"{said}: {shares[-1]} to {shares[0]} of it each"
    return f"{said}: {listed(shares)} of it"


def weights_finding(result: Weighted) -> str:
    """Return what the weights cost, and how far they moved the sample."""
    found = result.diagnostics
    moved = (result.table["share"] - result.table["base_share"]).abs().max()
    met = "meet" if found.converged else "do not meet"
    return (
        f"The weights {met} the victim profile: {found.respondents:,} interviews tell as much as "
        f"{found.effective_base:,.0f}; no level moved by more than {moved * 100:.1f} points"
    )


def coverage_finding(result: Profile) -> str:
    """Return on which dimension most victims are unknown."""
    coverage = result.coverage
    most = coverage.sort_values("unknown", ascending=False, kind="stable").iloc[0]
    if not most["unknown"] > 0:
        return f"Every one of {result.victims:,} victims is known on each dimension"
    return (
        f"{category_label(str(most['dimension']))} is unknown for {percent(most['unknown'])} of "
        f"{result.victims:,} recorded victims"
    )


def _outside(outside: pd.DataFrame) -> str:
    parts = [
        f"{side}-represents {listed(_levels(outside[outside['direction'] == side]))}"
        for side in ("under", "over")
        if (outside["direction"] == side).any()
    ]
    count = counted(len(outside), "level")
    return f"The sample {' and '.join(parts)} ({count} outside tolerance)"


def _levels(table: pd.DataFrame) -> list[str]:
    return [
        f"{category_label(str(d)).lower()} {level}"
        for d, level in zip(table["dimension"], table["level"], strict=True)
    ]
