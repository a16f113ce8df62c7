"""Earlier external editions are found, read, and withheld from."""

from __future__ import annotations

import pytest

from satisfaction.disclosure import edition_text, read_edition
from satisfaction.errors import UsageError
from satisfaction.workflow import board, joint_protection
from satisfaction.workflow.board_request import BoardRequest
from satisfaction.workflow.published import (
    edition_files,
    edition_name,
    read_editions,
)


@pytest.fixture
def folders(tmp_path):
    for place in ("out", "kept"):
        (tmp_path / place).mkdir()
    for path in ("out/edition-a.json", "out/edition-b.json", "kept/edition-c.json", "out/x.json"):
        (tmp_path / path).write_text("{}", encoding="utf-8")
    return tmp_path


def test_editions_are_those_given_and_those_in_the_folder(folders):
    found = edition_files([folders / "kept"], folders / "out")
    assert [path.name for path in found] == ["edition-c.json", "edition-a.json", "edition-b.json"]


def test_an_edition_that_is_given_and_there_is_read_once(folders):
    found = edition_files([folders / "out" / "edition-a.json", folders / "out"], folders / "out")
    assert [path.name for path in found] == ["edition-a.json", "edition-b.json"]


def test_a_folder_without_editions_is_refused_when_given_and_not_when_written_to(folders):
    empty = folders / "empty"
    empty.mkdir()
    assert edition_files([], empty) == ()
    assert edition_files([], folders / "not there") == ()
    with pytest.raises(UsageError, match="'empty' is no file of an earlier edition"):
        edition_files([empty], folders / "out")


def test_an_edition_that_told_otherwise_is_never_written_over(folders):
    out = folders / "out"
    assert edition_name("new", "{}", out) == "edition-new.json"
    assert edition_name("a", "{}", out) == "edition-a.json"
    assert edition_name("a", "otherwise", out) == "edition-a-2.json"


def test_what_is_no_edition_stops_the_run(folders):
    assert read_editions(()) == ()
    with pytest.raises(UsageError, match="no file of an earlier edition"):
        read_editions([folders / "out" / "edition-a.json"])


def test_an_edition_is_protected_against_those_before_it(force, config_of, tmp_path, monkeypatch):
    held_against, written = [], []

    def protect_together(results, *, published, rules):
        held_against.append(published)
        return joint_protection.protect_together(results, published=published, rules=rules)

    monkeypatch.setattr(board, "protect_together", protect_together)
    for month in ("2007-11", "2007-12"):
        request = BoardRequest(edition="monthly", month=month, audience="external")
        found = board.run_board_pack(config_of(force, tmp_path), request, quiet=True)
        assert found.written[-1].name == f"edition-force-{month}.json"
        written.append(edition_text(read_edition(found.written[-1].read_text(encoding="utf-8"))))
    first, second = held_against
    assert first == ()
    assert edition_text(second) == written[0]


def test_an_external_pack_made_again_is_the_same_to_the_byte(half_year, config_of, tmp_path):
    request = BoardRequest(every_borough=True)
    first = board.run_board_pack(config_of(half_year, tmp_path), request, quiet=True)
    before = [path.read_bytes() for path in first.written]
    again = board.run_board_pack(config_of(half_year, tmp_path), request, quiet=True)
    assert again.written == first.written
    assert [path.read_bytes() for path in again.written] == before
    assert sum(path.name.startswith("edition-") for path in again.written) == 1
