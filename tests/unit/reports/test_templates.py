"""Every page escapes what it is given and lets no script run but its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import satisfaction.reports.page as page_module
from satisfaction.reports.page import render_page

PACKAGE = Path(page_module.__file__).parents[1]
TEMPLATES = PACKAGE / "reports" / "templates"
POLICY = '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
# Where text is declared to be safe HTML: the package's own files, inert JSON, parsed Markdown.
SAFE = {"reports/chapters.py", "reports/commentary.py", "reports/page.py"}


def templates() -> list[str]:
    return sorted(path.name for path in TEMPLATES.glob("*.j2"))


def pages() -> list[str]:
    return [name for name in templates() if "<html" in text_of(name)]


def text_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", templates())
def test_every_template_escapes_what_it_is_given(name):
    environment = page_module._environment()
    assert environment.autoescape is True
    template = environment.get_template(name)
    assert template.environment.autoescape is True
    assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b", text_of(name))


def test_what_is_escaped_is_escaped():
    text = (
        page_module._environment()
        .from_string('<p title="{{ x }}">{{ x }}</p>')
        .render(x="\"><script>1</script>'")
    )
    assert "<script>" not in text
    assert text.count('"') == 2


@pytest.mark.parametrize("name", pages())
def test_every_page_has_its_policy_before_anything_that_could_run_or_load(name):
    text = text_of(name)
    assert text.count(POLICY) == 1
    first = min(text.index(mark) for mark in ("<style", "<title", "<link"))
    assert text.index(POLICY) < first
    assert "<script" not in text[: text.index(POLICY)]


@pytest.mark.parametrize("name", pages())
def test_no_page_names_another_address_or_runs_code_in_an_attribute(name):
    text = text_of(name)
    assert not re.search(r"https?://|//[a-z]+\.[a-z]", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("name", templates())
def test_an_attribute_with_a_value_that_is_given_is_quoted(name):
    assert not re.search(r"=\{\{", text_of(name))


def test_the_policy_lets_two_scripts_run_and_nothing_else_load():
    content = {
        "title": "t", "period": "p", "survey": "s", "audience": "internal", "blocks": [],
        "not_done": [], "notes": [], "csv": "data:,", "csv_name": "c.csv",
    }  # fmt: skip
    text = render_page("quality_report.html.j2", content)
    policy = re.search(r'Security-Policy" content="([^"]*)"', text)
    assert policy
    parts = dict(part.split(" ", 1) for part in policy[1].replace("&#39;", "'").split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"].count("'sha256-") == 2
    assert "unsafe" not in parts["script-src"]
    assert {"base-uri", "form-action"} <= {n for n, value in parts.items() if value == "'none'"}
    assert not {"connect-src", "frame-src", "object-src", "font-src"} & set(parts)


def test_html_is_declared_safe_in_few_places_and_made_by_one_environment():
    for path in sorted(PACKAGE.rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        place = path.relative_to(PACKAGE).as_posix()
        if re.search(r"\bMarkup\(", code):
            assert place in SAFE, place
        if re.search(r"\bEnvironment\(", code):
            assert place == "reports/page.py", place
