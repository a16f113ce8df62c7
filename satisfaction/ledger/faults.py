"""What a disk or the catalogue can refuse, in words that say what to do."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from satisfaction.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = "What the ledger held before is unchanged."
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_LOCKED_AWAY = {errno.EACCES, errno.EPERM, errno.EROFS}
_SAYS = {
    "full": f"There is no space left for the ledger. {_KEPT} Free some space and run it again.",
    "locked away": "The ledger's folder cannot be written: it is read-only or belongs to somebody "
    f"else. {_KEPT} Ask for write permission, or choose another folder.",
    "busy": "Somebody else is writing to the ledger and did not finish in time. "
    f"{_KEPT} Run the same command again when they are done.",
    "damaged": "The ledger's catalogue is damaged, or is not a catalogue. Restore the folder from "
    "its last backup and load the deliveries since then again.",
    "disk": f"The disk refused to read or write the ledger. {_KEPT} Check the disk or the network "
    "share and run it again.",
    "part": "A file of the ledger is missing, damaged, or was replaced while it was read. Run it "
    "again; if it happens again, `satisfaction ledger verify` says which file.",
}
_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "locked away",
    sqlite3.SQLITE_CANTOPEN: "locked away",
    sqlite3.SQLITE_PERM: "locked away",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_PRIMARY_CODE = 0xFF


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a disk, SQLite or DuckDB refuses into a :class:`LedgerError`."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
        fault = _OF_SQLITE.get(code, "disk")
    except UnicodeDecodeError:
        # SQLite quotes what it found in a damaged page, and that is no text.
        fault = "damaged"
    except (duckdb.Error, pa.ArrowInvalid):
        fault = "part"
    except OSError as error:
        fault = _of_disk(error)
    else:
        return
    raise LedgerError(_SAYS[fault])


def _of_disk(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "part"
    if error.errno in _FULL:
        return "full"
    return "locked away" if error.errno in _LOCKED_AWAY else "disk"
