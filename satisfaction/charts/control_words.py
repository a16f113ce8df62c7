"""What a control chart says: which months give a signal, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, subtitle
from satisfaction.charts.labels import EVERYONE, period_words, question_label
from satisfaction.charts.readings import HIDDEN, readings
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import counted, listed, percent, sentence_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.readings import Reading
    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.control_result import ControlChart

_SPOKEN = 12


def signals_of(result: ControlChart) -> list[Record]:
    """Return the months that give a signal."""
    return [r for r in records_of(result.table) if r["signal"]]


def months_of(result: ControlChart, survey: Survey | None) -> tuple[Reading, ...]:
    """Return the months as readings."""
    table = result.table.assign(
        question=result.question, measure=result.measure, statistic=result.statistic, group="",
        level=EVERYONE, standard_error=float("nan"),
    )  # fmt: skip
    return readings(table, survey)


def control_finding(result: ControlChart, *, survey: Survey | None = None) -> str:
    """Return which months differ from the centre by more than chance explains; never why."""
    label = question_label(result.question, result.measure, survey)
    overall = f"the centre line of {percent(result.centre, 1)} {result.statistic}"
    signals = signals_of(result)
    if not signals:
        return f"{label}: no month differs from {overall} by more than chance explains"
    latest = "" if result.needs_attention else "; the latest month does not"
    if len(signals) == 1:
        row = signals[0]
        month = period_words(str(row["period"]))
        return f"{label}: {month} is {row['direction']} against {overall} ({row['signal']})"
    sides = [
        f"{side}: {listed(names)}"
        for side in ("low", "high")
        if (names := [period_words(str(r["period"])) for r in signals if r["direction"] == side])
    ]
    months = f"{len(signals)} of {_counted_months(result)} differ from {overall}"
    return f"{label}: {months} by more than chance explains ({'; '.join(sides)}){latest}"


def _counted_months(result: ControlChart) -> str:
    """Return how many months have a figure."""
    return counted(int((result.table["flag"] != HIDDEN).sum()), "month")


def control_text(result: ControlChart, survey: Survey | None, notes: Sequence[str]) -> FigureText:
    """Return the words of the figure."""
    title = control_finding(result, survey=survey)
    found = months_of(result, survey)
    label = found[0].label
    ends = [period_words(str(result.table["period"].iloc[k])) for k in (0, -1)]
    named = [
        f"{period_words(str(r['period']))} {percent(amount(r, 'estimate'), 1)}, {r['direction']}: "
        f"{r['signal']}"
        for r in signals_of(result)
    ]
    told = "; ".join(named[:_SPOKEN]) or "none"
    return FigureText(
        title=title,
        subtitle=subtitle(
            f"{label}; share {result.statistic} by month of interview, per cent",
            found,
            f"{ends[0]} to {ends[1]}",
        ),
        caption=caption(
            result.provenance,
            survey,
            f"{sentence_case(_DRAWN[result.limits])} Triangles are signals: they ask for a look, "
            "they are no finding.",
            *notes,
            *(c.text for c in result.caveats if c.code == "series-break"),
            flag_note(found),
        ),
        alt=(
            f"Control chart of {_counted_months(result)}. {title}. Centre "
            f"{percent(result.centre, 1)}. Signals: {told}."
        ),
        needs_attention=result.needs_attention,
    )


_DRAWN = {
    "p": "Stepped lines are the limits of each month, which its base decides.",
    "ewma": "The line is the weighted mean of the months so far, the stepped lines are its limits; "
    "dots are the months themselves.",
}
