"""Pseudonyms stand for references, join tables, and give nothing away."""

from __future__ import annotations

import hashlib
import hmac
import stat
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.errors import UsageError
from satisfaction.intake import pseudonyms
from satisfaction.intake.pseudonyms import PseudonymKey, default_key, pseudonymise, session_key
from satisfaction.intake.returns import read_returns
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.survey import Survey

    from .conftest import Rows


def test_a_pseudonym_is_the_keyed_hash_of_the_tidied_reference(key: PseudonymKey) -> None:
    made = pseudonymise(pd.Series([" ab/12 ", "AB/12"]), key, "crime")
    expected = hmac.new(key.secret, b"satisfaction/crime/AB/12", hashlib.sha256).hexdigest()[:24]
    assert made.tolist() == [expected, expected]


def test_a_reference_has_another_pseudonym_under_another_kind_or_key(key: PseudonymKey) -> None:
    one = pd.Series(["77"])
    assert (
        len(
            {
                pseudonymise(one, key, "crime")[0],
                pseudonymise(one, key, "interview")[0],
                pseudonymise(one, PseudonymKey.generate(), "crime")[0],
            }
        )
        == 3
    )


def test_a_blank_or_missing_reference_stays_blank(key: PseudonymKey) -> None:
    assert pseudonymise(pd.Series(["", " ", None], dtype="str"), key, "crime").tolist() == [""] * 3


def test_index_and_name_of_the_references_are_kept(key: PseudonymKey) -> None:
    made = pseudonymise(pd.Series(["a"], index=[7], name="crime"), key, "crime")
    assert (made.index.tolist(), made.name, str(made.dtype)) == ([7], "crime", "str")


def test_a_key_never_shows_its_secret(key: PseudonymKey) -> None:
    assert repr(key) == "PseudonymKey()"
    assert key.secret.hex() not in str(key)


def test_a_key_file_is_written_once_readable_by_its_owner_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = PseudonymKey.create_file(path)
    assert PseudonymKey.from_file(path) == made
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="never overwritten"):
        PseudonymKey.create_file(path)
    assert PseudonymKey.from_file(path) == made


@pytest.mark.parametrize(
    ("content", "match"),
    [("ab" * 16, "at least 32 bytes"), ("", "at least 32 bytes"), ("SECRET-KEY", "hexadecimal")],
)
def test_a_short_or_damaged_key_file_is_refused_without_its_content(
    tmp_path: Path, content: str, match: str
) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="ascii")
    with pytest.raises(UsageError, match=match) as caught:
        PseudonymKey.from_file(path)
    assert "SECRET" not in str(caught.value)
    assert caught.value.__context__ is None


def test_the_environment_names_the_key_file_and_else_the_process_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(pseudonyms.KEY_FILE_VARIABLE, raising=False)
    assert default_key() is session_key()
    monkeypatch.setenv(pseudonyms.KEY_FILE_VARIABLE, str(tmp_path / "key"))
    with pytest.raises(UsageError, match="no key file 'key'"):
        default_key()
    made = PseudonymKey.create_file(tmp_path / "key")
    assert default_key() == made


def test_returns_join_crime_records_by_pseudonym_however_references_were_typed(
    rows: Rows, survey: Survey, key: PseudonymKey
) -> None:
    returns = read_returns(rows({"CRIME": " cr/1 "}, {"CRIME": "CR/2"}, good=0), survey, key=key)
    records = pd.DataFrame(
        {
            "CRIMEREF": ["Cr/1", "CR/2 ", "CR/3"],
            "REPORTED": "2007-10-01",
            "UG": "1",
            "BOCU": "Harrow",
            "AGE": "34",
            "GENDER": "F",
            "SDE": "W1",
            "IC": "IC1",
            "EXCLUDED": "",
            "EXCL_BY": "",
            "EXCL_ON": "",
        }
    )
    crimes = read_table(records, "crime-records", key=key).frame
    joined = returns.returns.frame.merge(crimes, on="crime", how="inner")
    assert len(joined) == 2
