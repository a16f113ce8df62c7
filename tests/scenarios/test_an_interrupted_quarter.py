"""A quarter that is stopped goes on from where it was, and gives what it would have given."""

from pathlib import Path

import pytest

import satisfaction as sat
from satisfaction.cli.main import run
from satisfaction.errors import DataRefusedError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.workflow import analysis
from satisfaction.workflow.finished import FOLDER

SURVEY = "user-satisfaction-2007"
CONFIG = """\
survey = "user-satisfaction-2007"
period = "2007/08 Q3"
out = "OUT"
key_file = "pseudonym.key"

[inputs]
returns = ["returns_*.parquet"]
records = ["crime_records.parquet"]

[settings]
unreachable = "set aside"
"""


class RefusedError(DataRefusedError):
    def __init__(self) -> None:
        super().__init__("refused")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    sat.synthesise(SURVEY, interviews=400, crimes=9_000, seed=5).write(folder)
    PseudonymKey(bytes(32)).keep(folder / "pseudonym.key")
    for out in ("whole", "stopped", "changed", "refused"):
        (folder / f"{out}.toml").write_text(CONFIG.replace("OUT", out), encoding="utf-8")
    return folder


def quarter(desk: Path, name: str) -> int:
    return run(["quarter", "--config", str(desk / f"{name}.toml"), "--run-stamp", "then"])


def stop(monkeypatch: pytest.MonkeyPatch, error: type[BaseException] = KeyboardInterrupt) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(analysis, "with_follow_up", stopped)


def test_it_goes_on_and_writes_the_same(desk, monkeypatch, capsys) -> None:
    assert quarter(desk, "whole") == 1
    with monkeypatch.context() as patch:
        stop(patch)
        assert quarter(desk, "stopped") == 4
    assert sorted(p.name for p in (desk / "stopped").iterdir()) == [FOLDER]
    assert "run the same command again" in capsys.readouterr().err
    assert quarter(desk, "stopped") == 1
    said = capsys.readouterr().err
    for step in ("profile check", "estimates", "drivers"):
        assert f"kept  {step}, which an interrupted run had finished" in said
    names = sorted(path.name for path in (desk / "whole").iterdir())
    assert names == sorted(path.name for path in (desk / "stopped").iterdir())
    for name in names:
        whole, again = ((desk / out / name).read_bytes() for out in ("whole", "stopped"))
        assert whole == again, name


def test_after_another_delivery_nothing_is_kept(desk, monkeypatch, capsys) -> None:
    with monkeypatch.context() as patch:
        stop(patch)
        quarter(desk, "changed")
    returns = next(desk.glob("returns_*.parquet"))
    content = returns.read_bytes()
    try:
        sat.synthesise(SURVEY, interviews=410, crimes=9_000, seed=6).returns.to_parquet(returns)
        capsys.readouterr()
        assert quarter(desk, "changed") == 1
    finally:
        returns.write_bytes(content)
    assert "which an interrupted run" not in capsys.readouterr().err


def test_a_quarter_that_is_refused_leaves_nothing(desk, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        stop(patch, RefusedError)
        assert quarter(desk, "refused") == 3
    assert not (desk / "refused").exists() or not list((desk / "refused").iterdir())
