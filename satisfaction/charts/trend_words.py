"""What a trend says: which way, how sure, and never why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, spoken, subtitle
from satisfaction.charts.findings import against_target
from satisfaction.charts.labels import EVERYONE, category_label, level_label, period_words
from satisfaction.charts.palette import DISSATISFIED, INK, SATISFIED
from satisfaction.charts.readings import readings
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import (
    counted,
    inside_sentence,
    listed,
    percent,
    points,
    points_span,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.charts.series_axes import Break
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.trend_result import Trend

_NAMED = 4
TOO_FEW = "too few periods to tell"
SLOPE_GLYPHS = {"rising": "▲", "falling": "▼", "no clear trend": "■", TOO_FEW: "□"}


def latest_slopes(result: Trend) -> dict[str, Record]:
    """Return the slope of each level's last segment, where it has one."""
    last = int(result.table["segment"].max())
    return {str(r["level"]): r for r in records_of(result.slopes) if r["segment"] == last}


def slope_words(record: Record) -> str:
    """Return a slope in points a year with its interval."""
    limits = points_span(amount(record, "lower"), amount(record, "upper"))
    return f"{points(amount(record, 'slope'))} points a year ({limits})"


def slope_colour(record: Record) -> str:
    """Return blue for the better, orange for the worse, ink where no trend is clear."""
    sign = {"rising": 1, "falling": -1}.get(str(record["verdict"]), 0)
    side = {"satisfied": 1, "top": 1, "dissatisfied": -1}.get(str(record["statistic"]), 0)
    return {1: SATISFIED, -1: DISSATISFIED}.get(sign * side, INK)


def trend_finding(result: Trend, *, survey: Survey | None = None) -> str:
    """Return which series clearly rise or fall since the last series break."""
    slopes = latest_slopes(result)
    since = " since the last series break" if result.table["segment"].max() > 0 else ""
    levels = result.table["level"].nunique()
    if not slopes:
        return f"Too few periods{since} to tell a trend"
    if levels > 1:
        return _several(result, slopes, since)
    slope = next(iter(slopes.values()))
    label = readings(result.table, survey)[0].label
    share = f"{label}: the share {result.statistic}"
    if slope["verdict"] == TOO_FEW:
        return f"Too few periods{since} to tell a trend: {int(amount(slope, 'periods'))}"
    if slope["verdict"] == "no clear trend":
        limits = points_span(amount(slope, "lower"), amount(slope, "upper"))
        return f"{share} shows no clear trend{since} ({limits} points a year)"
    verb = "has risen" if slope["verdict"] == "rising" else "has fallen"
    return f"{share} {verb}{since}: {slope_words(slope)}"


def _several(result: Trend, slopes: dict[str, Record], since: str) -> str:
    parts = []
    for verdict, words in (("falling", "falling"), ("rising", "rising")):
        names = [_named(level) for level, slope in slopes.items() if slope["verdict"] == verdict]
        if names:
            parts.append(f"{words} for {listed(names, at_most=_NAMED)}")
    share = f"hare {result.statistic}"
    unclear = sum(slope["verdict"] == "no clear trend" for slope in slopes.values())
    grouping = inside_sentence(category_label(str(result.table["group"].iloc[0])))
    if all(slope["verdict"] == TOO_FEW for slope in slopes.values()):
        return f"Too few periods{since} to tell a trend in the s{share} of any {grouping}"
    if not parts:
        return f"No {grouping} shows a clear trend in the s{share}{since}"
    rest = f"; no clear trend for {unclear} of {len(slopes)}" if unclear else ""
    return f"S{share}{since} {' and '.join(parts)}{rest}"


def _named(level: str) -> str:
    return "everyone" if level == EVERYONE else inside_sentence(level_label(level))


def target_note(target: float | None) -> str:
    """Return what the dashed line is."""
    return f"Dashed line: the target of {percent(target, 1)}." if target is not None else ""


def _against_target(result: Trend, target: float | None, survey: Survey | None) -> str:
    """Return where the latest whole period's interval lies against the target, for the text."""
    shown = [r for r in readings(result.table, survey) if r.is_shown and r.is_complete]
    if target is None or not shown or result.table["level"].nunique() > 1:
        return ""
    latest = shown[-1]
    stands = against_target(latest, target)
    return f" {latest.text(1)} in {latest.when} is {stands} the target of {percent(target, 1)}."


def _slopes_spoken(slopes: dict[str, Record]) -> str:
    if not slopes:
        return ""
    return spoken(
        [level_label(level) for level in slopes],
        [f"{slope['verdict']}, {slope_words(slope)}" for slope in slopes.values()],
    )


def trend_text(
    result: Trend,
    breaks: Sequence[Break],
    survey: Survey | None,
    notes: Sequence[str],
    *,
    target: float | None = None,
) -> FigureText:
    """Return the words of the figure."""
    title = trend_finding(result, survey=survey)
    found = readings(result.table, survey)
    slopes = latest_slopes(result)
    ends = [period_words(str(result.table["period"].iloc[k])) for k in (0, -1)]
    grouping = str(result.table["group"].iloc[0])
    by = f" by {inside_sentence(category_label(grouping))}" if grouping else ""
    return FigureText(
        title=title,
        subtitle=subtitle(
            f"{found[0].label}{by}; share {result.statistic} of valid answers, per cent",
            found,
            f"{ends[0]} to {ends[1]}",
        ),
        caption=caption(
            result.provenance,
            survey,
            f"Lines at marks are {result.confidence:.0%} intervals; the band is that of the "
            "fitted line.",
            *notes,
            flag_note(found),
        ),
        alt=(
            f"Line fitted through {counted(len(found), 'estimate')} over time, with intervals. "
            f"{title}. "
            + _slopes_spoken(slopes)
            + _against_target(result, target, survey)
            + "".join(f" Series break: {entry.what}." for entry in breaks)
        ),
        needs_attention=any(slope_colour(s) == DISSATISFIED for s in slopes.values()),
    )
