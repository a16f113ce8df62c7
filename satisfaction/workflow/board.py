"""The Board's pack by itself: force or boroughs, quarter or month, from files to pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.disclosure import edition_text
from satisfaction.errors import UsageError
from satisfaction.workflow.analysis import analyse
from satisfaction.workflow.attention import needs_attention
from satisfaction.workflow.board_pages import borough_pages, force_page, write_page
from satisfaction.workflow.boroughs import borough_family, told_before
from satisfaction.workflow.commentary import commentary_of
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.editions import exhibits_of
from satisfaction.workflow.joint_protection import givable, protect_together
from satisfaction.workflow.keys import lasting_key, run_key
from satisfaction.workflow.monthly import analyse_month, inputs_to, month_named
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.pictures import (
    check_pictures,
    write_page_images,
    write_page_summary,
)
from satisfaction.workflow.progress import Progress
from satisfaction.workflow.published import (
    edition_files,
    edition_name,
    read_editions,
)

if TYPE_CHECKING:
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.reports import Exhibit
    from satisfaction.results import Result
    from satisfaction.workflow.board_request import BoardRequest, Page
    from satisfaction.workflow.boroughs import BoroughFamily
    from satisfaction.workflow.config import QuarterConfig
    from satisfaction.workflow.configured import Configured
    from satisfaction.workflow.inputs import QuarterInputs
    from satisfaction.workflow.results import QuarterResults


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRun:
    """A finished run.

    Attributes
    ----------
    period : str
    written : tuple of pathlib.Path
        The force's page first, then boroughs, then what goes with them.
    attention : tuple of str
        What of the force somebody has to look into.
    skipped : tuple of str
        What could not be made, and why.
    """

    period: str
    written: tuple[Path, ...]
    attention: tuple[str, ...]
    skipped: tuple[str, ...]

    def summary(self) -> dict[str, object]:
        """Return the run as plain values, for machines."""
        return {
            "period": self.period,
            "attention": list(self.attention),
            "skipped": list(self.skipped),
            "written": [str(path) for path in self.written],
        }

    def __str__(self) -> str:
        lines = [f"  - {sentence}" for sentence in self.attention]
        lines += [f"  (not done: {sentence})" for sentence in self.skipped]
        return "\n".join([*lines, "Written:", *(f"  {path}" for path in self.written)])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """Everything that the pages of a run are made from."""

    configured: Configured
    period: Period | None
    results: QuarterResults | None = None
    exhibits: tuple[Exhibit, ...] = ()
    family: BoroughFamily | None = None
    safe: tuple[Result, ...] = ()


def run_board_pack(
    config: QuarterConfig,
    request: BoardRequest,
    *,
    key: PseudonymKey | None = None,
    quiet: bool = False,
) -> BoardRun:
    """Make the pages that were asked for, all of them or none.

    Parameters
    ----------
    config : QuarterConfig
        With absolute paths, as :func:`satisfaction.workflow.config.read_config` gives it.
    request : BoardRequest
    key : PseudonymKey, optional
        By default the one in the configuration's key file.
    quiet : bool
        Show no progress.

    Raises
    ------
    UsageError
        If the request, the commentary or the configuration is wrong.
    DataRefusedError
        If a file cannot be used, or the period has no interview.
    """
    request.check()
    check_pictures(request)
    words = _words(config, request)
    progress = Progress(quiet=quiet)
    key, is_new = (key, False) if key else _key(config)
    with progress.step("Validate the returns"):
        configured = read_configured(config, key)
    found = _found(configured, request, progress)
    if request.is_external:
        with progress.step("Protect all pages together"):
            found = _protected(found, request, Path(config.out))
    pages = _pages(found, request, words=words, title=config.title)
    written = _write(config, request, found, pages, progress, key if is_new else None)
    skipped = (*(found.results.skipped if found.results else ()),
               *(found.family.skipped if found.family else ()))  # fmt: skip
    return BoardRun(
        period=str(found.period or ""),
        written=written,
        attention=_attention(found),
        skipped=skipped,
    )


def _words(config: QuarterConfig, request: BoardRequest) -> str:
    """Return the analyst's commentary; what was written for the Board leaves only if asked to."""
    if request.audience == "external" and request.commentary is None:
        return ""
    return commentary_of(config, request.commentary)


