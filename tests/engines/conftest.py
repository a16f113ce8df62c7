"""Real engines: PostgreSQL started here or named by a variable, and Spark on this machine."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    import pandas as pd

SERVER = "SATISFACTION_TEST_POSTGRES"
ANALYST = "analyst_of_the_test"
_PROGRAMS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
_SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
log_statement = 'all'
log_destination = 'stderr'
logging_collector = off
lc_messages = 'C'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 20
"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """PostgreSQL with a role that may read only what it is shown.

    Attributes
    ----------
    url : str
        Of the reader, without its password.
    log : Path or None
        Every statement that was sent; None of a server that somebody else runs.
    """

    url: str
    password: str = field(repr=False)
    owner: Any = field(repr=False)
    schema: str
    log: Path | None

    def load(self, frame: pd.DataFrame, name: str, types: Mapping[str, str] | None = None) -> str:
        """Make a table of a frame, text but for ``types``; return its name."""
        from psycopg import sql

        kinds = {str(column): "text" for column in frame} | dict(types or {})
        table = sql.Identifier(self.schema, name)
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind))
            for column, kind in kinds.items()
        ]
        with self.owner.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
            cursor.execute(
                sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(columns))
            )
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
                cells = frame.astype("object").where(frame.notna(), None)
                for row in cells.itertuples(index=False):
                    copy.write_row(row)
        self.let_read(name)
        return f"{self.schema}.{name}"

    def view(self, name: str, query: str, table: str) -> str:
        """Make a view of a table, ``{table}`` in its query; return its name."""
        from psycopg import sql

        view, source = (sql.Identifier(self.schema, one) for one in (name, table.split(".")[1]))
        text = sql.SQL("CREATE OR REPLACE VIEW {view} AS " + query)
        self.owner.execute(text.format(view=view, table=source))
        self.let_read(name)
        return f"{self.schema}.{name}"

    def let_read(self, name: str) -> None:
        """Grant the reader a table or view."""
        from psycopg import sql

        with self.owner.cursor() as cursor:
            cursor.execute(
                sql.SQL("GRANT SELECT ON {} TO {}").format(
                    sql.Identifier(self.schema, name), sql.Identifier(ANALYST)
                )
            )

    def said(self) -> str:
        """Return the log so far."""
        if self.log is None:
            unavailable("The log of a server that somebody else runs cannot be read.")
        return self.log.read_text(encoding="utf-8")


def unavailable(reason: str) -> None:
    """Skip with the reason; where nothing may be skipped, fail with it."""
    if os.environ.get("SATISFACTION_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def ibis() -> ModuleType:
    if importlib.util.find_spec("ibis") is None:
        unavailable('Ibis is not installed (pip install -e ".[postgres]").')
    return importlib.import_module("ibis")


@pytest.fixture(scope="session")
def postgres(ibis: ModuleType) -> Iterator[Server]:
    if not hasattr(ibis, "postgres") or importlib.util.find_spec("psycopg") is None:
        unavailable('The driver of PostgreSQL is not installed (pip install -e ".[postgres]").')
    with ExitStack() as stack:
        given = os.environ.get(SERVER)
        where, log = (given, None) if given else stack.enter_context(_own_server())
        server = stack.enter_context(_with_reader(where, log))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("PGPASSWORD", server.password)
        yield server


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Return the package's own Spark engine; one for the whole session."""
    if importlib.util.find_spec("pyspark") is None:
        unavailable('Spark is not installed (pip install -e ".[spark]").')
    if shutil.which("java") is None:
        unavailable("There is no Java on this machine (apt-get install default-jre-headless).")
    from satisfaction.intake.engines import open_engine

    with open_engine("local[2]") as engine:
        yield engine
        engine.session.stop()


@contextmanager
def _own_server() -> Iterator[tuple[str, Path]]:
    """Start PostgreSQL in a folder of its own; it listens on loopback only."""
    programs = _programs()
    if programs is None:
        unavailable("There is no PostgreSQL on this machine (apt-get install postgresql).")
    folder, password = Path(tempfile.mkdtemp(prefix="pg")), secrets.token_hex(8)
    data, log, port = folder / "data", folder / "log", _free_port()
    try:
        (folder / "password").write_text(password, encoding="utf-8")
        _give_away(folder)
        _run(programs / "initdb", "-D", data, "-U", "owner", "-E", "UTF8", "--locale=C.UTF-8",
             "--no-sync", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}")  # fmt: skip
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS.format(port=port, folder=folder))
        _run(programs / "pg_ctl", "-D", data, "-l", log, "-w", "start")
        yield f"postgres://owner:{password}@127.0.0.1:{port}/postgres", log
    finally:
        _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _with_reader(where: str, log: Path | None) -> Iterator[Server]:
    """Make a schema, and a role that may use it and has a password of its own."""
    import psycopg
    from psycopg import sql

    password, schema = secrets.token_hex(8), f"force_{secrets.token_hex(4)}"
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(ANALYST)}
    made = (
        "DROP ROLE IF EXISTS {role}",
        "CREATE ROLE {role} LOGIN PASSWORD {password}",
        "CREATE SCHEMA {schema}",
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
    )
    with psycopg.connect(where, autocommit=True) as owner:
        for one in made:
            owner.execute(sql.SQL(one).format(password=sql.Literal(password), **names))
        yield Server(
            url=_url_of_reader(where), password=password, owner=owner, schema=schema, log=log
        )
        for one in ("DROP SCHEMA {schema} CASCADE", "DROP ROLE {role}"):
            owner.execute(sql.SQL(one).format(**names))


def _url_of_reader(where: str) -> str:
    parts = urlsplit(where)
    place = f"{ANALYST}@{parts.hostname}:{parts.port or 5432}"
    return urlunsplit(("postgres", place, parts.path, parts.query, ""))


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [one for place in _PROGRAMS for one in Path("/").glob(f"{place[1:]}/initdb")]
    newest = sorted(found, key=lambda path: int("0" + re.sub(r"\D", "", str(path))))
    return newest[-1].parent if newest else None


def _give_away(folder: Path) -> None:
    """PostgreSQL refuses to run as root: the system's own user gets the folder then."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        shutil.chown(folder / "password", "postgres", "postgres")


def _run(*command: object, check: bool = True) -> None:
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    words = [*(as_user if os.geteuid() == 0 else []), *map(str, command)]
    done = subprocess.run(
        words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )
    if check and done.returncode:
        pytest.fail(f"{Path(str(command[0])).name} ended with {done.returncode}.")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
