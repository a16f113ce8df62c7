"""Steps of a quarter that an interrupted run finished, so that the next one goes on from there."""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
import shutil
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from satisfaction.intake.engines import is_embedded
from satisfaction.workflow.patterns import matching_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic import BaseModel

    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.workflow.config import QuarterConfig

Found = TypeVar("Found")

FOLDER = ".unfinished"
_SIGNATURE_BYTES = 32
_LIBRARIES = ("satisfaction", "numpy", "pandas", "scipy", "duckdb", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedSteps:
    """What a run has finished so far, in a private folder that the finished run removes.

    A step is kept as a pickle, which must never be read from a stranger: each is signed with the
    force's pseudonym key and with all that it was made from, and read only if the signature holds.

    Attributes
    ----------
    folder : Path or None
        None: nothing is kept, as where no lasting key signs it.
    secret : bytes
        Key of the signatures, which other inputs, settings or versions change.
    say : callable
        Told of each step that is not done again.
    """

    folder: Path | None = None
    secret: bytes = field(default=b"", repr=False)
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)

    def of(self, name: str, make: Callable[[], Found]) -> Found:
        """Return the finished step ``name``, or make and keep it."""
        if self.folder is None:
            return make()
        path = self.folder / name.replace(" ", "-")
        kept = self._signed_content(path)
        if kept is not None:
            self.say(f"  kept  {name}, which an interrupted run had finished")
            found: Found = pickle.loads(kept)  # noqa: S301 - signed with the force's own key
            return found
        made = make()
        self._keep(path, pickle.dumps(made))
        return made

    def clear(self) -> None:
        """Remove everything: the quarter is written."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _signed_content(self, path: Path) -> bytes | None:
        if not path.is_file():
            return None
        content = path.read_bytes()
        signature, kept = content[:_SIGNATURE_BYTES], content[_SIGNATURE_BYTES:]
        return kept if hmac.compare_digest(signature, self._signature(path.name, kept)) else None

    def _signature(self, name: str, content: bytes) -> bytes:
        return hmac.digest(self.secret, name.encode() + b"/" + content, "sha256")

    def _keep(self, path: Path, content: bytes) -> None:
        """Write aside and rename; a full disk costs the resuming, not the run."""
        part = path.with_name(f"{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as to:
                to.write(self._signature(path.name, content) + content)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)


def finished_steps(
    config: QuarterConfig,
    key: PseudonymKey,
    definitions: Iterable[BaseModel],
    *,
    say: Callable[[str], None],
) -> FinishedSteps:
    """Return what an interrupted run of the same inputs, settings and versions has finished.

    Parameters
    ----------
    config : QuarterConfig
        With absolute paths. Without a key file nothing is kept, and neither with records in an
        engine that is elsewhere: nobody could tell whether they are still the same.
    key : PseudonymKey
        Signs what is kept.
    definitions : iterable of pydantic.BaseModel
        Survey and rules.
    say : callable
        Told of each step that is not done again.
    """
    if not config.key_file or not is_embedded(config.inputs.engine):
        return FinishedSteps()
    digest = hmac.new(key.secret, b"satisfaction/finished steps/", "sha256")
    digest.update(config.model_dump_json().encode())
    for definition in definitions:
        digest.update(definition.model_dump_json().encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in _files(config):
        digest.update(_checksum(path))
    return FinishedSteps(folder=Path(config.out) / FOLDER, secret=digest.digest(), say=say)


def _files(config: QuarterConfig) -> Iterator[Path]:
    """Yield every file that the quarter is made from, those of a folder one by one."""
    named = [
        *(given for name, given in config.inputs if name != "engine"),
        config.survey if Path(config.survey).is_file() else "",
    ]
    for given in named:
        patterns = [given] if isinstance(given, str) else given
        for path in matching_files(pattern for pattern in patterns if pattern):
            yield from (
                sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
            )


def _checksum(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
