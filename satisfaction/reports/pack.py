"""The Performance Board's pack: one HTML page with every figure, its data, and how it was made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from satisfaction.charts.labels import period_words
from satisfaction.definitions.library import load_rules
from satisfaction.disclosure import is_givable, protect
from satisfaction.errors import UsageError
from satisfaction.reports.changes import RULE
from satisfaction.reports.chapters import COVER, METHODS, filled_chapters, in_chapters
from satisfaction.reports.commentary import read_commentary
from satisfaction.reports.cover import cover_of
from satisfaction.reports.exhibits import DrawnExhibit, Exhibit, draw_exhibits
from satisfaction.reports.page import render_page
from satisfaction.reports.requirements import STANDINGS, standing_by_part
from satisfaction.reports.sections import section_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.requirements.result import RequirementsStatement
    from satisfaction.results import Result, SourceFile

Audience = Literal["internal", "external"]

_TITLE = "Victim satisfaction: what the Performance Board needs to know"


def board_pack(
    results: Sequence[Result | Exhibit],
    *,
    out: str | Path,
    title: str = _TITLE,
    period: str = "",
    attention: Sequence[str] = (),
    methods: Sequence[str] = (),
    survey: Survey | None = None,
    rules: Rules | None = None,
    requirements: RequirementsStatement | None = None,
    versions: Mapping[str, str] | None = None,
    run_stamp: str = "",
    audience: Audience = "internal",
    published: Sequence[Result] = (),
    edition: str = "",
    commentary: str = "",
    about: str = "",
    note: str = "",
) -> Path:
    """Write the Board's pack: one HTML file that needs nothing else and asks for nothing.

    Parameters
    ----------
    results : sequence of Result or Exhibit
        In the order of the page within each chapter. An :class:`Exhibit` gives a result its
        heading, its kind of figure or words of its own.
    out : str or Path
        File to write; it appears whole or not at all.
    title, period : str
        Of the page; the period is by default that of the first result that has one.
    attention : sequence of str
        Sentences for the first page, after those that the results call for.
    methods : sequence of str
        Paragraphs in plain words, before the methods of the results.
    survey : Survey, optional
        For labels, target, series breaks and source.
    rules : Rules, optional
        Settings to print, each with its source and how sure it is; by default the shipped ones.
    requirements : RequirementsStatement, optional
        For "Recommendation 10: where we stand".
    versions : mapping of str to str, optional
        What the run was made with.
    run_stamp : str
        When the run was made. Without it equal results give equal bytes.
    audience : {"internal", "external"}
        An external page does not name the owners of requirements; its results are protected
        together (:func:`satisfaction.protect`), and kinds that may not leave the force left out.
    published : sequence of Result
        Protected results of earlier external packs: what is withheld here must not follow from
        them either.
    edition : str
        Which pack this is, such as ``Monthly pack``.
    commentary : str
        The analyst's Markdown; ``## Headline`` starts the words for the chapter of that name.
    about : str
        The group that the pack is about, such as a borough: the first page tells its changes only.
    note : str
        What every reader must know before anything else, such as that all bases are small.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    UsageError
        If there is nothing to show, or the commentary names a chapter that there is not.
    """
    text = render_pack(
        results,
        title=title,
        period=period,
        attention=attention,
        methods=methods,
        survey=survey,
        rules=rules,
        requirements=requirements,
        versions=versions,
        run_stamp=run_stamp,
        audience=audience,
        published=published,
        edition=edition,
        commentary=commentary,
        about=about,
        note=note,
    )
    return _write_whole(Path(out), text)


def render_pack(
    results: Sequence[Result | Exhibit],
    *,
    title: str = _TITLE,
    period: str = "",
    attention: Sequence[str] = (),
    methods: Sequence[str] = (),
    survey: Survey | None = None,
    rules: Rules | None = None,
    requirements: RequirementsStatement | None = None,
    versions: Mapping[str, str] | None = None,
    run_stamp: str = "",
    audience: Audience = "internal",
    published: Sequence[Result] = (),
    edition: str = "",
    commentary: str = "",
    about: str = "",
    note: str = "",
) -> str:
    """Return the text of the pack that :func:`board_pack` writes; equal input gives equal text."""
    if not results:
        raise UsageError("There is no result to show. Give at least one.")
    settings, words = rules or load_rules(), read_commentary(commentary)
    exhibits = [r if isinstance(r, Exhibit) else Exhibit(result=r) for r in results]
    shown_to = _givable(exhibits, settings, published) if audience == "external" else exhibits
    drawn = draw_exhibits(in_chapters(shown_to), survey)
    smallest = settings.number("suppression", f"disclosure_{audience}")
    sections = [section_of(d, number, smallest) for number, d in enumerate(drawn, start=1)]
    shown = [exhibit.exhibit.result for exhibit in drawn]
    cover = cover_of(
        drawn,
        survey=survey,
        rules=settings,
        is_internal=audience == "internal",
        attention=attention,
        about=about,
        period=period,
    )
    content: dict[str, object] = {
        "title": title,
        "edition": edition,
        "note": note,
        "period": period_words(period or _first_period(shown)),
        "survey": survey.title if survey else shown[0].provenance.survey,
        "audience": audience,
        "run_stamp": run_stamp,
        "changed": cover.changed,
        "alerts": cover.alerts,
        "cover_words": words.get(COVER, ""),
        "chapters": filled_chapters([d.exhibit for d in drawn], sections, words),
        "methods_words": words.get(METHODS.name, ""),
        "methods": [*methods, RULE, *_methods(drawn)],
        "rules": settings,
    }
    return render_page("pack.html.j2", content | _basis(shown, requirements, versions))


def _basis(
    shown: Sequence[Result],
    requirements: RequirementsStatement | None,
    versions: Mapping[str, str] | None,
) -> dict[str, object]:
    """Return what the pack rests on: requirements, files, versions."""
    return {
        "standings": STANDINGS,
        "standing": standing_by_part(requirements),
        "sources": _sources(shown),
        "versions": dict(sorted((versions or {}).items())),
    }


def _givable(
    exhibits: Sequence[Exhibit], rules: Rules, published: Sequence[Result]
) -> list[Exhibit]:
    """Return what may leave the force, protected together; kinds that may not are left out."""
    found = [exhibit for exhibit in exhibits if is_givable(exhibit.result)]
    if not found:
        raise UsageError("None of these results may leave the force, so there is nothing to show.")
    safe = protect(
        [exhibit.result for exhibit in found],
        audience="external",
        published=published,
        rules=rules,
    )
    return [replace(e, result=result) for e, result in zip(found, safe, strict=True)]


def _first_period(results: Sequence[Result]) -> str:
    return next((r.provenance.period for r in results if r.provenance.period), "")


def _methods(drawn: Sequence[DrawnExhibit]) -> list[str]:
    """Return each method once, with the figures it is of."""
    found: dict[str, list[str]] = {}
    for exhibit in drawn:
        headings = found.setdefault(exhibit.exhibit.result.provenance.method, [])
        headings.append(exhibit.heading)
    return [f"{', '.join(headings)}: {method}" for method, headings in found.items()]


def _sources(results: Sequence[Result]) -> list[SourceFile]:
    found = {(s.name, s.sha256): s for result in results for s in result.provenance.sources}
    return [source for _, source in sorted(found.items())]


def _write_whole(target: Path, text: str) -> Path:
    """Write beside the target first, so that a page is never half there."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target
