"""The pages of a run: the whole force's, and one for each borough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction import __version__
from satisfaction.reports import board_pack
from satisfaction.workflow.attention import delivery_attention
from satisfaction.workflow.board_request import Page, file_part
from satisfaction.workflow.borough_pages import METHOD, borough_exhibits, small_base_words
from satisfaction.workflow.editions import TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.periods import Period
    from satisfaction.reports import Exhibit
    from satisfaction.reports.pack import Audience
    from satisfaction.workflow.boroughs import BoroughFamily
    from satisfaction.workflow.results import QuarterResults


def force_page(
    results: QuarterResults,
    exhibits: Sequence[Exhibit],
    report: DeliveryReport,
    rules: Rules,
    *,
    audience: Audience,
) -> Page:
    """Return the page of the whole force; how the delivery went stays within the force."""
    is_internal = audience == "internal"
    month = results.period is not None and results.period.kind == "month"
    slug = results.period.slug if results.period else "all"
    attention = [s.rstrip(".") for s in delivery_attention(report, results)] if is_internal else []
    return Page(
        name=f"board-pack-{slug}{'' if is_internal else '-external'}.html",
        shown_as="The whole force",
        exhibits=tuple(exhibits),
        survey=results.survey,
        rules=rules,
        period=str(results.period or ""),
        title=results.survey.title,
        edition=TITLES["monthly" if month else "quarterly"],
        audience=audience,
        attention=tuple(attention),
        methods=(*_delivered(report, is_internal=is_internal), *_not_done(results.skipped)),
        requirements=results.requirements,
    )


def borough_pages(
    family: BoroughFamily, survey: Survey, rules: Rules, *, period: Period, title: str
) -> list[Page]:
    """Return a page for each borough of a protected family."""
    return [
        Page(
            name=f"borough-{file_part(borough)}-{period.slug}.html",
            shown_as=borough,
            exhibits=tuple(borough_exhibits(family.results, borough, survey)),
            survey=survey,
            rules=rules,
            period=str(period.rolling_year),
            title=f"{borough} beside the whole force" + (f". {title}" if title else ""),
            edition="Borough pack",
            audience="external",
            note=small_base_words(family.results, borough, survey),
            methods=(METHOD, *_not_done(family.skipped)),
            about=borough,
        )
        for borough in family.boroughs
    ]


def write_page(page: Page, folder: Path) -> Path:
    """Write a page into a folder; nothing in it depends on the clock."""
    return board_pack(
        page.exhibits,
        out=folder / page.name,
        title=page.title,
        period=page.period,
        attention=page.attention,
        methods=page.methods,
        survey=page.survey,
        rules=page.rules,
        requirements=page.requirements,
        versions={"satisfaction": __version__},
        audience=page.audience,
        edition=page.edition,
        commentary=page.commentary,
        about=page.about,
        note=page.note,
    )


def _delivered(report: DeliveryReport, *, is_internal: bool) -> tuple[str, ...]:
    """Return how the returns came: of interest within the force."""
    return (f"Returns: {report}".replace("\n", " "),) if is_internal else ()


def _not_done(skipped: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"Not done: {sentence}" for sentence in skipped)
