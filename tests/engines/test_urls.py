"""Which engine a URL names; a secret in it is refused and never repeated."""

from __future__ import annotations

import socket
import sys
from contextlib import closing

import pytest

from satisfaction.cli.main import run
from satisfaction.errors import DataRefusedError, MissingExtraError, UsageError
from satisfaction.intake.engines import is_embedded, open_engine
from satisfaction.intake.engines.urls import parse_engine
from satisfaction.workflow.config import read_config

SECRET = "hunter2-Zx9"  # noqa: S105 - nobody's
WITH_SECRET = (
    f"postgres://analyst:{SECRET}@host/db",
    f"postgresql://analyst:{SECRET}@host:5432/db",
    f"postgres://:{SECRET}@host/db",
    f"postgres://analyst@host/db?password={SECRET}",
    f"postgres://analyst@host/db?sslmode=require&sslpassword={SECRET}",
    f"postgres://analyst@host/db?{SECRET}",
    f"postgres://analyst:{SECRET}/x@host/db",
    f"postgres://analyst:{SECRET}#x@host/db",
    f"postgres://analyst:{SECRET}?x@host/db",
    f"postgres://analyst:{SECRET}%40@host/db",
    f"postgres://analyst@host:{SECRET}/db",
    f"spark://analyst:{SECRET}@host:7077",
    f"spark://host:7077?token={SECRET}",
    f"mysql://analyst:{SECRET}@host/db",
    f"analyst:{SECRET}@host/db",
    SECRET,
)


@pytest.mark.parametrize("url", WITH_SECRET)
def test_a_secret_is_refused_and_never_repeated(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        open_engine(url)
    error: BaseException | None = refused.value
    while error is not None:
        assert SECRET not in str(error) + repr(error)
        error = error.__context__ or error.__cause__


@pytest.mark.parametrize("url", WITH_SECRET[:3])
def test_the_refusal_says_where_a_password_belongs(url: str) -> None:
    with pytest.raises(UsageError, match=r"PGPASSWORD, in ~/\.pgpass or by a service file"):
        open_engine(url)


@pytest.mark.parametrize("command", ["profile", "exclusions"])
def test_a_command_does_not_repeat_it_either(command: str, tmp_path, capsys) -> None:
    records = ["--records", "crimes"] if command == "exclusions" else ["crimes"]
    options = ["--survey", "user-satisfaction-2007", "--out", str(tmp_path / "out")]
    given = [command, *records, *options, "--engine", WITH_SECRET[0]]
    code = run(given)
    said = capsys.readouterr()
    assert code == 2
    assert "PGPASSWORD" in said.err
    assert SECRET not in said.out + said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("url", WITH_SECRET)
def test_a_configuration_with_a_secret_is_refused_without_repeating_it(url: str, tmp_path) -> None:
    path = tmp_path / "satisfaction.toml"
    inputs = f'[inputs]\nreturns = ["*.csv"]\nrecords = ["crimes"]\nengine = "{url}"\n'
    path.write_text(f'survey = "user-satisfaction-2007"\n{inputs}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"inputs\.engine") as refused:
        read_config(path)
    assert SECRET not in str(refused.value)
    assert (refused.value.__context__, refused.value.__cause__) == (None, None)


def test_urls_say_which_engine_and_where() -> None:
    found = parse_engine(
        "postgresql://an%20analyst@db.force.example:5433/crimes?sslmode=verify-full"
    )
    assert (found.kind, found.host, found.port) == ("postgres", "db.force.example", 5433)
    assert (found.user, found.database) == ("an analyst", "crimes")
    assert found.options == {"sslmode": "verify-full"}
    assert parse_engine("postgres://").kind == "postgres"
    assert parse_engine("postgres:///crimes?host=/run/postgresql").options == {
        "host": "/run/postgresql"
    }
    assert parse_engine("spark").kind == parse_engine("local[3]").kind == "spark"
    assert (parse_engine("spark://head:7077").host, is_embedded("duckdb")) == ("head", True)
    assert not is_embedded("spark")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgre://host/db", "Did you mean 'postgres'"),
        ("", "is not an engine that is known"),
        ("spark://head", "`spark://host:port`"),
        ("spark://head:7077/db", "`spark://host:port`"),
        ("spark://", "`spark://host:port`"),
        ("duckdb://file", "is not an engine that is known"),
        ("postgres://host/db?sslmod=x", "1 options that are not allowed"),
    ],
)
def test_what_is_no_engine_says_what_is_one(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_engine(url)


def test_the_embedded_engine_hands_files_on_as_they_are() -> None:
    with open_engine() as engine:
        assert engine.tables(["a.csv", "b.parquet"]) == ["a.csv", "b.parquet"]
        assert engine.name.startswith("DuckDB ")


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [
        ("spark", "pyspark", r'pip install "satisfaction\[spark\]"'),
        ("postgres://host/db", "psycopg", r'pip install "satisfaction\[postgres\]"'),
        ("postgres://host/db", "ibis", r'pip install "satisfaction\[postgres\]"'),
    ],
)
def test_what_is_not_installed_is_named(url: str, module: str, extra: str, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=extra):
        open_engine(url)


def test_without_java_spark_says_so(monkeypatch, tmp_path) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match="Spark needs Java 17"):
        open_engine("spark")


@pytest.mark.parametrize(
    "url", ["spark://127.0.0.1:{port}", "postgres://nobody@127.0.0.1:{port}/x"]
)
def test_an_engine_that_does_not_answer_is_told_at_once(url: str, request) -> None:
    request.getfixturevalue("installed")
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(DataRefusedError, match=str(port)) as refused:
        open_engine(url.format(port=port))
    assert (refused.value.__context__, refused.value.__cause__) == (None, None)


@pytest.fixture
def installed() -> None:
    for module in ("pyspark", "psycopg", "ibis"):
        pytest.importorskip(module)
