"""The pack on one A4 page, as PDF: for those who look at one page."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.charts.labels import period_words
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.wording import percent, span
from satisfaction.estimates.result import Estimates
from satisfaction.estimates.trend_result import Trend
from satisfaction.reports.browser import print_pdf
from satisfaction.reports.chapters import in_chapters
from satisfaction.reports.cover import cover_of
from satisfaction.reports.exhibits import draw_exhibits
from satisfaction.reports.images import draw_files
from satisfaction.reports.page import render_page
from satisfaction.representativeness.result import ProfileCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.reports.exhibits import DrawnExhibit, Exhibit
    from satisfaction.reports.pack import Audience

_FIGURES, _DECISIONS = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One picture of the sheet: its words, and the drawing as a ``data:`` address."""

    words: Mapping[str, str]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One large number with its interval."""

    name: str
    share: str
    interval: str


def write_summary(
    exhibits: Sequence[Exhibit],
    out: Path,
    *,
    title: str,
    period: str,
    survey: Survey,
    rules: Rules,
    audience: Audience = "internal",
    attention: Sequence[str] = (),
    edition: str = "",
    about: str = "",
    pack: str = "",
) -> Path:
    """Write the one-page PDF of a pack: headline, what changed, what needs a decision, two figures.

    Parameters
    ----------
    exhibits : sequence of Exhibit
        Of the pack; for an external one protected already.
    out : Path
        It appears whole or not at all. Its date is that of the printing.
    title, period, edition : str
    survey : Survey
    rules : Rules
    audience : {"internal", "external"}
    attention : sequence of str
    about : str
        The group that the pack is about.
    pack : str
        File name of the pack, for whoever wants to read on.

    Raises
    ------
    MissingExtraError
        If the extra ``images`` or a browser is missing.
    """
    drawn = draw_exhibits(in_chapters(exhibits), survey)
    cover = cover_of(
        drawn, survey=survey, rules=rules, is_internal=audience == "internal",
        attention=attention, about=about, period=period,
    )  # fmt: skip
    content: dict[str, object] = {
        "title": title,
        "edition": edition,
        "period": period_words(period),
        "survey": survey.title,
        "audience": audience,
        "numbers": _numbers(drawn),
        "sample": _sample(drawn),
        "changed": cover.changed,
        "decisions": cover.alerts[:_DECISIONS],
        "more": max(len(cover.alerts) - _DECISIONS, 0),
        "figures": _figures(_chosen(drawn)),
        "method": drawn[0].exhibit.result.provenance.method,
        "pack": pack,
    }
    return _printed(render_page("summary.html.j2", content), out)


def _numbers(drawn: Sequence[DrawnExhibit]) -> list[Number]:
    """Return satisfied and dissatisfied of the headline, where the pack has one."""
    headline = next((d for d in drawn if d.exhibit.kind == "headline"), None)
    if headline is None or not isinstance(headline.exhibit.result, Estimates):
        return []
    told = {str(r["statistic"]): r for r in records_of(headline.exhibit.result.table)}
    return [
        Number(
            name=name,
            share=percent(amount(told[name], "estimate")),
            interval=span(amount(told[name], "lower"), amount(told[name], "upper")),
        )
        for name in ("satisfied", "dissatisfied")
        if name in told and told[name]["flag"] != "hidden"
    ]


def _sample(drawn: Sequence[DrawnExhibit]) -> str:
    """Return the finding of the profile check, where the pack has one."""
    checks = (d for d in drawn if isinstance(d.exhibit.result, ProfileCheck))
    return next((d.words["title"] for d in checks), "")


def _chosen(drawn: Sequence[DrawnExhibit]) -> list[DrawnExhibit]:
    """Return how the figure moved and how the measures compare, else the first that there are."""
    shown = [d for d in drawn if d.exhibit.kind != "headline" and d.is_first]
    return sorted(shown, key=_place)[:_FIGURES]


def _place(drawn: DrawnExhibit) -> int:
    result, kind = drawn.exhibit.result, drawn.exhibit.kind
    if isinstance(result, Trend) or kind == "series":
        return 0
    return 1 if kind == "measures" else 2


def _figures(chosen: Sequence[DrawnExhibit]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as place:
        figures = {Path(place) / f"{n}.svg": d.narrow for n, d in enumerate(chosen)}
        paths = draw_files(figures, is_bare=True)
        drawings = [b64encode(path.read_bytes()).decode("ascii") for path in paths]
    return [
        Figure(words=d.words, address=f"data:image/svg+xml;base64,{drawing}")
        for d, drawing in zip(chosen, drawings, strict=True)
    ]


def _printed(text: str, out: Path) -> Path:
    with tempfile.TemporaryDirectory() as place:
        page = Path(place) / "summary.html"
        page.write_text(text, encoding="utf-8", newline="\n")
        part = out.with_name(f".{out.name}.part")
        try:
            print_pdf(page, part)
            part.chmod(0o600)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return out
