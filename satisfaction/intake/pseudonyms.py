"""Pseudonyms: what stands in for a reference, so that tables join and no reference is kept."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from satisfaction.errors import UsageError
from satisfaction.tables.spreadsheets import begins_formula

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY_FILE_VARIABLE = "SATISFACTION_KEY_FILE"

_LOG = logging.getLogger(__name__)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEY_BYTES = 32
# 24 hexadecimal characters are 96 bits: among 100 million references the chance of one collision is
# about 1 in 10**13.
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """The secret that references are hashed with; who holds it can test a guessed one."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < _KEY_BYTES:
            raise UsageError(
                f"A pseudonym key has at least {_KEY_BYTES} bytes; this one has "
                f"{len(self.secret)}. Make one with PseudonymKey.create_file(path)."
            )

    @classmethod
    def generate(cls) -> Self:
        """Return a new random key."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Read a key that :meth:`create_file` wrote; log a warning if others can read it.

        Raises
        ------
        UsageError
            If the file is missing, is not hexadecimal text, or is shorter than 32 bytes.
        """
        key = cls(_read_secret(Path(path)))
        if is_open_to_others(Path(path)):
            _LOG.warning(
                "The key file '%s' can be read by others than its owner: take their rights away "
                "(chmod 600) or, where files have no rights of their own, those of the folder.",
                Path(path).name,
            )
        return key

    @classmethod
    def create_file(cls, path: str | Path) -> Self:
        """Write a new random key to ``path``, readable by its owner only, and return it.

        Raises
        ------
        UsageError
            If the file is there already or cannot be written: a key is never overwritten.
        """
        key = cls.generate()
        key.keep(path)
        return key

    def keep(self, path: str | Path) -> None:
        """Write the key to ``path``, readable by its owner only.

        Raises
        ------
        UsageError
            If the file is there already or cannot be written: a key is never overwritten.
        """
        _write_secret(Path(path), self.secret)


def is_open_to_others(path: Path) -> bool:
    """Return whether the mode of a file gives others than its owner any right.

    Windows has no such modes: there the rights of the folder decide, and nothing is open.
    """
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def default_key() -> PseudonymKey:
    """Return the key that the variable ``SATISFACTION_KEY_FILE`` names, else the session's."""
    path = os.environ.get(KEY_FILE_VARIABLE, "")
    return PseudonymKey.from_file(path) if path else session_key()


@cache
def session_key() -> PseudonymKey:
    """Return this process's random key.

    Pseudonyms made with it join tables that the same process read, and nothing else: the next
    process draws another key.
    """
    return PseudonymKey.generate()


def pseudonymise(values: pd.Series, key: PseudonymKey, kind: str) -> pd.Series:
    """Return the pseudonym of each reference: HMAC-SHA256, 24 hexadecimal characters.

    References are trimmed and upper-cased first, so that tables join however they were typed; an
    apostrophe that our own lists put before what a spreadsheet would run is taken off again. The
    same reference has another pseudonym under another ``kind``. A blank stays blank.

    Parameters
    ----------
    values : pandas.Series of str
        References as they came.
    key : PseudonymKey
    kind : str
        What the reference names, such as ``crime``, ``interview`` or ``interviewer``.

    Examples
    --------
    >>> key = PseudonymKey(bytes(32))
    >>> made = pseudonymise(pd.Series([" ab/1", "AB/1 ", ""]), key, "crime")
    >>> made[0] == made[1], len(made[0]), made[2]
    (True, 24, '')
    """
    codes, words = pd.factorize(values.fillna("").astype("str"))
    made = pseudonyms_of(words, key, kind)
    taken = np.asarray(made, dtype=object)[codes]
    return pd.Series(taken, index=values.index, name=values.name, dtype="str")


def pseudonyms_of(references: Iterable[str], key: PseudonymKey, kind: str) -> list[str]:
    """Return the pseudonym of each of ``references``, a blank for a blank."""
    start = hmac.new(key.secret, f"satisfaction/{kind}/".encode(), "sha256")
    return [_pseudonym(start, _plain(reference)) for reference in references]


def _plain(reference: str) -> str:
    """Return a reference as it is hashed, without the mark that keeps it from being a formula."""
    text = reference.strip().upper()
    if text.startswith("'") and begins_formula(text[1:]):
        text = text[1:].strip()
    return text


def _pseudonym(start: hmac.HMAC, reference: str) -> str:
    if not reference:
        return ""
    # Copying a begun hash is faster than beginning each anew.
    digest = start.copy()
    # A lone surrogate cannot be encoded strictly; it must not make an error that shows it.
    digest.update(reference.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_SHOWN]


def _read_secret(path: Path) -> bytes:
    advice = "Make one with PseudonymKey.create_file(path)."
    if not path.is_file():
        raise UsageError(f"There is no key file '{path.name}'. {advice}")
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (UnicodeDecodeError, ValueError):
        # The text at fault is a secret: the error is raised outside this block, without it.
        name = path.name
    raise UsageError(f"The key file '{name}' is not hexadecimal text. {advice}")


def _write_secret(path: Path, secret: bytes) -> None:
    fault = ""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        fault = "is there already; a key is never overwritten, since its pseudonyms would be lost"
    except OSError as error:
        fault = f"cannot be written: {error.strerror}"
    if fault:
        raise UsageError(f"The key file '{path.name}' {fault}.")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
