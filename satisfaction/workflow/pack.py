"""The pack and the record of a quarter, from its results."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from satisfaction import __version__
from satisfaction.reports import (
    Exhibit,
    board_pack,
    record_of,
    settings_of,
)
from satisfaction.workflow.attention import delivery_attention

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from satisfaction.charts import EstimatesKind
    from satisfaction.definitions.rules import Rules
    from satisfaction.estimates import Estimates
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.results import Result
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
) -> None:
    """Write the Board's pack to ``out``; nothing in it depends on the clock."""
    headed = results.survey.title + (f". {title}" if title else "")
    board_pack(
        _exhibits(results),
        out=out,
        title=headed,
        period=str(results.period or ""),
        attention=[sentence.rstrip(".") for sentence in delivery_attention(report, results)],
        methods=_how(report, results),
        survey=results.survey,
        rules=rules,
        requirements=results.requirements,
        versions={"satisfaction": __version__},
    )


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


def _exhibits(results: QuarterResults) -> list[Result | Exhibit]:
    """Return what the Board sees, in the order in which it asks."""
    sample = results.sample
    rates = results.requirements.rates if results.requirements else None
    ordered: list[Result | Exhibit | None] = [
        Exhibit(result=results.headline, kind="headline"),
        results.change,
        results.trend or _kind(results.series, "series"),
        results.control,
        Exhibit(result=results.measures, kind="measures"),
        Exhibit(result=results.grades, kind="grades"),
        _kind(results.groups, "groups"),
        results.gap,
        results.areas,
        results.check,
        results.check.history if results.check else None,
        sample.impact,
        sample.cascade,
        sample.exclusions,
        rates,
        sample.response,
        sample.plan,
        results.weighted,
        results.drivers,
        results.segments,
        results.verbatims,
        results.focus_groups,
        results.notes,
        results.actions if results.actions is not None and len(results.actions.table) else None,
        results.contractor,
    ]
    return [exhibit for exhibit in ordered if exhibit is not None]


def _kind(result: Estimates | None, kind: EstimatesKind) -> Exhibit | None:
    return Exhibit(result=result, kind=kind) if result else None


def _how(report: DeliveryReport, results: QuarterResults) -> list[str]:
    return [
        f"Returns: {report}".replace("\n", " "),
        *(f"Not done: {sentence}" for sentence in results.skipped),
    ]
