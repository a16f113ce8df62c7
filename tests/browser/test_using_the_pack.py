"""Using the Board's pack: its contents, its points, its tables, its keys; without a network."""

from __future__ import annotations

import re
import time
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from conftest import Opened

    Visit = Callable[[Path, int], Any]

pytestmark = pytest.mark.browser

LEAVING = """async () => {
  const address = "https://example.org/x";
  const tries = [
    () => fetch(address), () => navigator.sendBeacon(address, "x"),
    () => { new Image().src = address; }, () => new WebSocket("wss://example.org/x"),
    () => { const s = document.createElement("script"); s.src = address; document.head.append(s); },
    () => { const f = document.createElement("iframe"); f.src = address; document.body.append(f); },
    () => { const l = document.createElement("link"); l.rel = "stylesheet"; l.href = address;
            document.head.append(l); },
  ];
  for (const attempt of tries) { try { await attempt(); } catch (error) { /* refused */ } }
  await new Promise(done => setTimeout(done, 200));
}"""


@pytest.fixture(scope="module", params=[1280, 390])
def found(request: pytest.FixtureRequest, visit: Visit, whole_pack: Path) -> Iterator[Opened]:
    """Open the pack on a desktop, then on a phone; tests that use it leave it as it was."""
    with visit(whole_pack, request.param) as opened:
        yield opened


@pytest.fixture(scope="module")
def desktop(visit: Visit, whole_pack: Path) -> Iterator[Opened]:
    """Open the pack once for tests that can follow one another on the same page."""
    with visit(whole_pack, 1280) as opened:
        yield opened


def test_every_link_of_the_contents_lands_on_its_section(found: Opened) -> None:
    page = found.page
    page.emulate_media(reduced_motion="reduce")
    links = page.locator(".contents a:visible")
    assert links.count() > 5
    for number in range(links.count()):
        link = links.nth(number)
        target = link.get_attribute("href")
        link.click()
        landed = page.evaluate(
            """id => { const e = document.getElementById(id), box = e.getBoundingClientRect();
                 const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
                 return [location.hash, box.top, end, e.textContent.trim().length]; }""",
            target[1:],
        )
        assert landed[0] == target
        assert -1 <= landed[1] < 60 or landed[2], target
        assert landed[3] > 0


def test_after_a_link_of_the_contents_the_next_key_goes_on_from_its_section(
    desktop: Opened, probes: str
) -> None:
    page = desktop.page
    page.evaluate(probes)
    link = page.locator(".contents a[href='#figure-3']")
    link.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.getElementById('figure-3').contains(document.activeElement)"
    assert page.evaluate(inside)


def test_what_a_pointer_shows_is_what_the_table_says(desktop: Opened) -> None:
    page = desktop.page
    for number in (2, 5):
        rows = page.evaluate(
            """n => [...document.querySelectorAll(`#figure-${n} tbody tr`)]
                 .map(row => [...row.children].map(cell => cell.textContent))""",
            number,
        )
        points = page.locator(f"#figure-{number}-drawing .points path")
        told = [said_of(page, number, points.nth(k)) for k in range(points.count())]
        assert any(told)
        for text in filter(None, told):
            assert is_told(text, rows), (text, rows[:3])


def said_of(page: Any, number: int, point: Any) -> str:
    """Return what a pointer over a point shows; empty for a mark that says nothing."""
    page.mouse.move(1, 1)
    point.hover(force=True)
    page.wait_for_timeout(120)
    shown = page.locator(f"#figure-{number}-drawing .hovertext")
    return " ".join(shown.all_text_contents()) if shown.count() else ""


def is_told(text: str, rows: list[list[str]]) -> bool:
    """Return whether a row of the table has the statistic, the share and the base of a text."""
    base = re.search(r"base ([0-9]+(?:,[0-9]{3})*)", text)
    shares = re.findall(r"[0-9.]+%", text)
    assert base, text
    assert shares, text
    return any(
        base[1] in row
        and shares[0] == next((c for c in row if re.fullmatch(r"[0-9.]+%", c)), "")
        and any(plain(cell) in plain(text) for cell in row[:2])
        for row in rows
    )


def plain(words: str) -> str:
    return words.casefold().replace("-", " ")


