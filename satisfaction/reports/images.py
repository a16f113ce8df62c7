"""Figures as images, for Word and PowerPoint: drawn by a local browser, without any network."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
from typing import TYPE_CHECKING, Any, Literal

from satisfaction.charts import bare
from satisfaction.errors import MissingExtraError
from satisfaction.reports.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import plotly.graph_objects as go

    from satisfaction.reports.exhibits import DrawnExhibit

ImageFormat = Literal["svg", "png"]

# Wide enough for a title that is wrapped at 72 characters.
_WIDTH = 860
# A slide or a page shows a figure at about twice the points of a screen.
_SCALE = 2
_SECONDS_TO_START, _SECONDS_EACH = 60, 15


def write_images(
    drawn: Sequence[DrawnExhibit],
    folder: Path,
    *,
    formats: Sequence[ImageFormat] = ("svg", "png"),
) -> tuple[Path, ...]:
    """Write each figure with its title and caption, as ``figure-01-headline.svg`` and ``.png``.

    Parameters
    ----------
    drawn : sequence of DrawnExhibit
    folder : Path
        Must be there.
    formats : sequence of {"svg", "png"}

    Returns
    -------
    tuple of Path

    Raises
    ------
    MissingExtraError
        If the extra ``images`` or a browser is missing, or the browser does not answer in time.
    """
    figures = {
        folder / f"figure-{number:02d}-{_slug(exhibit.heading)}": exhibit.wide
        for number, exhibit in enumerate(drawn, start=1)
    }
    return draw_files(
        {
            stem.with_name(f"{stem.name}.{form}"): figure
            for stem, figure in figures.items()
            for form in formats
        }
    )


def draw_files(figures: Mapping[Path, go.Figure], *, is_bare: bool = False) -> tuple[Path, ...]:
    """Draw each figure to its file, by whose ending the format goes; bare ones without words."""
    browser = find_browser()
    jobs = [_job(path, figure, is_bare=is_bare) for path, figure in figures.items()]
    limit = _SECONDS_TO_START + _SECONDS_EACH * len(jobs)
    if jobs:
        _run(jobs, browser, limit)
    for path in figures:
        if path.suffix == ".svg":
            _settle(path)
    return tuple(figures)


def _settle(path: Path) -> None:
    """Give equal figures equal bytes: Plotly draws the names of its clips by lot."""
    text = path.read_text(encoding="utf-8")
    drawn = re.search(r'id="defs-([0-9a-f]{6})"', text)
    if drawn:
        path.write_text(text.replace(drawn[1], path.stem), encoding="utf-8", newline="\n")


def _job(path: Path, figure: go.Figure, *, is_bare: bool) -> dict[str, Any]:
    form = path.suffix.removeprefix(".")
    content = bare(figure) if is_bare else figure.to_plotly_json()
    for number, trace in enumerate(content["data"]):
        # Plotly would draw these names by lot.
        trace["uid"] = f"t{number}"
    return {
        "fig": content,
        "path": path,
        "opts": {
            "format": form,
            "width": figure.layout.width or _WIDTH,
            "height": content["layout"]["height"],
            "scale": _SCALE if form == "png" else 1,
        },
    }


def _run(jobs: list[dict[str, Any]], browser: Path, limit: float) -> None:
    """Draw in a process of its own, which can be stopped whatever its browser does."""
    process = multiprocessing.get_context("spawn").Process(
        target=draw_jobs, args=(jobs, str(browser)), daemon=True
    )
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
    if process.exitcode != 0:
        raise MissingExtraError(
            f"The browser did not draw the figures within {limit:.0f} seconds, or stopped. Try "
            "again, or name another browser in the variable BROWSER_PATH."
        )


def draw_jobs(jobs: list[dict[str, Any]], browser: str) -> None:
    """Draw in this process, and leave it with 1 if that fails: a trace may hold labels."""
    try:
        asyncio.run(_draw(jobs, browser))
    except BaseException:  # noqa: BLE001 - the parent says what happened, in words
        os._exit(1)


async def _draw(jobs: list[dict[str, Any]], browser: str) -> None:
    from kaleido import Kaleido

    # MathJax would be fetched from the network; no figure has a formula.
    async with Kaleido(path=browser, mathjax=False) as kaleido:
        await kaleido.write_fig_from_object(jobs, cancel_on_error=True)


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:60]
