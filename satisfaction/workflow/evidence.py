"""What a quarter shows about the rules of Recommendation 10; silence is never taken for a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.workflow.results import QuarterResults

_FIVE_MEASURES = ("contact", "action", "follow_up", "treatment", "overall")


def evidence_of(results: QuarterResults, report: DeliveryReport) -> Mapping[str, Evidence]:
    """Return the evidence by rule, for the rules that this run could examine."""
    found = {
        "measures": _measures(results),
        "interview_window": _window(results, report),
        "dissatisfied": _dissatisfied(results),
        "gap_in_context": _gap(results),
        "profile_check": _profile(results),
        "profile_coverage": _coverage(results),
        "headline": _headline(results),
        "drivers": _drivers(results),
    }
    return {rule: evidence for rule, evidence in found.items() if evidence}


def _measures(results: QuarterResults) -> Evidence:
    missing = [m for m in _FIVE_MEASURES if m not in results.survey.measures]
    if missing:
        return Evidence(status="not met", sentence=f"The survey has no {', '.join(missing)}.")
    return Evidence(status="met", sentence="All five measures were asked and are estimated.")


def _window(results: QuarterResults, report: DeliveryReport) -> Evidence | None:
    if not any(check.reason == "outside_window" for check in results.survey.checks):
        return None
    outside = report.flagged_by.get("outside_window", 0)
    first, last = results.survey.interview_window
    sentence = (
        f"{outside:,} of {report.accepted:,} interviews were not {first} to {last} days after the "
        "report."
    )
    return Evidence(status="not met" if outside else "met", sentence=sentence)


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
