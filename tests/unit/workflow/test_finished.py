"""What an interrupted run had finished."""

from pathlib import Path

import pytest

from satisfaction.definitions.library import load_rules, load_survey
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.workflow.config import Inputs, QuarterConfig, Settings
from satisfaction.workflow.finished import FOLDER, FinishedSteps, finished_steps

KEY = PseudonymKey(bytes(32))


def steps(tmp_path: Path, key: PseudonymKey = KEY, **wishes: object) -> FinishedSteps:
    returns = tmp_path / "returns.csv"
    if not returns.exists():
        returns.write_text("a\n1\n", encoding="utf-8")
    asked = {"key_file": str(tmp_path / "key"), "out": str(tmp_path / "out"), **wishes}
    config = QuarterConfig(
        survey="user-satisfaction-2007", inputs=Inputs(returns=(str(returns),)), **asked
    )
    return finished_steps(
        config, key, [load_survey(config.survey), load_rules()], say=lambda _: None
    )


def refuse() -> None:
    raise AssertionError("made again")


def test_a_finished_step_is_not_made_again(tmp_path: Path) -> None:
    assert steps(tmp_path).of("drivers of dissatisfaction", lambda: {"a": 1}) == {"a": 1}
    assert steps(tmp_path).of("drivers of dissatisfaction", refuse) == {"a": 1}


def test_it_is_said_that_a_step_was_finished_before(tmp_path: Path) -> None:
    steps(tmp_path).of("drivers", lambda: 1)
    said: list[str] = []
    kept = steps(tmp_path)
    FinishedSteps(folder=kept.folder, secret=kept.secret, say=said.append).of("drivers", refuse)
    assert said == ["  kept  drivers, which an interrupted run had finished"]


@pytest.mark.parametrize(
    "wishes",
    [
        {"period": "2007/08 Q3"},
        {"settings": Settings(population="eligible")},
        {"key": PseudonymKey(bytes([1] * 32))},
    ],
)
def test_other_settings_or_another_key_make_it_anew(tmp_path: Path, wishes: dict) -> None:
    steps(tmp_path).of("drivers", lambda: 1)
    assert steps(tmp_path, **wishes).of("drivers", lambda: 2) == 2


def test_another_delivery_makes_it_anew(tmp_path: Path) -> None:
    steps(tmp_path).of("drivers", lambda: 1)
    (tmp_path / "returns.csv").write_text("a\n2\n", encoding="utf-8")
    assert steps(tmp_path).of("drivers", lambda: 2) == 2


def test_what_we_did_not_sign_is_never_read(tmp_path: Path) -> None:
    steps(tmp_path).of("drivers", lambda: 1)
    path = tmp_path / "out" / FOLDER / "drivers"
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)
    assert steps(tmp_path).of("drivers", lambda: 3) == 3


def test_a_step_does_not_stand_for_another(tmp_path: Path) -> None:
    steps(tmp_path).of("drivers", lambda: 1)
    folder = tmp_path / "out" / FOLDER
    (folder / "check").write_bytes((folder / "drivers").read_bytes())
    assert steps(tmp_path).of("check", lambda: 4) == 4


def test_it_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    steps(tmp_path).of("drivers", lambda: 1)
    folder = tmp_path / "out" / FOLDER
    assert (folder.stat().st_mode & 0o777, (folder / "drivers").stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )


def test_nothing_stays_when_the_quarter_is_written(tmp_path: Path) -> None:
    kept = steps(tmp_path)
    kept.of("drivers", lambda: 1)
    kept.clear()
    assert not (tmp_path / "out" / FOLDER).exists()


def test_without_a_lasting_key_nothing_is_kept(tmp_path: Path) -> None:
    kept = steps(tmp_path, key_file="")
    assert kept.of("drivers", lambda: 1) == 1
    assert not (tmp_path / "out").exists()


def test_the_key_is_in_no_representation(tmp_path: Path) -> None:
    kept = steps(tmp_path)
    assert repr(kept.secret) not in repr(kept)
