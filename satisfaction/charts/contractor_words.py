"""Words of the contractor's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import counted, listed, percent, sentence_case

if TYPE_CHECKING:
    from satisfaction.contractor.result import ContractorReview
    from satisfaction.definitions.survey import Survey


def monitoring_finding(review: ContractorReview) -> str:
    """Return which sites are below the floor over all weeks."""
    sites = review.monitoring[review.monitoring["site"] != "all sites"]
    below = sites[sites["shortfall"] > 0]
    if below.empty:
        return "Every site validates at least the floor over the period"
    said = [
        f"{row['site']} validates {percent(row['share'], 1)}, {row['shortfall']:,.0f} interviews "
        "short of the floor"
        for row in below.to_dict("records")
    ]
    return listed(said)


def findings_finding(review: ContractorReview) -> str:
    """Return how many findings are overdue and open."""
    counts = review.findings["state"].value_counts()
    late, still, total = counts.get("overdue", 0), counts.get("open", 0), len(review.findings)
    if not late:
        return f"No finding is overdue; {still} of {total} are open"
    return f"{counted(int(late), 'finding')} of {total} overdue, {still} more open"


def interviewers_finding(review: ContractorReview) -> str:
    """Return how many interviewers stand out from peers."""
    peers = review.fieldwork.peers if review.fieldwork else None
    if peers is None:
        return "The returns name no interviewer"
    count, total = int(peers.interviewers["listen"].sum()), len(peers.interviewers)
    if not count:
        return f"None of {total} interviewers stands out from peers"
    verb = "stands" if count == 1 else "stand"
    return (
        f"{count} of {total} interviewers {verb} out from peers on some mark, and should be "
        "listened to"
    )


def calendar_finding(review: ContractorReview) -> str:
    """Return how many papers have run out, and how many soon will."""
    days = review.calendar["days"]
    out = int((days < 0).sum())
    soon = int(((days >= 0) & (days <= review.settings.warn_days)).sum())
    undone = int(days.isna().sum())
    parts = [
        f"{counted(out, 'paper')} {'has' if out == 1 else 'have'} run out"
        if out
        else "no paper has run out",
        f"{soon} within {review.settings.warn_days} days" if soon else "",
        f"{counted(undone, 'training step')} not done" if undone else "",
    ]
    return sentence_case(", ".join(filter(None, parts)))


def contractor_text(
    review: ContractorReview,
    survey: Survey | None,
    *,
    title: str,
    subtitle: str,
    note: str,
    alt: str,
    needs_attention: bool,
    method: str = "",
) -> FigureText:
    """Return the words of a figure; ``method`` where that of the whole review is too much."""
    about = replace(review.provenance, method=method) if method else review.provenance
    return FigureText(
        title=title,
        subtitle=f"{subtitle}; on {review.on:%Y-%m-%d}",
        caption=caption(about, survey, note),
        alt=f"{alt} {title}.",
        needs_attention=needs_attention,
    )
