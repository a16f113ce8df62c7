"""The pack and the record of a quarter, from its results."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from satisfaction import __version__
from satisfaction.reports import record_of, settings_of
from satisfaction.workflow.board_pages import force_page, write_page
from satisfaction.workflow.editions import exhibits_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from satisfaction.definitions.rules import Rules
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.workflow.config import QuarterConfig
    from satisfaction.workflow.results import QuarterResults

_LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels", "duckdb", "pyarrow", "plotly", "pandera")


def quarter_pack(
    results: QuarterResults,
    report: DeliveryReport,
    rules: Rules,
    *,
    title: str,
    out: Path,
    commentary: str = "",
) -> None:
    """Write the Board's pack to ``out``; nothing in it depends on the clock.

    ``commentary`` is the analyst's Markdown.
    """
    page = force_page(results, exhibits_of(results), report, rules, audience="internal")
    headed = page.title + (f". {title}" if title else "")
    write_page(replace(page, name=out.name, title=headed, commentary=commentary), out.parent)


def quarter_record(
    results: QuarterResults,
    report: DeliveryReport,
    config: QuarterConfig,
    rules: Rules,
    run_stamp: str,
) -> str:
    """Return the record of the quarter as JSON; only the run stamp depends on the clock."""
    settings: Mapping[str, object] = {
        "rules": settings_of(rules),
        "quarter": config.settings.model_dump(),
        "delivery": report.to_dict(),
    }
    return record_of(
        results.all,
        survey=results.survey,
        period=str(results.period or ""),
        settings=settings,
        run_stamp=run_stamp,
        versions={"satisfaction": __version__, **{name: version(name) for name in _LIBRARIES}},
    )
