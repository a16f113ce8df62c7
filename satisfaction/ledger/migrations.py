"""The catalogue's tables, version by version; a released version is never edited, only followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.errors import LedgerError

if TYPE_CHECKING:
    import sqlite3

# Marks an SQLite file as a catalogue of this package ("vsat").
APPLICATION = 0x76736174

_FIRST = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE definition (
        sha256 TEXT PRIMARY KEY,
        survey TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE delivery (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        ref TEXT NOT NULL UNIQUE,
        definition TEXT NOT NULL REFERENCES definition,
        rows_in INTEGER NOT NULL,
        superseded INTEGER NOT NULL DEFAULT 0,
        interviewed_from TEXT,
        interviewed_to TEXT,
        report TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE source (
        delivery INTEGER NOT NULL REFERENCES delivery,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        rows INTEGER NOT NULL,
        PRIMARY KEY (delivery, position)
    ) STRICT""",
    """CREATE TABLE part (
        delivery INTEGER NOT NULL REFERENCES delivery,
        kind TEXT NOT NULL CHECK (kind IN ('accepted', 'rejected')),
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        PRIMARY KEY (delivery, kind)
    ) STRICT""",
    """CREATE TABLE removal (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        delivery INTEGER NOT NULL REFERENCES delivery,
        kind TEXT NOT NULL CHECK (kind IN ('accepted', 'rejected')),
        rows INTEGER NOT NULL CHECK (rows > 0),
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE forgotten (mark TEXT PRIMARY KEY) STRICT",
    """CREATE TABLE history (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        recorded_at TEXT NOT NULL,
        event TEXT NOT NULL,
        delivery INTEGER,
        rows INTEGER NOT NULL,
        detail TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER removals_are_not_changed BEFORE UPDATE ON removal
    BEGIN SELECT RAISE(ABORT, 'removals are append-only'); END""",
    """CREATE TRIGGER removals_are_not_deleted BEFORE DELETE ON removal
    BEGIN SELECT RAISE(ABORT, 'removals are append-only'); END""",
)

_INSPECTION_LOGS = (
    """CREATE TABLE inspection_log (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER inspection_logs_are_not_changed BEFORE UPDATE ON inspection_log
    BEGIN SELECT RAISE(ABORT, 'versions of the inspection log are append-only'); END""",
    """CREATE TRIGGER inspection_logs_are_not_deleted BEFORE DELETE ON inspection_log
    BEGIN SELECT RAISE(ABORT, 'versions of the inspection log are append-only'); END""",
)

# Statements that lead from each version to the next: the first from nothing to version 1.
MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _INSPECTION_LOGS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the catalogue's version: 0 for a file that holds nothing yet.

    Raises
    ------
    LedgerError
        If the file is not a ledger's catalogue, or was made by a newer version of this package.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (version or tables) and owner != APPLICATION:
        raise LedgerError(
            "The file catalogue.sqlite in this folder is not a ledger's. Choose another folder."
        )
    if version > len(MIGRATIONS):
        raise LedgerError(
            f"The ledger has version {version}; this version of satisfaction knows versions up to "
            f"{len(MIGRATIONS)}. Install the version that wrote it, or a newer one."
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the catalogue to the newest version, inside the transaction that is open."""
    for number, statements in enumerate(MIGRATIONS[version_of(connection) :]):
        for statement in statements:
            connection.execute(statement)
        if number == 0:
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
