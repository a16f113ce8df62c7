"""PostgreSQL, by way of Ibis: nothing but counts is asked for, in read-only transactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self

from satisfaction.errors import DataRefusedError, MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from satisfaction.intake.engines.urls import EngineUrl
    from satisfaction.intake.profiles.relations import RecordSource

_SECONDS = 10
_MOST_PARTS = 2
_MAY_READ = "SELECT coalesce(has_any_column_privilege(to_regclass(%s)::oid, 'SELECT'), false)"
_WORDS_OF_REFUSAL = ("password", "authentication", "pg_hba", "no pg_hba.conf entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresEngine:
    """A database.

    Attributes
    ----------
    backend : ibis backend
    database, where : str
        Without user or password.
    """

    backend: Any = field(repr=False)
    database: str
    where: str

    @property
    def name(self) -> str:
        """Say which version, and where."""
        return f"PostgreSQL {self.backend.version}, database '{self.database}' on {self.where}"

    def tables(self, names: Sequence[str | Path]) -> list[RecordSource]:
        """Return tables or views, named ``table`` or ``schema.table``.

        Raises
        ------
        UsageError
            If a name is neither.
        DataRefusedError
            If there is none of that name, or it may not be read.
        """
        return [self._table(str(name)) for name in names]

    def _table(self, name: str) -> RecordSource:
        from ibis.common.exceptions import IbisError, TableNotFound
        from psycopg import Error

        *schema, table = _parts(name)
        try:
            found: RecordSource = self.backend.table(table, database=schema[0] if schema else None)
            is_readable = self._may_read([*schema, table])
        except (IbisError, TableNotFound, Error):
            # A driver's message may hold more than the name; ours is raised outside this block.
            pass
        else:
            if is_readable:
                return found
            raise DataRefusedError(
                f"The table '{name}' may not be read by this user. Ask for SELECT on it, or better "
                "on a view with no more than the columns of the contract."
            )
        raise DataRefusedError(
            f"There is no table '{name}' in the database '{self.database}'. Name it `table` or "
            "`schema.table`, as it is written there."
        )

    def _may_read(self, parts: Sequence[str]) -> bool:
        quoted = ".".join('"' + part.replace('"', '""') + '"' for part in parts)
        with self.backend.con.cursor() as cursor:
            return bool(cursor.execute(_MAY_READ, (quoted,)).fetchone()[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.backend.disconnect()


def open_postgres(where: EngineUrl) -> PostgresEngine:
    """Return a connection to a database, which cannot write."""
    _need_parts()
    from ibis import postgres

    connection = _connected(where)
    connection.read_only = True
    return PostgresEngine(
        backend=postgres.from_connection(connection),
        database=connection.info.dbname,
        where=connection.info.host if where.host else "this machine",
    )


def _need_parts() -> None:
    """Refuse to go on without Ibis and the driver; the driver needs the system's libpq."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        is_there = False
    else:
        is_there = find_spec("ibis") is not None
    if not is_there:
        raise MissingExtraError(
            "Counting in PostgreSQL needs an extra part, and the library libpq. Install them: "
            'pip install "satisfaction[postgres]", apt-get install libpq5'
        )


def _connected(where: EngineUrl) -> Any:  # noqa: ANN401 - the driver is optional
    import psycopg

    try:
        return psycopg.connect(**_settings(where), autocommit=True)
    except (psycopg.Error, UnicodeError) as error:
        # Its message is never shown: what it quotes is the server's to choose.
        is_refusal = any(word in str(error).lower() for word in _WORDS_OF_REFUSAL)
    place = f"{where.host or 'this machine'}:{where.port or 'the usual port'}"
    if is_refusal:
        raise DataRefusedError(
            f"PostgreSQL at {place} refuses this user: the password is wrong, missing or not asked "
            "for. Give it in the variable PGPASSWORD, in ~/.pgpass or by a service file."
        )
    raise DataRefusedError(
        f"PostgreSQL at {place} cannot be reached, or has no database of that name. Check host, "
        "port and database, and that it is running."
    )


def _settings(where: EngineUrl) -> Mapping[str, Any]:
    """Return what is said; libpq finds the rest in its variables and files."""
    said = {
        "host": where.host,
        "port": where.port,
        "user": where.user,
        "dbname": where.database,
        **where.options,
    }
    given = {name: value for name, value in said.items() if value}
    return {"connect_timeout": _SECONDS, "application_name": "satisfaction", **given}


def _parts(name: str) -> list[str]:
    parts = name.split(".")
    if len(parts) > _MOST_PARTS or not all(parts):
        raise UsageError("Name a table of PostgreSQL `table` or `schema.table`.")
    return parts
