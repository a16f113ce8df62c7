"""Every kind of page on a desktop and on a phone: accessible, within its width, silent, inert."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
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
HOSTILE = (
    '</script><script>document.title="run"</script><img src=x onerror="document.title=1">',
    """javascript:alert(1)"' onmouseover='alert(1)""",
    "\u202eright to left\u202c",
    "zero\u200bwidth\u2060name",
    "{{ 7 * 7 }}{% raw %}",
)


@pytest.fixture(scope="module")
def visit_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from satisfaction.workflow.contractor import (
        ContractorFiles,
        review_from_files,
        visit_document,
        write_visit,
    )

    folder = tmp_path_factory.mktemp("visit")
    files = ContractorFiles(
        log=QUARTER,
        returns=(QUARTER / "returns_2007-08-q3.parquet",),
        outcomes=QUARTER / "contact_outcomes.parquet",
        issued=QUARTER / "issued_sample.parquet",
    )
    run = review_from_files(
        files, on=date(2008, 1, 14), survey="user-satisfaction-2007", period="2007/08 Q3"
    )
    number = str(run.review.visits["visit"].iloc[-1])
    document = visit_document(run, "report", visit=number, run_stamp="14 January 2008")
    return next(path for path in write_visit(document, folder) if path.suffix == ".html")


@pytest.fixture(scope="module")
def quality_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from satisfaction.estimates import quality_indicators
    from satisfaction.reports.quality_report import quality_page
    from satisfaction.reports.quality_table import quality_table

    survey = sat.load_survey("user-satisfaction-2007")
    files = sorted(QUARTER.glob("returns_*"))[-4:]
    returns = sat.read_returns(files, survey).returns
    # A large force: every borough's month can be told, so that the table is at its widest.
    rules = load_rules()
    rule = rules.rules["suppression"]
    small = rule.model_copy(update={"settings": {**rule.settings, "hidden_below": 1}})
    told = rules.model_copy(update={"rules": {**rules.rules, "suppression": small}})
    found = quality_indicators(returns, period="2007/08 Q3", rules=told)
    page = quality_page(
        found,
        quality_table(found, survey=survey, version="0123456789ab"),
        survey=survey,
        audience="internal",
        notes=[f"A note of usual length that says how to read it, number {n}." for n in range(6)],
        csv_name="quality-report.csv",
    )
    path = tmp_path_factory.mktemp("quality") / "quality-report.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile_pack(hand_made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from satisfaction.reports import Exhibit, board_pack

    rows = [hand_made.row(group="area", level=name) for name in HOSTILE]
    long = "An answer without a blank " + "and-then-" * 60
    return board_pack(
        [
            hand_made.headline(),
            Exhibit(result=hand_made.estimates(rows), heading=f"By {HOSTILE[0]}"),
            Exhibit(result=hand_made.measures(), commentary=f"{HOSTILE[1]}\n\n{long}"),
        ],
        out=tmp_path_factory.mktemp("hostile") / "board.html",
        title=f"Title {HOSTILE[0]}",
        attention=[f"Look at {HOSTILE[1]}", f"and at {HOSTILE[2]}"],
        survey=hand_made.survey(),
        rules=hand_made.rules(),
    )


PAGES = ("whole_pack", "visit_record", "quality_report", "hostile_pack")


@pytest.fixture(
    scope="module", params=[(name, width) for name in PAGES for width in (1280, 390)], ids=str
)
def found(request: pytest.FixtureRequest, visit: Visit, probes: str) -> Iterator[Opened]:
    name, width = request.param
    with visit(request.getfixturevalue(name), width) as opened:
        opened.page.evaluate(probes)
        yield opened


def test_it_is_silent_and_asks_for_nothing(found: Opened) -> None:
    assert found.said == []
    assert found.asked == []


def test_nothing_needs_sideways_scrolling(found: Opened) -> None:
    assert found.page.evaluate("document.documentElement.scrollWidth") <= found.width


# The pack with all its figures is given to axe where the pack is tested.
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES[1:])
def test_axe_finds_no_violation(
    request: pytest.FixtureRequest, visit: Visit, axe: str, name: str, width: int
) -> None:
    with visit(request.getfixturevalue(name), width) as opened:
        page = opened.page
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.evaluate(axe)
        assert page.evaluate(AXE) == []


def test_headings_go_down_one_level_at_a_time_from_a_single_first(found: Opened) -> None:
    levels = found.page.evaluate("probes.headings()")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


def test_the_page_has_its_language_title_and_landmarks(found: Opened) -> None:
    page = found.page
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    assert page.title()
    for landmark in ("header", "main", "footer"):
        assert page.locator(f"body {landmark}").count() == 1
    assert page.locator("a.skip").get_attribute("href") == "#main"
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("section, nav, [role=region]")].filter(e => {
             const ids = (e.getAttribute("aria-labelledby") || "").split(" ");
             return !e.getAttribute("aria-label") && !ids.some(id => document.getElementById(id));
           }).length"""
    )
    assert nameless == 0


def test_every_figure_says_in_words_what_it_shows_and_no_two_the_same(found: Opened) -> None:
    texts = found.page.evaluate(
        """() => [...document.querySelectorAll("[data-figure]")]
             .map(f => [f.getAttribute("role"), f.getAttribute("aria-label") || "",
                        f.closest("section").getAttribute("aria-labelledby").split(" ")
                          .map(id => document.getElementById(id).textContent).join(". ")])"""
    )
    assert all(role == "img" for role, _, _ in texts)
    assert all(len(text) > 40 for _, text, _ in texts)
    # Two periods can have one finding; the name of the section tells them apart.
    assert len({(text, named) for _, text, named in texts}) == len(texts)


def test_every_text_of_a_figure_has_enough_contrast(found: Opened) -> None:
    assert found.page.evaluate("probes.paleTexts()") == []


def test_the_measure_of_contrast_finds_a_pale_text(
    visit: Visit, hostile_pack: Path, probes: str
) -> None:
    with visit(hostile_pack, 1280) as opened:
        opened.page.evaluate(probes)
        opened.page.evaluate(
            "document.querySelector('#figure-1-drawing svg text').style.fill = '#999'"
        )
        pale = opened.page.evaluate("probes.paleTexts()")
        assert len(pale) == 1
        assert "2.85" in pale[0]


def test_hostile_words_stay_words(visit: Visit, hostile_pack: Path) -> None:
    with visit(hostile_pack, 1280) as opened:
        page = opened.page
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.mouse.move(600, 400)
        for summary in page.locator("summary").all():
            summary.click()
            summary.hover()
        assert page.title().startswith("Title </script>")
        assert page.locator("img, iframe, object, embed").count() == 0
        assert page.locator("a[href^='javascript' i], [onmouseover], [onerror]").count() == 0
        text = page.locator("main").inner_text()
        for words in (HOSTILE[0], HOSTILE[1], HOSTILE[4]):
            assert words in text
        assert asked == []
        assert opened.said == []


def test_the_quality_report_prints_on_one_page_of_a4(visit: Visit, quality_report: Path) -> None:
    with visit(quality_report, 794) as opened:
        printed = opened.page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b[^s]", printed)) == 1
        opened.page.emulate_media(media="print")
        opened.page.set_viewport_size({"width": 710, "height": 1000})
        cut = opened.page.evaluate(
            """() => [...document.querySelectorAll(".scroll")]
                 .filter(e => e.scrollWidth > e.clientWidth + 1)
                 .map(e => [e.parentElement.id, e.scrollWidth, e.clientWidth])"""
        )
        assert cut == []
