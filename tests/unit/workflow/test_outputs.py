"""Output files appear whole or not at all."""

from __future__ import annotations

import pytest

from satisfaction.errors import UsageError
from satisfaction.workflow.outputs import staged_folder, write_text


def write_two(folder):
    write_text(folder / "a.txt", "new a")
    write_text(folder / "b.txt", "new b")


def fail_halfway(target):
    """Write both files, then fail before the block ends."""
    with staged_folder(target) as folder:
        write_two(folder)
        raise ZeroDivisionError


def test_all_files_are_there_when_the_block_ends(tmp_path):
    with staged_folder(tmp_path / "out") as folder:
        write_two(folder)
        assert not (tmp_path / "out" / "a.txt").exists()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.txt", "b.txt"]


def test_a_failure_leaves_no_folder_behind(tmp_path):
    with pytest.raises(ZeroDivisionError):
        fail_halfway(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_failure_leaves_files_that_were_there_as_they_were(tmp_path):
    write_text(tmp_path / "a.txt", "old a")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "old a"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    write_text(tmp_path / "out", "a file")
    with pytest.raises(UsageError, match="'out' is a file"), staged_folder(tmp_path / "out"):
        pass


def test_text_has_unix_line_ends_on_every_system(tmp_path):
    assert write_text(tmp_path / "a.txt", "a\nb\n").read_bytes() == b"a\nb\n"
