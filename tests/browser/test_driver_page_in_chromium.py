"""The page on dissatisfied victims in a browser: drawn, accessible, and within its width."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_rules
from satisfaction.drivers.verbatims import compare_verbatims
from satisfaction.reports.driver_report import driver_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from conftest import Opened

    Visit = Callable[[Path, int], Any]

pytestmark = pytest.mark.browser

QUARTER = Path(__file__).parents[2] / "synthetic_data" / "quarter_2007_08_q3"
AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                                                   "wcag22aa", "best-practice"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    survey = sat.load_survey("user-satisfaction-2007")
    returns = sat.read_returns(max(QUARTER.glob("returns_*")), survey).returns
    page = driver_report(
        sat.find_drivers(returns, bootstraps=200),
        survey=survey,
        rules=load_rules(),
        others=[compare_verbatims(returns)],
        not_done=["Nothing else."],
    )
    path = tmp_path_factory.mktemp("study") / "page.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[1280, 390])
def found(request: pytest.FixtureRequest, visit: Visit, page_file: Path) -> Iterator[Opened]:
    with visit(page_file, request.param) as opened:
        yield opened


def test_every_figure_is_drawn_in_silence_and_nothing_is_asked_for(found: Opened) -> None:
    assert found.page.locator("[data-figure] .main-svg:first-child").count() == 6
    assert found.said == []
    assert found.asked == []


def test_nothing_needs_sideways_scrolling(found: Opened) -> None:
    assert found.page.evaluate("document.documentElement.scrollWidth") <= found.width


def test_axe_finds_no_violation(found: Opened, axe: str) -> None:
    found.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found.page.evaluate(axe)
    assert found.page.evaluate(AXE) == []
