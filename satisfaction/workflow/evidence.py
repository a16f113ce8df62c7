"""What the results of a quarter show about rules that the data alone do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.requirements import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.contractor import ContractorReview
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.workflow.results import QuarterResults


def evidence_of(results: QuarterResults) -> Mapping[str, Evidence]:
    """Return the evidence by rule, for the rules that this run could examine."""
    found = {
        **check_evidence(results.check, results.sample.exclusions),
        "dissatisfied": _dissatisfied(results),
        "gap_in_context": _gap(results),
        "headline": _headline(results),
        "intervals": _intervals(results),
        "change": _change(results),
        "comparing_areas": _areas(results),
        "suppression": _suppression(results),
        "ethnicity_gap": _ethnicity_gap(results),
        "drivers": _drivers(results),
        "monitoring": _monitoring(results.contractor),
        "sample_plan": _plan(results),
        "contractor_review": _review(results.contractor),
    }
    return {rule: evidence for rule, evidence in found.items() if evidence}


def check_evidence(
    check: ProfileCheck | None, audit: ExclusionAudit | None
) -> Mapping[str, Evidence]:
    """Return the evidence of a profile check and an exclusion audit, by rule."""
    found = {
        "profile_check": _profile(check),
        "profile_coverage": _coverage(check),
        "exclusions": _exclusions(audit),
        "unnecessary_exclusion": _unnecessary(audit),
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


def _profile(check: ProfileCheck | None) -> Evidence:
    if check is None:
        return Evidence(status="cannot be told", sentence="No crime records were given.")
    verdicts = set(check.table["verdict"])
    unmet = "outside" in verdicts
    return Evidence(
        status="met" if verdicts == {"within"} else "not met" if unmet else "cannot be told",
        sentence=f"{'; '.join(_told(p, part) for p, part in _by_period(check))}.",
    )


def _by_period(check: ProfileCheck) -> list[tuple[str, pd.Series]]:
    """Return the verdicts of each period, the quarter first."""
    return [(str(p), rows["verdict"]) for p, rows in check.table.groupby("period", sort=False)]


def _told(period: str, verdicts: pd.Series) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.value_counts().items())
    return f"Levels checked for {period}: {counts}"


def _coverage(check: ProfileCheck | None) -> Evidence | None:
    if check is None:
        return None
    shares = check.coverage.drop_duplicates("dimension")
    said = ", ".join(
        f"{row['dimension']} {row['profile_unknown']:.1%}" for _, row in shares.iterrows()
    )
    return Evidence(status="met", sentence=f"Not known on the crime record: {said}.")


def _exclusions(audit: ExclusionAudit | None) -> Evidence | None:
    if audit is None:
        return None
    table = audit.table
    without = int(table["undocumented"].sum())
    unstated = table.loc[table["authority"] == "not stated", "reason"].tolist()
    sentence = (
        f"{audit.excluded:,} of {audit.victims:,} victims were excluded, for {len(table)} reasons; "
        f"{without:,} exclusions lack approver or date."
    )
    if unstated:
        sentence += f" No authority is stated for {', '.join(unstated)}."
    return Evidence(status="not met" if without or unstated else "met", sentence=sentence)


def _unnecessary(audit: ExclusionAudit | None) -> Evidence | None:
    if audit is None:
        return None
    wide = audit.table.loc[audit.table["verdict"] == "wider than the rule", "reason"].tolist()
    justify = audit.table.loc[audit.table["verdict"] == "to be justified", "reason"].tolist()
    parts = [
        f"wider than the rule: {', '.join(wide)}" if wide else "",
        f"to be justified: {', '.join(justify)}" if justify else "",
    ]
    said = "; ".join(filter(None, parts))
    return Evidence(
        status="not met" if wide or justify else "met",
        sentence=f"Reasons {said}." if said else "Every reason is documented and within the rule.",
    )


def _intervals(results: QuarterResults) -> Evidence:
    method = results.headline.provenance.method
    return Evidence(status="met", sentence=f"Headline: {method}")


def _change(results: QuarterResults) -> Evidence | None:
    if results.change is None:
        return None
    earlier, later = results.change.periods
    row = results.change.table.set_index("statistic").loc["satisfied"]
    return Evidence(
        status="met",
        sentence=f"{earlier} to {later} was tested: {row['verdict'] or 'too few answers'}.",
    )


def _areas(results: QuarterResults) -> Evidence | None:
    if results.areas is None:
        return None
    return Evidence(
        status="met",
        sentence=f"{len(results.areas.table)} areas stand in a funnel, none of them ranked.",
    )


def _suppression(results: QuarterResults) -> Evidence:
    hidden = sum(
        int((result.table["flag"] == "hidden").sum())
        for result in results.all
        if "flag" in result.table
    )
    return Evidence(
        status="met",
        sentence=(
            f"{hidden:,} figures on too few answers are not shown. Whether a hidden figure follows "
            "from others by subtraction is examined for packs that leave the force, not for this "
            "one."
        ),
    )


def _ethnicity_gap(results: QuarterResults) -> Evidence | None:
    if results.gap is None:
        return None
    row = results.gap.table.set_index("statistic").loc["satisfied"]
    return Evidence(
        status="met",
        sentence=(
            f"{row['level']} minus {row['other_level']}: {row['gap'] * 100:.1f} points "
            f"({row['gap_lower'] * 100:.1f} to {row['gap_upper'] * 100:.1f})."
        ),
    )


def _headline(results: QuarterResults) -> Evidence | None:
    if results.period is None:
        return None
    covered = results.headline.provenance.period
    rolling = covered == str(results.period.rolling_year)
    return Evidence(
        status="met" if rolling else "not met", sentence=f"The headline covers {covered}."
    )


def _plan(results: QuarterResults) -> Evidence | None:
    plan = results.sample.plan
    if plan is None:
        return None
    issue = int(plan.strata["issue"].sum())
    return Evidence(status="met", sentence=f"A plan was made: {issue:,} victims to issue.")


def _review(review: ContractorReview | None) -> Evidence | None:
    if review is None:
        return None
    return Evidence(status="met", sentence="The contractor's log and returns were reviewed.")


def _monitoring(review: ContractorReview | None) -> Evidence | None:
    if review is None:
        return None
    counts = review.table.loc[review.table["status"].isin(_UNMET), "status"].value_counts()
    visits = f"{int(review.visits['documented'].sum())} of {len(review.visits)} visits documented"
    said = "".join(f"; {count} {status}" for status, count in counts.items())
    return Evidence(status="not met" if len(counts) else "met", sentence=f"{visits}{said}.")


_UNMET = ("overdue", "below the floor", "not documented")


def _drivers(results: QuarterResults) -> Evidence | None:
    if results.drivers is None:
        return None
    leading = int(results.drivers.table["leading"].sum())
    return Evidence(
        status="met",
        sentence=f"{len(results.drivers.table)} drivers were analysed; {leading} lead.",
    )
