"""Figures as images and the summary on one A4 page, drawn by the system's Chromium."""

from __future__ import annotations

import hashlib
import re
import struct
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from satisfaction.definitions.library import load_rules
from satisfaction.errors import MissingExtraError
from satisfaction.reports import Exhibit, images
from satisfaction.reports.browser import print_pdf
from satisfaction.reports.exhibits import draw_exhibits
from satisfaction.reports.images import write_images
from satisfaction.reports.summary import write_summary

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def browser(chromium) -> None:
    """Need the browser that the other tests of this folder need."""
    del chromium


@pytest.fixture(scope="module")
def exhibits(hand_made) -> list[Exhibit]:
    return [
        Exhibit(result=hand_made.headline(), kind="headline"),
        Exhibit(result=hand_made.measures(), kind="measures"),
        Exhibit(result=hand_made.profile_check()),
    ]


@pytest.fixture(scope="module")
def drawn(exhibits, hand_made):
    return draw_exhibits(exhibits, hand_made.survey())


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_every_figure_is_drawn_with_its_words_and_the_same_again(drawn, tmp_path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    written = write_images(drawn[:2], first)
    assert [path.name for path in written] == [
        "figure-01-headline.svg",
        "figure-01-headline.png",
        "figure-02-measures-side-by-side.svg",
        "figure-02-measures-side-by-side.png",
    ]
    text = "".join(ET.fromstring(written[0].read_text(encoding="utf-8")).itertext())  # noqa: S314
    title = drawn[0].words["title"]
    assert title.split(",")[0] in text.replace("\u00a0", " ")
    assert "Source" in text
    head = written[1].read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert struct.unpack(">I", head[16:20])[0] == 2 * 860
    write_images(drawn[:2], again)
    assert digests(first) == digests(again)


def test_an_image_refers_to_nothing_outside_itself(drawn, tmp_path) -> None:
    write_images(drawn[:1], tmp_path, formats=("svg",))
    text = next(tmp_path.iterdir()).read_text(encoding="utf-8")
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_a_browser_that_does_not_answer_is_given_up(drawn, tmp_path, monkeypatch) -> None:
    sleeper = tmp_path / "browser"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    sleeper.chmod(0o700)
    monkeypatch.setenv("BROWSER_PATH", str(sleeper))
    monkeypatch.setattr(images, "_SECONDS_TO_START", 2)
    monkeypatch.setattr(images, "_SECONDS_EACH", 0)
    with pytest.raises(MissingExtraError, match="did not draw the figures"):
        write_images(drawn[:1], tmp_path)


def test_the_summary_is_one_tagged_page_with_a_language(exhibits, hand_made, tmp_path) -> None:
    out = write_summary(
        exhibits,
        tmp_path / "summary.pdf",
        title="A title",
        period="2007/08 Q3",
        survey=hand_made.survey(),
        rules=load_rules(),
        attention=["A thing to decide"],
        pack="board-pack.html",
    )
    content = out.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    assert b"/StructTreeRoot" in content
    assert b"/Lang (en-GB)" in content
    assert [path.name for path in tmp_path.iterdir()] == ["summary.pdf"]


def test_a_page_that_cannot_be_printed_leaves_nothing(tmp_path, monkeypatch) -> None:
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o700)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    with pytest.raises(MissingExtraError, match="did not print"):
        print_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    assert not (tmp_path / "page.pdf").exists()