def test_a_download_is_the_link_and_every_link_is_its_table(
    desktop: Opened, tmp_path: Path
) -> None:
    page = desktop.page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    links = page.locator("a.download")
    assert links.count() >= 10
    for number in range(links.count()):
        link = links.nth(number)
        text = unquote(link.get_attribute("href").partition(",")[2])
        assert text.startswith("\ufeff")
        read = pd.read_csv(StringIO(text.removeprefix("\ufeff")))
        assert len(read) == link.locator("xpath=..").locator("tbody tr").count()
        assert not [c for c in map(str, read.to_numpy().ravel()) if re.match("[=@]", c)]
    with page.expect_download() as waiting:
        links.nth(number).click()
    waiting.value.save_as(tmp_path / "last.csv")
    assert (tmp_path / "last.csv").read_bytes() == text.encode()
    assert desktop.said == []
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = false; })")


def test_the_keyboard_reaches_everything_in_the_order_of_reading_with_a_ring(
    found: Opened, probes: str
) -> None:
    page = found.page
    page.evaluate(probes)
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.goto(page.url.split("#")[0])
    page.wait_for_selector("html[data-drawn]")
    page.evaluate(probes)
    expected = page.evaluate("probes.interactive().length")
    assert expected > 20
    reached = []
    for _ in range(expected):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("probes.focus()"))
    assert [one["place"] for one in reached] == list(range(expected))
    assert reached[0]["name"].startswith("Skip to")
    assert [one["name"] for one in reached if one["ring"] < 2] == []
    assert [one["name"] for one in reached if not one["seen"]] == []


def test_a_key_opens_and_closes_a_table(desktop: Opened) -> None:
    summary = desktop.page.locator("details.data summary").first
    summary.focus()
    table = desktop.page.locator("details.data table").first
    assert not table.is_visible()
    desktop.page.keyboard.press("Enter")
    assert table.is_visible()
    desktop.page.keyboard.press("Space")
    assert not table.is_visible()


def test_nothing_moves_by_itself_for_those_who_ask_for_less_motion(
    visit: Visit, whole_pack: Path
) -> None:
    # A page of its own: on a busy machine a scroll of the test before may still be under way.
    with visit(whole_pack, 1280) as opened:
        page = opened.page
        behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
        assert page.evaluate(behaviour) == "smooth"
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(behaviour) == "auto"
        page.locator(".contents a[href='#sources']").click()
        first = page.evaluate("scrollY")
        page.wait_for_timeout(150)
        assert page.evaluate("scrollY") == first > 1_000
        assert page.evaluate("document.getAnimations().length") == 0


def test_the_page_cannot_send_anything_even_if_told_to(visit: Visit, whole_pack: Path) -> None:
    with visit(whole_pack, 1280) as opened:
        assert opened.asked == []
        opened.page.evaluate(LEAVING)
        assert opened.let_out == []
        assert len([text for text in opened.said if "Content Security Policy" in text]) >= 6


def test_the_page_is_ready_soon(visit: Visit, whole_pack: Path) -> None:
    started = time.perf_counter()
    with visit(whole_pack, 1280) as opened:
        seconds = time.perf_counter() - started
        figures = opened.page.locator("[data-figure]").count()
        assert opened.said == []
    print(f"{figures} figures drawn {seconds:.2f} s after opening")
    # Three seconds on a free machine; the bound allows for one that tests in parallel.
    assert seconds < 15


def test_no_figure_is_cut_by_the_end_of_a_printed_page(visit: Visit, whole_pack: Path) -> None:
    with visit(whole_pack, 794) as opened:
        page = opened.page
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 1000})
        figures = page.evaluate(
            """() => [...document.querySelectorAll("figure")].map(figure => {
                 const box = figure.getBoundingClientRect();
                 const right = Math.max(...[...figure.querySelectorAll("svg")]
                   .map(svg => svg.getBoundingClientRect().right));
                 return [getComputedStyle(figure).breakInside, box.height, right - box.right];
               })"""
        )
        assert len(figures) >= 10
        assert {kept for kept, _, _ in figures} == {"avoid"}
        assert max(height for _, height, _ in figures) < 266 / 25.4 * 96
        assert max(over for _, _, over in figures) <= 1
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b[^s]", printed)) > 4
