"""The Board's pack as a reader meets it: on a desktop, on a phone, by keyboard, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.reports import Exhibit, board_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType
    from typing import Any

    from conftest import Opened

    Visit = Callable[[Path, int], Any]


pytestmark = pytest.mark.browser

HOSTILE = '</script><img src=x onerror="document.title=1"><b>one</b>'
AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                                                   "wcag22aa", "best-practice"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""


@pytest.fixture(scope="module")
def pack(hand_made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = [
        hand_made.headline(),
        hand_made.measures(),
        hand_made.grades(),
        hand_made.series(),
        Exhibit(result=hand_made.groups(), commentary="In the analyst's words."),
        hand_made.gap(),
        hand_made.profile_check(),
        hand_made.drivers(),
        hand_made.boroughs(),
        hand_made.weighted(),
        hand_made.profile(),
        hostile(hand_made),
    ]
    return board_pack(
        results,
        out=tmp_path_factory.mktemp("pack") / "board.html",
        survey=hand_made.survey(),
        rules=hand_made.rules(),
        attention=["An inspection is overdue"],
        requirements=hand_made.statement(profile_check=hand_made.evidence("met", "Checked.")),
        versions={"satisfaction": "0.1.0"},
        run_stamp="14 January 2008",
    )


@pytest.fixture(scope="module", params=[1280, 390])
def found(request: pytest.FixtureRequest, visit: Visit, pack: Path) -> Iterator[Opened]:
    """Open the pack on a desktop, then on a phone; tests that use it leave it as it was."""
    with visit(pack, request.param) as opened:
        yield opened


FIGURES = 15


def hostile(hand_made: ModuleType) -> Exhibit:
    rows = [hand_made.row(group="area", level=f"{n} {HOSTILE}") for n in ("first", "second")]
    return Exhibit(result=hand_made.estimates(rows), heading=f"By {HOSTILE}")


def test_every_figure_is_drawn_in_silence_and_nothing_is_asked_for(found: Opened) -> None:
    drawn = found.page.locator("[data-figure] .main-svg:first-child").count()
    assert drawn == FIGURES
    assert found.said == []
    assert found.asked == []


def test_nothing_needs_sideways_scrolling(found: Opened) -> None:
    assert found.page.evaluate("document.documentElement.scrollWidth") <= found.width
    cut = found.page.evaluate(
        """() => [...document.querySelectorAll('[data-figure]')].filter(holder => {
            const box = holder.getBoundingClientRect();
            return [...holder.querySelectorAll('text')].some(text => {
              const own = text.getBoundingClientRect();
              return own.width && (own.right > box.right + 1 || own.left < box.left - 1
                || own.top < box.top - 1 || own.bottom > box.bottom + 1);
            });
          }).map(holder => holder.id)"""
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


def test_the_skip_link_is_first_and_leads_to_the_findings(visit: Visit, pack: Path) -> None:
    with visit(pack, 1280) as found:
        found.page.keyboard.press("Tab")
        assert found.page.evaluate("document.activeElement.className") == "skip"
        assert found.page.locator(".skip").bounding_box()["y"] >= 0
        found.page.keyboard.press("Enter")
        assert found.page.evaluate("document.activeElement.id") == "main"


def test_contents_lead_to_their_figure(visit: Visit, pack: Path) -> None:
    with visit(pack, 1280) as found:
        found.page.emulate_media(reduced_motion="reduce")
        link = found.page.get_by_role("link", name="Drivers of dissatisfaction")
        link.click()
        top = found.page.locator(link.get_attribute("href")).bounding_box()["y"]
        assert 0 <= top < 60


def test_a_table_opens_and_downloads(visit: Visit, pack: Path, tmp_path: Path) -> None:
    with visit(pack, 1280) as found:
        found.page.get_by_text("Data behind figure 2", exact=True).first.click()
        with found.page.expect_download() as waiting:
            found.page.get_by_role("link", name="Download figure 2 as CSV").click()
        target = tmp_path / "figure.csv"
        waiting.value.save_as(target)
        assert waiting.value.suggested_filename == "figure-2.csv"
        assert target.read_text(encoding="utf-8-sig").startswith("question,measure,statistic")
        assert found.said == []


def test_a_pointer_over_a_mark_shows_its_number(visit: Visit, pack: Path) -> None:
    with visit(pack, 1280) as found:
        found.page.locator("#figure-2-drawing .points path").nth(2).hover(force=True)
        found.page.wait_for_selector("#figure-2-drawing .hovertext", timeout=5_000)
        assert "base 2,220" in found.page.locator("#figure-2-drawing .hovertext").text_content()


def test_turning_the_page_narrow_redraws_for_a_phone(visit: Visit, pack: Path) -> None:
    with visit(pack, 1280) as found:
        labels = "#figure-2-drawing .yaxislayer-above .ytick"
        assert found.page.locator(labels).count() == 5
        found.page.set_viewport_size({"width": 390, "height": 844})
        found.page.wait_for_function(f"document.querySelectorAll('{labels}').length === 0")
        assert found.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_words_are_shown_and_do_nothing(found: Opened) -> None:
    assert found.page.locator("img").count() == 0
    assert found.page.title().startswith("Victim satisfaction")
    words = found.page.locator("[data-figure]").all_inner_texts()
    assert sum("<b>one</b>" in text for text in words) == 1


def test_the_page_prints_without_cutting_a_figure(visit: Visit, pack: Path) -> None:
    with visit(pack, 1280) as found:
        printed = found.page.pdf(prefer_css_page_size=True, print_background=True)
        assert printed.startswith(b"%PDF")
        found.page.emulate_media(media="print")
        found.page.set_viewport_size({"width": 680, "height": 1000})
        tallest = found.page.evaluate(
            "Math.max(...[...document.querySelectorAll('figure')].map(f => f.offsetHeight))"
        )
        assert tallest < 266 / 25.4 * 96
        assert not found.page.locator("details.data").first.is_visible()


def test_axe_finds_no_violation(found: Opened, axe: str) -> None:
    found.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found.page.evaluate(axe)
    assert found.page.evaluate(AXE) == []
