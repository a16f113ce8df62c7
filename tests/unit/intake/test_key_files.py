"""A key that others can read: told where it is read, refused where pseudonyms are made."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from satisfaction.errors import UsageError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.workflow import pseudonymising

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files have modes on POSIX only")


@pytest.fixture
def key_file(tmp_path):
    (tmp_path / "keys").mkdir()
    path = tmp_path / "keys" / "force.key"
    PseudonymKey(bytes(range(32))).keep(path)
    return path


def made(key_file, tmp_path):
    pd.DataFrame({"REF": ["A1", "A2"]}).to_csv(tmp_path / "in.csv", index=False)
    return pseudonymising.pseudonymise_file(
        tmp_path / "in.csv", key_file=key_file, out=tmp_path / "out.csv", columns=["REF"]
    )


def test_a_private_key_is_read_in_silence(key_file, caplog):
    PseudonymKey.from_file(key_file)
    assert caplog.text == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o777])
def test_a_key_that_others_can_read_is_read_and_told_without_its_folder_or_value(
    key_file, mode, caplog
):
    key_file.chmod(mode)
    key = PseudonymKey.from_file(key_file)
    assert key == PseudonymKey(bytes(range(32)))
    assert "'force.key' can be read by others" in caplog.text
    assert str(key_file.parent) not in caplog.messages[0]
    assert key.secret.hex() not in caplog.text


def test_pseudonymise_refuses_a_key_that_others_can_read(key_file, tmp_path):
    key_file.chmod(0o644)
    with pytest.raises(UsageError, match="can be read by others"):
        made(key_file, tmp_path)
    assert not (tmp_path / "out.csv").exists()
    assert [p.name for p in key_file.parent.iterdir()] == ["force.key"]


def test_on_a_share_without_modes_pseudonymise_goes_on_and_tells(
    key_file, tmp_path, monkeypatch, caplog
):
    for module in ("satisfaction.intake.pseudonyms", "satisfaction.workflow.pseudonymising"):
        monkeypatch.setattr(f"{module}.is_open_to_others", lambda _: True)
    assert made(key_file, tmp_path).rows == 2
    assert "can be read by others" in caplog.text
