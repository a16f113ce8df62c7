"""Spark: on this machine, or a cluster."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import tempfile
import warnings
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from satisfaction.errors import DataRefusedError, MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from satisfaction.intake.engines.urls import EngineUrl
    from satisfaction.intake.profiles.relations import RecordSource

_SECONDS = 5
_TEXT = re.compile(r"\.(?:csv|txt)(?:\.gz)?$", re.IGNORECASE)
_PATH = re.compile(r"[/\\*?\[{]|\.parquet$|\.(?:csv|txt)(?:\.gz)?$", re.IGNORECASE)
# The same answers as DuckDB: an instant's day is that of UTC, a cast that fails fails.
_SAME = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
_QUIET |= {"spark.log.level": "OFF"}
# Names of folders are texts, as those of files are.
_READING = {"spark.sql.sources.partitionColumnTypeInference.enabled": "false"}
_HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_CSV = {"header": "true", "quote": '"', "escape": '"', "multiLine": "true", "mode": "FAILFAST"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkEngine:
    """A Spark session.

    Attributes
    ----------
    session : pyspark.sql.SparkSession
    where : str
        ``this machine`` or ``host:port``.
    """

    session: Any = field(repr=False)
    where: str

    @property
    def name(self) -> str:
        """Say which version, and where."""
        return f"Spark {self.session.version} on {self.where}"

    def tables(self, names: Sequence[str | Path]) -> list[RecordSource]:
        """Return Parquet or CSV files, folders of Parquet, or tables of the catalogue, as frames.

        CSV is UTF-8 with commas and one line of headings.

        Raises
        ------
        DataRefusedError
            If there is none of that name.
        """
        return [self._table(str(name)) for name in names]

    def _table(self, name: str) -> RecordSource:
        from pyspark.errors import PySparkException

        is_path = bool(_PATH.search(name)) or Path(name).exists()
        try:
            frame: RecordSource = self._read(name) if is_path else self.session.table(name)
        except PySparkException:
            # Spark's message tells of its folders; ours is raised outside this block.
            pass
        else:
            return frame
        what = "files" if is_path else "table"
        raise DataRefusedError(
            f"Spark finds no {what} '{Path(name).name}' that it can read. Check the name; it opens "
            "Parquet and CSV files, folders of Parquet, and tables of its catalogue."
        )

    def _read(self, path: str) -> RecordSource:
        reader = self.session.read
        frame: RecordSource = (
            reader.options(**_CSV).csv(path)
            if _TEXT.search(path)
            else reader.option("recursiveFileLookup", not _is_partitioned(path)).parquet(path)
        )
        return frame

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Keep the session: to start one takes longer than a count. It ends with the process."""


def open_spark(where: EngineUrl) -> SparkEngine:
    """Return Spark on this machine or a cluster, started if it is not running yet."""
    if find_spec("pyspark") is None:
        raise MissingExtraError(
            'Counting in Spark needs an extra part. Install it: pip install "satisfaction[spark]"'
        )
    _need_java()
    if where.host:
        _reach(where.host, where.port or 0)
    place = f"{where.host}:{where.port}" if where.host else "this machine"
    return SparkEngine(session=_session(where), where=place)


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    if not shutil.which("java", path=f"{home}/bin" if home else None):
        raise MissingExtraError(
            "Spark needs Java 17 or later, and there is none. Install it, for example with "
            "`apt-get install default-jre-headless`, or say in JAVA_HOME where it is."
        )


def _reach(host: str, port: int) -> None:
    """Refuse a cluster that does not answer: Spark itself would try for minutes."""
    try:
        with socket.create_connection((host, port), timeout=_SECONDS):
            return
    except OSError:
        pass
    raise DataRefusedError(
        f"No Spark cluster answers at {host}:{port}. Check host and port, and that it is running."
    )


def _session(where: EngineUrl) -> Any:  # noqa: ANN401 - Spark is optional
    with _without_pandas_warning():
        from pyspark.sql import SparkSession

        running = SparkSession.getActiveSession()
        if running is not None:
            return _beside(running, where)
        return _started(SparkSession.builder, where)


def _beside(running: Any, where: EngineUrl) -> Any:  # noqa: ANN401 - Spark is optional
    """Return a session with our settings beside one that runs in this process already."""
    master = str(running.sparkContext.master)
    if where.host and master != _master(where):
        raise UsageError(
            "Spark runs in this process already, and on another master. Stop that session, or give "
            "its frames to the function."
        )
    session = running.newSession()
    for name, value in {**_SAME, **_READING}.items():
        session.conf.set(name, value)
    return session


def _started(builder: Any, where: EngineUrl) -> Any:  # noqa: ANN401 - Spark is optional
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    made = builder.master(_master(where)).appName("satisfaction")
    for name, value in _settings(where).items():
        made = made.config(name, value)
    try:
        session = made.getOrCreate()
    except (PySparkException, Py4JError):
        session = None
    if session is None:
        raise DataRefusedError(
            "Spark could not be started. Check that Java is version 17 or later and the same on "
            "the cluster, and that the cluster has Spark of the same version."
        )
    atexit.register(session.stop)
    return session


def _master(where: EngineUrl) -> str:
    if where.host:
        return f"spark://{where.host}:{where.port}"
    return where.options.get("master", "local[*]")


def _settings(where: EngineUrl) -> Mapping[str, str]:
    settings = {**_SAME, **_QUIET, **_READING}
    if where.host:
        return settings
    log = Path(__file__).with_name("log4j2.properties").as_uri()
    return {
        **settings,
        **_HERE,
        **_catalogue(),
        # A part a core: counts end in few groups, and each part costs a task.
        "spark.sql.shuffle.partitions": str(max(2, os.cpu_count() or 2)),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log}",
    }


def _catalogue() -> Mapping[str, str]:
    """Keep Spark from making a folder where the command runs, unless it is set up by somebody."""
    if "SPARK_HOME" in os.environ or "SPARK_CONF_DIR" in os.environ:
        return {}
    folder = tempfile.mkdtemp(prefix="spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {"spark.sql.warehouse.dir": folder}


def _is_partitioned(path: str) -> bool:
    """Return whether a local folder is one of ``name=value`` folders, which are columns."""
    folder = Path(path)
    return folder.is_dir() and any("=" in one.name for one in folder.iterdir() if one.is_dir())


def _without_pandas_warning() -> AbstractContextManager[object]:
    """Silence what Spark says of pandas 3: results come as Arrow tables."""
    return warnings.catch_warnings(action="ignore", category=FutureWarning)
