"""What goes wrong in an engine, in our words: its own may quote a row."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import duckdb
import narwhals as nw
import pyarrow as pa

from satisfaction.errors import DataRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Answer = TypeVar("_Answer")
_OF_DRIVERS = (
    ("psycopg", "Error"),
    ("pyspark.errors", "PySparkException"),
    ("py4j.protocol", "Py4JError"),
    ("ibis.common.exceptions", "IbisError"),
    ("ibis.common.exceptions", "TableNotFound"),
    ("sqlglot.errors", "SqlglotError"),
)
# Spark's Python side logs the message of an error, which quotes the cell that it could not read.
_LOGGERS = ("DataFrameQueryContextLogger", "SQLQueryContextLogger")


def engine_errors() -> tuple[type[Exception], ...]:
    """Return what the engines in use raise, for an ``except``; none is imported to that end."""
    of_drivers = [
        getattr(module, name)
        for place, name in _OF_DRIVERS
        if (module := sys.modules.get(place)) is not None
    ]
    return (duckdb.Error, nw.exceptions.NarwhalsError, pa.ArrowException, *of_drivers)


def answer_of(ask: Callable[[], _Answer], *, engine: str) -> _Answer:
    """Return what ``ask`` returns; an error of the engine becomes one of ours, without its text.

    Raises
    ------
    DataRefusedError
    """
    try:
        with silent_drivers():
            return ask()
    except engine_errors():
        # Ours is raised outside this block, so that nothing of the engine's is kept with it.
        pass
    raise DataRefusedError(
        f"{engine} could not count the crime records: the connection broke, a file is damaged, or "
        "a column has a type that cannot be counted. Its own log says more."
    )


@contextmanager
def silent_drivers() -> Iterator[None]:
    """Keep drivers from logging their errors."""
    if "pyspark" not in sys.modules:
        yield
        return
    from pyspark.logger import PySparkLogger

    loggers = [PySparkLogger.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
