"""Figures of the drivers of dissatisfaction."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from satisfaction.charts import chart
from satisfaction.reports.headings import headings_of
from satisfaction.reports.tables.drivers import JOURNEY, RANKS, SCALE, map_headings
from satisfaction.reports.views.view import View

if TYPE_CHECKING:
    from satisfaction.drivers.result import Drivers
    from satisfaction.reports.views.view import Choice


def drivers_views(result: Drivers, choice: Choice) -> tuple[View, ...]:
    """Return the shares, reach against penalty, and where on the way dissatisfaction arises.

    How sure the order is, and the effect along the scale, stand on the page of their own and are
    drawn where they are asked for.
    """
    views = {
        "shares": _shares,
        "map": _map,
        "journey": _journey,
        "ranks": _ranks,
        "scale": _scale,
    }
    if choice.kind in views:
        return (views[choice.kind](result),)
    found = [_shares(result), _map(result)]
    staged = result.table["total_share"].notna() & (result.table["stage"] != "")
    return (*found, _journey(result)) if staged.any() else tuple(found)


def _shares(result: Drivers) -> View:
    return View(
        heading="Drivers of dissatisfaction",
        draw=partial(chart, result, kind="shares"),
        table=result.table,
        headings=headings_of(result),
    )


def _map(result: Drivers) -> View:
    return View(
        heading="How many rated it poor, and what goes with that",
        draw=partial(chart, result, kind="map"),
        table=result.table,
        headings=map_headings(result),
    )


def _journey(result: Drivers) -> View:
    return View(
        heading="Where on the way dissatisfaction arises",
        draw=partial(chart, result, kind="journey"),
        table=result.table,
        headings=JOURNEY,
    )


def _ranks(result: Drivers) -> View:
    return View(
        heading="How sure the order is",
        draw=partial(chart, result, kind="ranks"),
        table=result.rank_chances,
        headings=RANKS,
    )


def _scale(result: Drivers) -> View:
    return View(
        heading="Where on the scale it bites",
        draw=partial(chart, result, kind="scale"),
        table=result.across_scale,
        headings=SCALE,
    )
