"""The URL of an engine, without a secret in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from satisfaction.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

DUCKDB, SPARK, POSTGRES = "duckdb", "spark", "postgres"

_KINDS = {"duckdb": DUCKDB, "spark": SPARK, "local": SPARK, "postgres": POSTGRES}
_KINDS |= {"postgresql": POSTGRES}
_LOCAL = re.compile(r"local(?:\[(?:\*|[0-9]+)\])?")
_SCHEME = re.compile("[a-z][a-z0-9+]{0,20}")
# What libpq reads from its own files and variables is not for a URL; these say how to connect.
_OPTIONS = ("host", "port", "service", "sslmode", "sslrootcert", "target_session_attrs")
_EXAMPLES = (
    "An engine is `duckdb`, `spark` (this machine), `spark://host:port` (a cluster) or "
    "`postgres://user@host:port/database`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineUrl:
    """Where an engine is; no part of it is secret.

    Attributes
    ----------
    kind : {"duckdb", "spark", "postgres"}
    host, user, database : str
        Empty where the engine's own settings decide.
    port : int or None
    options : mapping of str to str
        Of the connection, such as ``sslmode``; for Spark the threads as ``master``.
    """

    kind: str
    host: str = ""
    port: int | None = None
    user: str = ""
    database: str = ""
    options: Mapping[str, str]


def parse_engine(url: str) -> EngineUrl:
    """Return the parts of an engine's URL.

    Raises
    ------
    UsageError
        If it is no URL of an engine, or holds a password. The message never repeats the URL.
    """
    text = url.strip()
    if _LOCAL.fullmatch(text):
        return EngineUrl(kind=SPARK, options={"master": text})
    if text in ("duckdb", "spark"):
        return EngineUrl(kind=text, options={})
    scheme, between, _ = text.partition("://")
    kind = _KINDS.get(scheme) if between else None
    if kind not in (SPARK, POSTGRES) or scheme == "local":
        raise UsageError(f"This is not an engine that is known. {_EXAMPLES}{_meant(scheme)}")
    parts, port = _split(text)
    _refuse_password(parts)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    _refuse_options(options, kind)
    if kind == SPARK:
        return _cluster(parts, port)
    return EngineUrl(
        kind=kind,
        host=unquote(parts.hostname or ""),
        port=port,
        user=unquote(parts.username or ""),
        database=unquote(parts.path.lstrip("/")),
        options=options,
    )


def _meant(scheme: str) -> str:
    """Return the nearest engine; only of what looks like the beginning of a URL."""
    return did_you_mean(scheme, _KINDS) if _SCHEME.fullmatch(scheme) else ""


def _split(text: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # The message of the library quotes what should be the port: it may be a password.
        parts = None
    if parts is not None:
        return parts, port
    raise UsageError(
        "The URL of the engine cannot be read: its port is no number, or it holds a password. "
        f"{_EXAMPLES} A password is never part of it."
    )


def _refuse_password(parts: SplitResult) -> None:
    before = parts.netloc.rpartition("@")[0]
    if ":" in before or "@" in before or "@" in parts.path + parts.query + parts.fragment:
        raise UsageError(
            "The URL of the engine holds a password, which others would then find in the list of "
            "processes, the history of the shell and log files. Leave it out: give it in the "
            "variable PGPASSWORD, in ~/.pgpass or by a service file. Change it if others could see "
            "it."
        )


def _refuse_options(options: Mapping[str, str], kind: str) -> None:
    """Refuse every option that is not listed, by no more than their number: one may be secret."""
    allowed = _OPTIONS if kind == POSTGRES else ()
    unknown = [name for name in options if name not in allowed]
    if unknown:
        can = f"It can have {', '.join(allowed)}." if allowed else "It can have none."
        raise UsageError(
            f"The URL of the engine has {len(unknown)} options that are not allowed in it. {can} "
            "Secrets are given in the variable PGPASSWORD, in ~/.pgpass or by a service file."
        )


def _cluster(parts: SplitResult, port: int | None) -> EngineUrl:
    if parts.username or not parts.hostname or port is None or parts.path.strip("/"):
        raise UsageError("A Spark cluster is named `spark://host:port`, without anything else.")
    return EngineUrl(kind=SPARK, host=parts.hostname, port=port, options={})
