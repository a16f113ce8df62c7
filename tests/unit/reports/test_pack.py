"""The Board's pack as text: what it holds, that it is inert, and that it is the same every time."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from satisfaction.errors import UsageError
from satisfaction.reports import Exhibit, board_pack, render_pack

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

HOSTILE = '</script><img src=x onerror="document.title=1"><!-- & " \' {{ 7*7 }}'


class Page(HTMLParser):
    """The elements of a page, with the text of those that are asked for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.words: list[str] = []
        self._script: dict[str, str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag == "script":
            self._script = found

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is None:
            self.words.append(data)
        else:
            self.scripts.append((self._script, data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(hand_made: ModuleType) -> str:
    results = [
        hand_made.headline(),
        hand_made.measures(),
        Exhibit(result=hand_made.groups(), commentary="What we think.\n\nAnd why."),
        hand_made.gap(),
        hand_made.profile_check(),
        hand_made.drivers(),
        hand_made.weighted(),
        hand_made.profile(),
    ]
    return render_pack(
        results,
        survey=hand_made.survey(),
        rules=hand_made.rules(),
        attention=["An inspection is overdue"],
        methods=["Interviews are by telephone."],
        requirements=hand_made.statement(
            profile_check=hand_made.evidence("not met", "Two levels are outside.")
        ),
        versions={"satisfaction": "0.1.0"},
        run_stamp="14 January 2008",
    )


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def hostile_pack(hand_made: ModuleType) -> str:
    rows = [
        hand_made.row(group=HOSTILE, level=f"{name} {HOSTILE}", question=HOSTILE)
        for name in ("one", "two")
    ]
    caveats = (hand_made.Caveat(code="x", text=HOSTILE),)
    exhibit = Exhibit(
        result=hand_made.estimates(rows, caveats), heading=HOSTILE, commentary=HOSTILE
    )
    return render_pack(
        [exhibit], title=HOSTILE, rules=hand_made.rules(), attention=[HOSTILE], run_stamp=HOSTILE
    )


def test_the_page_has_its_landmarks_language_and_one_first_heading(page: Page) -> None:
    assert page.all("html") == [{"lang": "en-GB"}]
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert len(page.all(landmark)) == 1
    first_link = page.all("a")[0]
    assert first_link == {"class": "skip", "href": "#main"}


def test_every_figure_has_a_text_alternative_a_table_and_a_download(page: Page) -> None:
    drawings = [found for found in page.all("div") if "data-figure" in found]
    assert len(drawings) == 11
    assert all(found["role"] == "img" and len(found["aria-label"]) > 40 for found in drawings)
    assert len([a for a in page.all("a") if "download" in a]) == 11
    assert len(page.all("caption")) >= 11
    assert {found["scope"] for found in page.all("th")} == {"col", "row"}


def test_contents_lead_to_sections_that_exist(page: Page) -> None:
    places = {found["id"] for _, found in page.elements if "id" in found}
    links = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    assert links <= places
    assert {"attention", "figure-11", "recommendation-10", "method", "sources"} <= links
    identifiers = [found["id"] for _, found in page.elements if "id" in found]
    assert len(identifiers) == len(set(identifiers))


def test_attention_lists_what_was_given_and_what_the_results_call_for(text: str) -> None:
    listed = text.split('id="attention-title"')[1].split("</section>", maxsplit=1)[0]
    assert listed.index("below the target of 78.9%") < listed.index("An inspection is overdue")
    assert "gap of 4.8 points" in listed
    assert "under-represents age 16-24" in listed
    assert listed.count("ethnicity of 27%") == 1
    assert "Follow-up is the lowest" not in listed


def test_a_calm_quarter_asks_for_nothing(hand_made: ModuleType) -> None:
    text = render_pack([hand_made.measures()], rules=hand_made.rules())
    assert "Nothing in this pack asks for a decision." in text


def test_both_periods_of_a_check_are_shown(page: Page) -> None:
    words = " ".join(page.words)
    assert "Profile check, 2007/08 Q3" in words
    assert "Profile check, 12 months to December 2007" in words


def test_hidden_numbers_are_nowhere_in_the_page(hand_made: ModuleType) -> None:
    table = hand_made.groups().table
    table.loc[table["flag"] == "hidden", ["estimate", "unweighted", "base"]] = [
        0.54321,
        0.54321,
        17,
    ]
    result = hand_made.estimates(table.to_dict("records"))
    text = unquote(render_pack([result], rules=hand_made.rules()))
    own = text[: text.index('id="plotly-packed"')]
    assert "racist incident" in own
    assert "54.3" not in own
    assert "0.543" not in own
    assert not re.search("9,?876", own)


def test_settings_carry_their_confidence(page: Page) -> None:
    words = " ".join(page.words)
    assert "hidden below:\N{NO-BREAK SPACE}30" in words
    assert "reported practice, not a Home Office requirement; confidence medium" in words
    assert "30 (unverified)" in words


def test_recommendation_ten_lists_requirements_with_status_and_owner(text: str) -> None:
    section = text.split('id="recommendation-10-title"')[1].split("</section>", maxsplit=1)[0]
    assert "✕ not met" in section
    assert "Head of performance" in section
    assert "2007-11-01" in section
    assert "? Cannot be told" in section
    assert "Nothing shows it." in section


def test_an_external_page_does_not_name_owners(hand_made: ModuleType) -> None:
    text = render_pack(
        [hand_made.headline()],
        rules=hand_made.rules(),
        requirements=hand_made.statement(profile_check=hand_made.evidence("met", "All within.")),
        audience="external",
    )
    assert "Head of performance" not in text


def test_sources_are_listed_once_with_their_checksums(text: str) -> None:
    section = text.split('id="sources-title"')[1].split("</section>", maxsplit=1)[0]
    assert section.count("ab" * 32) == 1
    assert "2,478" in section


def test_only_the_two_hashed_scripts_may_run(page: Page) -> None:
    policy = next(m["content"] for m in page.all("meta") if "Policy" in m.get("http-equiv", ""))
    run = [body for attributes, body in page.scripts if "type" not in attributes]
    (packed,) = (body for found, body in page.scripts if found.get("id") == "plotly-packed")
    assert len(run) == 1
    run.append(gzip.decompress(b64decode(packed)).decode())
    assert run[1].lstrip().startswith("/**")
    assert "plotly.js" in run[1][:200]
    digests = {b64encode(sha256(body.encode()).digest()).decode() for body in run}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == digests
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy.split("script-src")[1].split(";")[0]
    assert "http" not in policy


def test_nothing_is_fetched(page: Page) -> None:
    for tag, attributes in page.elements:
        assert "src" not in attributes, tag
        if "href" in attributes:
            assert attributes["href"].startswith(("#", "data:"))


def test_the_page_is_small_enough_for_an_e_mail(text: str) -> None:
    assert len(text.encode("utf-8")) < 6_000_000


def test_equal_results_give_equal_bytes(hand_made: ModuleType, tmp_path: Path) -> None:
    files = [
        board_pack([hand_made.gap()], out=tmp_path / name, rules=hand_made.rules())
        for name in ("one.html", "two.html")
    ]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.html"]


def test_hostile_words_make_no_element_and_no_script(hand_made: ModuleType) -> None:
    page = Page(hostile_pack(hand_made))
    assert not page.all("img")
    assert len(page.scripts) == 4
    assert "49" not in page.words
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]


def test_figures_of_hostile_words_are_json_that_plotly_shows_as_text(hand_made: ModuleType) -> None:
    page = Page(hostile_pack(hand_made))
    figures = [body for found, body in page.scripts if found.get("type") == "application/json"]
    assert len(figures) == 2
    for body in figures:
        assert "<" not in body
        drawn = json.dumps(json.loads(body)["data"])
        assert "<img" not in drawn
        assert "&lt;img" in drawn


def test_a_download_holds_the_table_unrounded_and_harmless(hand_made: ModuleType) -> None:
    rows = [
        hand_made.row(1 / 3, group="area", level="=cmd|' /C calc'!A0"),
        hand_made.row(0.5, group="area", level="hidden one", flag="hidden"),
    ]
    page = Page(render_pack([hand_made.estimates(rows)], rules=hand_made.rules()))
    link = next(a["href"] for a in page.all("a") if "download" in a)
    content = unquote(link.split(",", 1)[1]).removeprefix("\ufeff")
    found = list(csv.DictReader(io.StringIO(content)))
    assert float(found[0]["estimate"]) == 1 / 3
    assert found[0]["level"].startswith("'=")
    assert found[1]["estimate"] == found[1]["base"] == ""


def test_a_pack_of_nothing_is_refused(hand_made: ModuleType) -> None:
    with pytest.raises(UsageError, match="no result"):
        render_pack([], rules=hand_made.rules())


def test_a_refused_pack_leaves_no_file(hand_made: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        board_pack([], out=tmp_path / "pack.html", rules=hand_made.rules())
    assert not list(tmp_path.iterdir())


def test_commentary_stands_in_paragraphs(text: str) -> None:
    assert "<p>What we think.</p>\n<p>And why.</p>" in text
