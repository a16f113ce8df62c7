"""What the results of a quarter show about rules that the data alone do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.requirements import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.workflow.results import QuarterResults


def evidence_of(results: QuarterResults) -> Mapping[str, Evidence]:
    """Return the evidence by rule, for the rules that this run could examine."""
    found = {
        "dissatisfied": _dissatisfied(results),
        "gap_in_context": _gap(results),
        "profile_check": _profile(results),
        "profile_coverage": _coverage(results),
        "headline": _headline(results),
        "drivers": _drivers(results),
    }
    return {rule: evidence for rule, evidence in found.items() if evidence}


def _dissatisfied(results: QuarterResults) -> Evidence:
    table = results.headline.table.set_index("statistic")
    share = table.loc["dissatisfied"]
    return Evidence(
        status="met",
        sentence=(
            f"{share['estimate']:.1%} dissatisfied ({share['lower']:.1%} to {share['upper']:.1%}), "
            "shown beside satisfied and neither."
        ),
    )


def _gap(results: QuarterResults) -> Evidence | None:
    if results.gap is None:
        return None
    return Evidence(
        status="met", sentence="Both levels, both bases and every interval stand beside the gap."
    )


def _profile(results: QuarterResults) -> Evidence:
    if results.check is None:
        return Evidence(status="cannot be told", sentence="No crime records were given.")
    verdicts = results.check.table["verdict"].value_counts()
    counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    clear = set(verdicts.index) == {"within"}
    unmet = "outside" in verdicts.index
    return Evidence(
        status="met" if clear else "not met" if unmet else "cannot be told",
        sentence=f"Checked for the quarter and the rolling year; levels: {counts}.",
    )


def _coverage(results: QuarterResults) -> Evidence | None:
    if results.check is None:
        return None
    shares = results.check.coverage.drop_duplicates("dimension")
    said = ", ".join(
        f"{row['dimension']} {row['profile_unknown']:.1%}" for _, row in shares.iterrows()
    )
    return Evidence(status="met", sentence=f"Not known on the crime record: {said}.")


def _headline(results: QuarterResults) -> Evidence | None:
    if results.period is None:
        return None
    covered = results.headline.provenance.period
    rolling = covered == str(results.period.rolling_year)
    return Evidence(
        status="met" if rolling else "not met", sentence=f"The headline covers {covered}."
    )


def _drivers(results: QuarterResults) -> Evidence | None:
    if results.drivers is None:
        return None
    leading = int(results.drivers.table["leading"].sum())
    return Evidence(
        status="met",
        sentence=f"{len(results.drivers.table)} drivers were analysed; {leading} lead.",
    )
