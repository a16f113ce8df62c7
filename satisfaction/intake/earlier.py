"""The keys of the rows before this block, kept on the disk so that memory does not grow."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

# Two hashes of 64 bits each: among 100 million keys, two are taken for one once in 10^22 files.
_HASH_KEYS = ("satisfaction-one", "satisfaction-two")
_CACHE_KIB = 65_536


class EarlierKeys:
    """Which keys stand on an earlier row; only their hashes are kept, in a file without a name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, check: str, keys: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Keep ``keys``, which do not repeat each other; return which were there before."""
        rows = [(check, *pair) for pair in _hashed(keys)]
        before = self._connection.total_changes
        self._connection.execute("SAVEPOINT block")
        self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", rows)
        known = np.zeros(len(rows), dtype=np.bool_)
        if self._connection.total_changes - before < len(rows):
            # Some were there: look which, as they were before this block.
            self._connection.execute("ROLLBACK TO block")
            known[:] = [self._has(row) for row in rows]
            new = [row for row, is_known in zip(rows, known, strict=True) if not is_known]
            self._connection.executemany("INSERT INTO seen VALUES (?, ?, ?)", new)
        self._connection.execute("RELEASE block")
        return known

    def _has(self, row: Sequence[object]) -> bool:
        query = "SELECT 1 FROM seen WHERE kind = ? AND one = ? AND two = ?"
        return self._connection.execute(query, row).fetchone() is not None


@contextmanager
def earlier_keys() -> Iterator[EarlierKeys]:
    """Yield a store without keys; its file is gone when the block ends, or the process."""
    # An empty name is a private temporary database, which SQLite unlinks as it opens it.
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(
            "CREATE TABLE seen (kind TEXT, one INTEGER, two INTEGER, "
            "PRIMARY KEY (kind, one, two)) WITHOUT ROWID"
        )
        connection.execute("BEGIN")
        yield EarlierKeys(connection)


def _hashed(keys: pd.DataFrame) -> list[tuple[int, int]]:
    columns = [
        pd.util.hash_pandas_object(keys, index=False, hash_key=key).to_numpy().view(np.int64)
        for key in _HASH_KEYS
    ]
    return list(zip(*(column.tolist() for column in columns), strict=True))
