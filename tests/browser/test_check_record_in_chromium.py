"""The record of a profile check as an auditor meets it: on a desktop, on a phone, on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.profiles.storage import write_profile
from satisfaction.reports.check_record import check_page
from satisfaction.representativeness import history_of
from satisfaction.workflow.check_inputs import CheckFiles
from satisfaction.workflow.checking import run_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from conftest import Opened

    from satisfaction.representativeness import ProfileCheck

    Visit = Callable[[Path, int], Any]

pytestmark = pytest.mark.browser

QUARTER = Path(__file__).parents[2] / "synthetic_data" / "quarter_2007_08_q3"
SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
EARLIER = ("2006/07 Q4", "2007/08 Q1", "2007/08 Q2")
AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                                                   "wcag22aa", "best-practice"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record")
    survey = load_survey(SURVEY)
    profile = victim_profile(QUARTER / "crime_records.parquet", survey, period=PERIOD)
    files = CheckFiles(
        returns=(QUARTER / "returns_2007-08-q3.parquet",),
        profile=(write_profile(profile, folder / "profile.parquet"),),
        frame=(QUARTER / "frame.parquet",),
        issued=(QUARTER / "issued_sample.parquet",),
        outcomes=(QUARTER / "contact_outcomes.parquet",),
    )
    run = run_check(files, survey=SURVEY, period=PERIOD, run_stamp="14 January 2008")
    history = history_of([*_earlier(run.check), run.check])
    document = replace(run.document, check=replace(run.check, history=history))
    path = folder / "record.html"
    path.write_text(check_page(document), encoding="utf-8")
    return path


def _earlier(check: ProfileCheck) -> list[ProfileCheck]:
    """Return checks of earlier quarters that differ a little from this one."""
    rng = np.random.default_rng(3)
    return [
        replace(
            check,
            table=check.table.assign(
                period=period, difference=check.table["difference"] + rng.normal(0, 0.005)
            ),
            coverage=check.coverage.assign(period=period),
            provenance=replace(check.provenance, period=period),
        )
        for period in EARLIER
    ]


@pytest.fixture(scope="module", params=[1280, 390])
def found(request: pytest.FixtureRequest, visit: Visit, page_file: Path) -> Iterator[Opened]:
    with visit(page_file, request.param) as opened:
        yield opened


def test_every_figure_is_drawn_in_silence_and_nothing_is_asked_for(found: Opened) -> None:
    assert found.page.locator("[data-figure] .main-svg:first-child").count() == 9
    assert found.said == []
    assert found.asked == []


def test_nothing_needs_sideways_scrolling_and_no_text_is_cut(found: Opened) -> None:
    assert found.page.evaluate("document.documentElement.scrollWidth") <= found.width
    cut = found.page.evaluate(
        """() => [...document.querySelectorAll('[data-figure]')].flatMap(holder => {
            const box = holder.getBoundingClientRect();
            return [...holder.querySelectorAll('text')].filter(text => {
              const own = text.getBoundingClientRect();
              return own.width && (own.right > box.right + 1 || own.left < box.left - 1
                || own.top < box.top - 1 || own.bottom > box.bottom + 1);
            }).map(text => holder.id + ": " + text.textContent);
          })"""
    )
    assert cut == []


def test_no_two_texts_of_a_figure_cover_each_other(found: Opened) -> None:
    overlapping = found.page.evaluate(
        """() => [...document.querySelectorAll('[data-figure]')].flatMap(holder => {
            const boxes = [...holder.querySelectorAll('text')]
              .map(text => [text.textContent, text.getBoundingClientRect()])
              .filter(([, box]) => box.width > 0);
            return boxes.flatMap(([a, p], k) => boxes.slice(k + 1)
              .filter(([, q]) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3
                              && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 5)
              .map(([b]) => holder.id + ": " + a + " / " + b));
          })"""
    )
    assert overlapping == []


def test_axe_finds_no_violation(found: Opened, axe: str) -> None:
    found.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found.page.evaluate(axe)
    assert found.page.evaluate(AXE) == []


def test_tables_and_the_place_to_sign_are_printed_on_a4(visit: Visit, page_file: Path) -> None:
    with visit(page_file, 794) as opened:
        opened.page.emulate_media(media="print")
        assert opened.page.get_by_text("Checked by", exact=True).is_visible()
        assert opened.page.locator("details table").first.is_visible()
        tallest = opened.page.evaluate(
            "Math.max(...[...document.querySelectorAll('figure')].map(f => f.offsetHeight))"
        )
        assert tallest < 266 / 25.4 * 96
