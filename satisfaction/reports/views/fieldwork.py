"""Figures of exclusions, response rates and the sample plan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.reports.headings import headings_of
from satisfaction.reports.suppression import Cells
from satisfaction.reports.tables.fieldwork import (
    PLAN_GROUPS,
    PLAN_LEVELS,
    exclusion_levels_headings,
)
from satisfaction.reports.views.view import View, plain_view

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.exclusions.result import ExclusionAudit
    from satisfaction.reports.views.view import Choice
    from satisfaction.requirements.result import ResponseRates
    from satisfaction.sampling.result import SamplePlan

# A reason is of the whole force: a count in it is taken out alone, with what it adds up with.
_REASON_CELLS = (
    Cells(counts=("removed",), told_by=("rate",)),
    Cells(counts=("alone", "together"), told_by=("would_return",)),
    *(
        Cells(counts=(name,))
        for name in (
            "beyond_rule", "cannot_apply", "wrong_alone", "age_unknown", "no_approver", "no_date",
            "date_in_doubt", "undocumented",
        )
    ),
)  # fmt: skip


def exclusion_views(result: ExclusionAudit, choice: Choice) -> tuple[View, ...]:
    """Return the reasons, and the levels that they take more often, where there are any."""
    found: list[View] = []
    if choice.kind != "levels":
        found.append(_reasons(result))
    if choice.kind == "levels" or (choice.kind is None and not _flagged(result).empty):
        found.append(_levels(result))
    return tuple(found)


def _flagged(result: ExclusionAudit) -> pd.DataFrame:
    """Return the levels that the figure may draw: of single reasons, not of any reason."""
    is_single = result.levels["reason"].isin(list(result.table["reason"]))
    return result.levels[(result.levels["flag"] == "higher") & is_single]


def _reasons(result: ExclusionAudit) -> View:
    return View(
        heading="Who was excluded, and on whose authority",
        draw=partial(chart, result, kind="reasons"),
        table=result.table,
        headings=headings_of(result),
        cells=_REASON_CELLS,
    )


def _levels(result: ExclusionAudit) -> View:
    return View(
        heading="Whom exclusions take more often",
        draw=partial(chart, result, kind="levels"),
        table=_flagged(result),
        headings=exclusion_levels_headings(result),
        cells=(
            Cells(
                counts=("victims", "removed"),
                told_by=("rate", "rate_lower", "rate_upper", "ratio", "lower", "upper"),
            ),
        ),
    )


def rates_views(result: ResponseRates, choice: Choice) -> tuple[View, ...]:
    """Return the response rates by user group."""
    del choice
    cells = Cells(counts=("issued",), told_by=("estimate", "lower", "upper", "unweighted"))
    return (plain_view(result, "From issued to interviewed", cells),)


def plan_views(result: SamplePlan, choice: Choice) -> tuple[View, ...]:
    """Return the plan by user group and by level of the profile; never its thousands of cells."""
    frames = (Cells(counts=("frame",), told_by=("response_rate",)),)
    by_group = View(
        heading="Next sample: whom to issue",
        draw=partial(chart, result, kind="groups"),
        table=result.groups,
        headings=PLAN_GROUPS,
        cells=frames,
    )
    by_level = View(
        heading="Next sample: the profile to expect",
        draw=partial(chart, result, kind="levels"),
        table=result.levels,
        headings=PLAN_LEVELS,
        cells=frames,
    )
    match choice.kind:
        case "groups":
            return (by_group,)
        case "levels":
            return (by_level,)
        case _:
            return (by_group, by_level)
