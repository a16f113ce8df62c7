"""Figures as images and the summary on one sheet, beside the pages of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.browser import find_browser
from satisfaction.reports.chapters import in_chapters
from satisfaction.reports.exhibits import draw_exhibits
from satisfaction.reports.images import write_images
from satisfaction.reports.summary import write_summary
from satisfaction.workflow.outputs import staged_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.workflow.board_request import BoardRequest, Page


def check_pictures(request: BoardRequest) -> None:
    """Refuse what this installation cannot draw, before anything is computed."""
    if request.images or request.summary:
        find_browser()


def write_page_images(pages: Sequence[Page], folder: Path) -> list[Path]:
    """Write every figure of the pages; several pages have a folder each. All or none appear."""
    written: list[Path] = []
    with staged_folder(folder) as staging:
        for page in pages:
            place = staging / page.stem if len(pages) > 1 else staging
            place.mkdir(exist_ok=True)
            drawn = draw_exhibits(in_chapters(page.exhibits), page.survey)
            written += [path.relative_to(staging) for path in write_images(drawn, place)]
    return [folder / path for path in written]


def write_page_summary(page: Page, folder: Path) -> str:
    """Write the one-page PDF of a page beside it and return its name."""
    name = f"{page.stem}-summary.pdf"
    write_summary(
        page.exhibits,
        folder / name,
        title=page.title,
        period=page.period,
        survey=page.survey,
        rules=page.rules,
        audience=page.audience,
        attention=page.attention,
        edition=page.edition,
        about=page.about,
        pack=page.name,
    )
    return name
