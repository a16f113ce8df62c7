"""The analyst's words reach the page, in the right chapter, and can do nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from satisfaction.errors import UsageError
from satisfaction.reports import render_pack
from satisfaction.reports.chapters import NAMES
from satisfaction.reports.commentary import new_commentary, read_commentary, rendered

if TYPE_CHECKING:
    from types import ModuleType

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(2)"> [click](javascript:alert(3)) '
    "![i](http://a.example/x.png) <http://b.example> http://c.example &lt;b&gt; </div>"
    "<style>p{display:none}</style> `code` {{ 7*7 }} {% raw %}"
)


def test_paragraphs_lists_bold_and_italic_are_set() -> None:
    found = rendered("One **bold** and *thin*.\n\nTwo.\n\n- a\n- b\n\n1. c\n")
    assert "<p>One <strong>bold</strong> and <em>thin</em>.</p>" in found
    assert "<p>Two.</p>" in found
    assert re.search(r"<ul>\s*<li>\s*<p>a</p>|<ul>\s*<li>a</li>", found)
    assert "<ol>" in found


def test_nothing_but_these_elements_can_come_out() -> None:
    text = (
        f"{HOSTILE}\n\n# h1\n\n> quote\n\n```\n<b>\n```\n\n    <i>\n\n***\n\n| a |\n|---|\n\n<hr>"
    )
    tags = {tag.lower() for tag in re.findall(r"</?([a-zA-Z][a-z0-9]*)", rendered(text))}
    assert tags <= {"p", "ul", "ol", "li", "strong", "em"}
    assert "[click](javascript:alert(3))" in rendered(HOSTILE)


def test_hostile_commentary_is_inert_in_the_page(hand_made: ModuleType) -> None:
    words = f"## Cover\n{HOSTILE}\n## Headline\n{HOSTILE}\n## Methods\n{HOSTILE}\n"
    plain = render_pack([hand_made.headline()], rules=hand_made.rules())
    text = render_pack([hand_made.headline()], rules=hand_made.rules(), commentary=words)
    for tag in ("<script", "<img", "<style", "<a ", "href="):
        assert text.count(tag) == plain.count(tag), tag
    assert text.count("&lt;script&gt;alert(1)") == 3
    assert "{{ 7*7 }}" in text


def test_words_stand_in_the_chapter_that_they_name(hand_made: ModuleType) -> None:
    words = "## who and WHERE\nOf groups.\n## Headline\nOf the headline.\n## Actions\n"
    results = [hand_made.headline(), hand_made.gap()]
    text = render_pack(results, rules=hand_made.rules(), commentary=words)
    head, _, rest = text.partition('id="chapter-2"')
    assert "<p>Of the headline.</p>" in head
    assert "<p>Of groups.</p>" in rest
    assert text.count('class="commentary"') == 2


def test_every_fault_is_told_at_once_with_the_nearest_name() -> None:
    text = "Stray.\n## Hedline\nx\n## Why\ny\n## why\nz\n## Nonsense\n"
    with pytest.raises(UsageError) as caught:
        read_commentary(text)
    said = str(caught.value)
    assert "words stand before the first heading" in said
    assert "'Hedline'. Did you mean 'Headline'?" in said
    assert "'Nonsense'" in said
    assert "stands more than once" in said
    assert all(name in said for name in NAMES)


def test_a_draft_is_a_commentary_without_words() -> None:
    assert read_commentary(new_commentary()) == {}
    assert re.findall(r"^## (.*)$", new_commentary(), re.MULTILINE) == list(NAMES)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert read_commentary("\ufeff## Why \r\nYes.\r\n") == {"Why": "<p>Yes.</p>\n"}


def test_deeper_headings_are_words() -> None:
    assert "### Part" in read_commentary("## Why\n### Part\n")["Why"]
