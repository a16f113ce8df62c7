"""The catalogue of a ledger: one SQLite file, opened for each transaction and closed again."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import LedgerError, UsageError
from satisfaction.ledger.faults import explained
from satisfaction.ledger.migrations import MIGRATIONS, migrate, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_NAME = "catalogue.sqlite"
# A rollback journal, not a write-ahead log: that is unsafe on network shares. EXTRA is FULL plus a
# flush of the folder, without which a power cut could bring a committed journal back.
_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Where a ledger lies, and how long to wait for others who write to it.

    Attributes
    ----------
    folder : pathlib.Path
    wait_seconds : float
    """

    folder: Path
    wait_seconds: float

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self.folder / _NAME

    @property
    def files(self) -> Path:
        """The folder of the Parquet files."""
        return self.folder / "files"

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield the catalogue as it is at one moment.

        Raises
        ------
        UsageError
            If there is no ledger in the folder.
        LedgerError
            If it cannot be opened.
        """
        self._must_exist()
        with explained(), closing(self._connect()) as connection:
            if version_of(connection) < len(MIGRATIONS):
                with _transaction(connection, "IMMEDIATE"):
                    migrate(connection)
            with _transaction(connection, "DEFERRED"):
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the catalogue to the one writer there can be; commit when the block ends well.

        Raises
        ------
        LedgerError
            If another writer does not finish in time, or the disk refuses.
        """
        with (
            explained(),
            closing(self._connect()) as connection,
            _transaction(connection, "IMMEDIATE"),
        ):
            migrate(connection)
            yield connection

    def make(self) -> None:
        """Make the folder and an empty catalogue, both private, unless they are there.

        Raises
        ------
        UsageError
            If the folder holds other things.
        """
        if self.path.is_file() and self.files.is_dir():
            return
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"'{self.folder.name}' is a file; a ledger is a folder.")
        if self.folder.is_dir() and self._strangers():
            raise UsageError(
                f"The folder '{self.folder.name}' holds other files and no ledger. Name an empty "
                "or a new folder."
            )
        with explained():
            self.folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
            self.folder.chmod(_PRIVATE_FOLDER)
            self.files.mkdir(exist_ok=True, mode=_PRIVATE_FOLDER)
            # SQLite would make it as readable as the process's mask allows; its journal follows it.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, _PRIVATE_FILE))

    def _strangers(self) -> bool:
        ours = {_NAME, f"{_NAME}-journal", "files"}
        return any(entry.name not in ours for entry in self.folder.iterdir())

    def _must_exist(self) -> None:
        if not self.path.is_file():
            raise UsageError(
                f"There is no ledger in '{self.folder.name}'. `satisfaction load` makes one with "
                "the first delivery."
            )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=self.wait_seconds,
            isolation_level=None,
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        return connection


def setting(connection: sqlite3.Connection, name: str) -> str:
    """Return a setting of the ledger; empty where there is none."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def keep_setting(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a setting that is not there yet."""
    connection.execute("INSERT INTO setting VALUES (?, ?)", (name, value))


@contextmanager
def _transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def refuse_damage(connection: sqlite3.Connection) -> None:
    """Raise unless SQLite finds its file sound.

    Raises
    ------
    LedgerError
        If a page of the catalogue is damaged.
    """
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise LedgerError("The ledger's catalogue is damaged. Restore it from its last backup.")
