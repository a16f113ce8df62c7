"""The command line: exit codes, and nothing of the data in what it says."""

from __future__ import annotations

import click
import pytest

from satisfaction.cli import main
from satisfaction.errors import CalibrationError, ContractError, MissingExtraError, UsageError


@pytest.fixture
def failing(monkeypatch):
    """Make the command line raise a chosen error."""

    def choose(error):
        def raise_it(**_):
            raise error

        monkeypatch.setattr(main.cli, "main", raise_it)

    return choose


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a period"), main.USAGE),
        (click.UsageError("an option"), main.USAGE),
        (ContractError("a column"), main.REFUSED),
        (CalibrationError("a level"), main.REFUSED),
        (MissingExtraError("an extra"), main.FAILED),
        (OSError(28, "No space left on device"), main.FAILED),
        (KeyboardInterrupt(), main.FAILED),
        (KeyError("Jane Canary"), main.FAILED),
    ],
)
def test_each_error_has_its_exit_code(failing, capsys, error, code):
    failing(error)
    assert main.run([]) == code
    assert "Error:" in capsys.readouterr().err


def test_an_unexpected_error_shows_no_value(failing, capsys):
    failing(KeyError("Jane Canary"))
    main.run([])
    shown = capsys.readouterr()
    assert "Canary" not in shown.out + shown.err
    assert "SATISFACTION_DEBUG" in shown.err


@pytest.mark.parametrize("command", list(main._COMMANDS))
def test_every_command_explains_itself(capsys, command):
    assert main.run([command, "--help"]) == main.DONE
    assert "Usage:" in capsys.readouterr().out


def test_an_unknown_command_is_wrong_usage(capsys):
    assert main.run(["quartre"]) == main.USAGE
    assert "No such command" in capsys.readouterr().err


def test_the_data_dictionary_is_printed(capsys):
    assert main.run(["describe-survey", "user-satisfaction-2007", "--format", "markdown"]) == 0
    assert "| Q21 |" in capsys.readouterr().out


def test_an_unknown_survey_is_refused_with_the_shipped_ones(capsys):
    assert main.run(["describe-survey", "user-satisfaction-2006"]) == main.REFUSED
    assert "user-satisfaction-2007" in capsys.readouterr().err


def test_a_second_file_is_refused_where_one_is_read_and_not_silently_dropped(capsys):
    files = ["--returns", "q2.parquet", "--returns", "q3.parquet"]
    assert main.run(["requirements", *files, "--survey", "user-satisfaction-2007"]) == main.USAGE
    assert "2 files were given" in capsys.readouterr().err


@pytest.mark.parametrize(("own", "expected"), [(None, "1"), ("2", "2")])
def test_one_thread_multiplies_matrices_unless_somebody_said_otherwise(monkeypatch, own, expected):
    # Of an environment of its own: what is set is there for the rest of the process.
    monkeypatch.setattr(main.os, "environ", {"OPENBLAS_NUM_THREADS": own} if own else {})
    monkeypatch.setattr(main, "run", lambda _: main.DONE)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == main.DONE
    assert main.os.environ["OPENBLAS_NUM_THREADS"] == expected
