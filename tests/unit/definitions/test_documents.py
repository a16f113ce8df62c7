from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.definitions.documents import parse_document
from satisfaction.definitions.shelf import read_document
from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from pathlib import Path


def _refusal(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        parse_document(text, file="a.yaml")
    return caught.value


def test_yes_no_times_and_dates_stay_text() -> None:
    content = parse_document("a: yes\nb: 12:30\nc: 2007-04-01\nd: 1_000\ne: on\n", file="a.yaml")
    assert content.content == {"a": "yes", "b": "12:30", "c": "2007-04-01", "d": "1_000", "e": "on"}


def test_every_key_and_item_has_its_line() -> None:
    document = parse_document("a:\n  - x\n  - y: 1\n", file="a.yaml")
    assert document.line_of(("a", "1", "y")) == 3
    assert document.line_of(("a", "0")) == 2


def test_an_unknown_path_has_the_line_of_its_nearest_known_part() -> None:
    document = parse_document("a:\n  b: 1\n", file="a.yaml")
    assert document.line_of(("a", "b", "c", "d")) == 2
    assert document.line_of(("z",)) is None


@pytest.mark.parametrize(
    "text", ["a: &x 1\n", "b: 1\na: *b\n", "b: 1\na: !!python/name:os.system x\n"]
)
def test_anchors_aliases_and_tags_are_refused(text: str) -> None:
    error = _refusal(text)
    assert "not allowed" in str(error)
    assert error.line == text.count("\n")


def test_bad_yaml_names_the_line() -> None:
    error = _refusal("a: 1\nb: [1, 2\nc: 3\n")
    assert "not YAML" in str(error)
    assert error.line == 3


def test_a_character_that_yaml_forbids_is_refused() -> None:
    assert "not YAML" in str(_refusal("a: \x07\n"))


@pytest.mark.parametrize("text", ["", "- a\n", "just words\n", "# only a comment\n"])
def test_a_file_that_is_no_mapping_is_refused_on_its_first_line(text: str) -> None:
    error = _refusal(text)
    assert "mapping" in str(error)
    assert error.line == 1


def test_two_documents_in_one_file_are_refused() -> None:
    assert _refusal("a: 1\n---\nb: 2\n").line == 2


@pytest.mark.parametrize("key", ['""', "[a, b]", '"  "'])
def test_a_key_that_is_no_word_is_refused(key: str) -> None:
    error = _refusal(f"a:\n  ? {key}\n  : 1\n")
    assert (error.key, error.line) == ("a", 2)


def test_a_depth_that_would_exhaust_the_stack_is_refused() -> None:
    assert "deep" in str(_refusal("a: " + "[" * 100_000))


def test_a_file_of_extreme_size_is_refused() -> None:
    assert "characters" in str(_refusal("a: " + "x" * 2_000_001))


def test_the_checksum_does_not_depend_on_line_ends() -> None:
    unix = parse_document("a: 1\nb: 2\n", file="a.yaml")
    windows = parse_document("a: 1\r\nb: 2\r\n", file="a.yaml")
    assert unix.sha256 == windows.sha256
    assert unix.content == windows.content


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document("surveys", path).content == {"a": "1"}


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 1\nb: caf\xe9\n".encode("cp1252"))
    with pytest.raises(DefinitionError, match="UTF-8") as caught:
        read_document("surveys", path)
    assert (caught.value.file, caught.value.line) == ("a.yaml", 2)


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "kansas.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"Did you mean 'kansas\.yaml'\?"):
        read_document("surveys", tmp_path / "kansass.yaml")


def test_a_misspelt_shipped_name_suggests_the_name() -> None:
    with pytest.raises(DefinitionError, match="Did you mean 'user-satisfaction-2007'"):
        read_document("surveys", "user-satisfation-2007")