def _key(config: QuarterConfig) -> tuple[PseudonymKey, bool]:
    return lasting_key(Path(config.key_file)) if config.key_file else (run_key(None), False)


def _found(configured: Configured, request: BoardRequest, progress: Progress) -> _Found:
    inputs, period = _of_period(configured.inputs, request)
    results, family = None, None
    if request.has_boroughs:
        if period is None:
            raise UsageError('Borough pages need a period, as in period = "2007/08 Q3".')
        with progress.step("Every borough beside the whole force"):
            family = borough_family(inputs, period)
            family = replace(family, boroughs=family.chosen(request.boroughs))
    if request.has_force:
        results = (
            analyse_month(inputs, period, step=progress.step)
            if period and request.edition == "monthly"
            else analyse(inputs, step=progress.step)
        )
    exhibits = tuple(exhibits_of(results)) if results else ()
    return _Found(
        configured=configured, period=period, results=results, exhibits=exhibits, family=family
    )


def _of_period(inputs: QuarterInputs, request: BoardRequest) -> tuple[QuarterInputs, Period | None]:
    if request.edition == "quarterly":
        return inputs, inputs.period
    month = month_named(request.month, inputs.period)
    return inputs_to(inputs, month), month


def _protected(found: _Found, request: BoardRequest, out: Path) -> _Found:
    """Protect the force's page and every borough, whichever are shown, in one call."""
    rules = found.configured.inputs.rules
    earlier = read_editions(edition_files(request.published, out))
    exhibits, family = givable(found.exhibits), found.family
    family = told_before(family, earlier) if family else None
    together = {f"page: {number}": e.result for number, e in enumerate(exhibits)}
    together |= family.results if family else {}
    safe = protect_together(together, published=earlier, rules=rules)
    if family:
        family = replace(family, results={name: safe[name] for name in family.results})
    exhibits = tuple(
        replace(e, result=safe[f"page: {number}"]) for number, e in enumerate(exhibits)
    )
    return replace(found, exhibits=exhibits, family=family, safe=tuple(safe.values()))


def _slug(found: _Found, request: BoardRequest) -> str:
    """Name an edition by what is protected together in it."""
    period = found.period.slug if found.period else "all"
    parts = ("force", request.has_force), ("boroughs", request.has_boroughs)
    return "-".join([*(name for name, is_in in parts if is_in), period])


def _pages(found: _Found, request: BoardRequest, *, words: str, title: str) -> tuple[Page, ...]:
    pages: list[Page] = []
    inputs = found.configured.inputs
    if found.results:
        report = found.configured.delivery.report
        page = force_page(
            found.results, found.exhibits, report, inputs.rules, audience=request.audience
        )
        pages.append(replace(page, commentary=words, title=_titled(page.title, title)))
    if found.family and found.period:
        pages += borough_pages(
            found.family, inputs.returns.survey, inputs.rules, period=found.period, title=title
        )
    return tuple(pages)


def _titled(survey: str, title: str) -> str:
    return survey + (f". {title}" if title else "")


def _write(
    config: QuarterConfig,
    request: BoardRequest,
    found: _Found,
    pages: tuple[Page, ...],
    progress: Progress,
    new_key: PseudonymKey | None,
) -> tuple[Path, ...]:
    out = Path(config.out)
    names = [page.name for page in pages]
    with staged_folder(out) as folder:
        for number, page in enumerate(pages, start=1):
            with progress.step(f"{page.shown_as} ({number} of {len(pages)})"):
                write_page(page, folder)
        if request.summary:
            with progress.step("Summary on one A4 page"):
                names += [write_page_summary(page, folder) for page in pages]
        if found.safe:
            text = edition_text(found.safe)
            names.append(edition_name(_slug(found, request), text, out))
            write_text(folder / names[-1], text)
        if new_key:
            # Only now: a run that was refused leaves nothing behind.
            new_key.keep(config.key_file)
    written = [out / name for name in names]
    if request.images:
        with progress.step("Images of each figure"):
            written += write_page_images(pages, request.images)
    return tuple(written)


def _attention(found: _Found) -> tuple[str, ...]:
    if found.results is None:
        return ()
    return needs_attention(found.configured.delivery.report, found.results)
