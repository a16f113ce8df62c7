from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from satisfaction.definitions.dictionary import data_dictionary
from satisfaction.definitions.dictionary_pages import to_html, to_markdown
from satisfaction.definitions.library import load_survey

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.dictionary import DataDictionary, DictionaryEntry


@pytest.fixture(scope="module")
def dictionary() -> DataDictionary:
    return data_dictionary(load_survey("user-satisfaction-2007"))


def _entry(dictionary: DataDictionary, column: str) -> DictionaryEntry:
    (found,) = (entry for entry in dictionary.entries if entry.column == column)
    return found


def test_every_column_that_is_read_has_one_entry(dictionary: DataDictionary) -> None:
    survey = load_survey("user-satisfaction-2007")
    expected = [*survey.columns.values(), "PURP", "WHO", "CONDATE"]
    assert sorted(entry.column for entry in dictionary.entries) == sorted(expected)


def test_a_date_is_described_as_a_contractor_writes_it(dictionary: DataDictionary) -> None:
    assert _entry(dictionary, "REPDATE").form == "DD/MM/YYYY"
    assert _entry(dictionary, "CONDATE").form == "DD/MM/YYYY"
    assert _entry(dictionary, "RECON").form == ""


def test_codes_of_a_classification_are_listed_with_their_labels(
    dictionary: DataDictionary,
) -> None:
    ethnicity = _entry(dictionary, "SDE")
    assert ("O1", "Chinese") in ethnicity.codes
    assert ethnicity.not_answered == (("NS", "not stated"),)


def test_a_routed_question_says_who_is_asked_by_column_and_code(
    dictionary: DataDictionary,
) -> None:
    assert _entry(dictionary, "Q6").asked == "those where Q1 is 1 (yes); blank for others"
    assert _entry(dictionary, "Q1").asked == "everybody"


def test_uses_are_named(dictionary: DataDictionary) -> None:
    assert _entry(dictionary, "Q1").used_for == "routing"
    assert _entry(dictionary, "Q15").used_for == "measure: follow up"
    assert _entry(dictionary, "Q2").used_for == "driver, stage contact"
    assert "outcome" in _entry(dictionary, "Q21").used_for
    assert _entry(dictionary, "AGE").used_for == "comparison with the victim profile, weights"


def test_blanks_are_allowed_where_the_definition_allows_them(dictionary: DataDictionary) -> None:
    assert not _entry(dictionary, "INTNO").may_be_blank
    assert _entry(dictionary, "Q2").may_be_blank


def test_checks_say_what_follows(dictionary: DataDictionary) -> None:
    follows = {check.says: check.then for check in dictionary.checks}
    assert follows["The interview was not 42 to 84 days after the report."] == "row flagged"
    assert follows["The interview is dated before the report."] == "row rejected"
    assert follows["There is a column that is not listed here."] == "file refused"


def test_columns_that_are_ignored_are_not_said_to_be_refused(
    tmp_path: Path, shipped_text: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(shipped_text + "\nother_columns: ignore\n", encoding="utf-8")
    says = [check.says for check in data_dictionary(load_survey(path)).checks]
    assert "There is a column that is not listed here." not in says


class _Page(HTMLParser):
    """Count tags and collect text, as a browser would."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.language = ""
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        if tag == "html":
            self.language = dict(attrs)["lang"] or ""

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = '<script>alert("x")</script> | `a` & \\ b'


@pytest.fixture
def hostile(tmp_path: Path, shipped_text: str) -> DataDictionary:
    path = tmp_path / "a.yaml"
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    text = shipped_text.replace(
        "title: User satisfaction survey, victims of crime", f'title: "{quoted}"'
    )
    text = text.replace("text: Interview number", f'text: "{quoted}"')
    text = text.replace("1: emergency call", f'1: "{quoted}"').replace(
        "column: Q2\n", 'column: "<b>Q2"\n'
    )
    path.write_text(text, encoding="utf-8")
    return data_dictionary(load_survey(path))


def test_the_page_shows_hostile_text_as_text(hostile: DataDictionary) -> None:
    page = _Page(to_html(hostile))
    assert "script" not in page.opened
    assert "b" not in page.opened
    assert page.text.count(HOSTILE) == 4  # title, heading, wording, label
    assert "<b>Q2" in page.text


def test_the_page_is_accessible_and_needs_no_network(dictionary: DataDictionary) -> None:
    text = to_html(dictionary)
    page = _Page(text)
    assert page.language == "en-GB"
    assert page.opened.count("h1") == 1
    assert page.opened.count("caption") == page.opened.count("table") == 2
    assert 'scope="col"' in text
    assert 'scope="row"' in text
    assert "What will be rejected or flagged" in page.text
    assert not {"link", "script", "img", "iframe"} & set(page.opened)
    assert "http" not in text


def test_markdown_keeps_hostile_text_inside_its_cell(hostile: DataDictionary) -> None:
    rows = [line for line in to_markdown(hostile).splitlines() if line.startswith("| INTNO")]
    (row,) = rows
    assert row.replace("\\|", "").count("|") == 11
    assert "<script" not in row


def test_markdown_has_a_row_for_each_column(dictionary: DataDictionary) -> None:
    lines = to_markdown(dictionary).splitlines()
    for entry in dictionary.entries:
        assert sum(line.startswith(f"| {entry.column} |") for line in lines) == 1


def test_no_folder_of_the_definition_is_shown(tmp_path: Path, shipped_text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(shipped_text, encoding="utf-8")
    dictionary = data_dictionary(load_survey(path))
    assert str(tmp_path) not in to_html(dictionary) + to_markdown(dictionary)
