"""What an engine is, and the one that a URL names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from satisfaction.intake.engines.embedded import EmbeddedEngine
from satisfaction.intake.engines.postgres import open_postgres
from satisfaction.intake.engines.spark import open_spark
from satisfaction.intake.engines.urls import DUCKDB, SPARK, parse_engine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from satisfaction.intake.profiles.relations import RecordSource

EMBEDDED = DUCKDB


class Engine(Protocol):
    """Where crime records are counted; a context manager that ends its connection."""

    @property
    def name(self) -> str:
        """What a record says of it: never a user, a password or a folder."""

    def tables(self, names: Sequence[str | Path]) -> list[RecordSource]:
        """Return what ``names`` name, for :func:`satisfaction.victim_profile`; nothing is read."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_engine(url: str = EMBEDDED) -> Engine:
    """Return the engine that a URL names.

    Parameters
    ----------
    url : str
        ``duckdb`` counts here, in this process. ``spark`` is Spark on this machine, ``local[2]``
        with two threads; ``spark://host:port`` is a cluster. PostgreSQL is
        ``postgres://user@host:port/database``. A password is not part of it: it is found in the
        variable ``PGPASSWORD``, in ``~/.pgpass`` or by a service file.

    Returns
    -------
    Engine
        Use it in a ``with`` statement. A Spark session that it started serves the whole process
        and is stopped at its end.

    Raises
    ------
    UsageError
        If the URL is of no known engine, or holds a password.
    MissingExtraError
        If what the engine needs is not installed.
    DataRefusedError
        If the engine cannot be reached.
    """
    where = parse_engine(url)
    if where.kind == DUCKDB:
        return EmbeddedEngine()
    return open_spark(where) if where.kind == SPARK else open_postgres(where)


def is_embedded(url: str) -> bool:
    """Return whether the engine reads the files here; raises :class:`UsageError` as above."""
    return parse_engine(url).kind == DUCKDB
