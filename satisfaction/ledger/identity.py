"""Whether two deliveries, or two definitions, are the same one."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.ledger.parts import checksum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import Survey


def definition_body(survey: Survey) -> str:
    """Return all of a definition as JSON, the same on every machine."""
    return survey.model_dump_json()


def definition_mark(survey: Survey) -> str:
    """Return the checksum of a definition with the content of the files that it names."""
    content = _without_folders(json.loads(definition_body(survey)))
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def delivery_ref(definition: str, checksums: Sequence[str], sheet: str | None) -> str:
    """Return the reference of a delivery: the same files read the same way have the same one."""
    about = json.dumps([definition, sorted(checksums), sheet or ""])
    return sha256(about.encode()).hexdigest()


def known_files(paths: Sequence[Path]) -> list[str] | None:
    """Return the checksums of files as intake takes them, or None where one is not a file."""
    return [checksum(path) for path in paths] if all(path.is_file() for path in paths) else None


def _without_folders(content: object) -> object:
    """Return a definition with the name and checksum of a file where it names its path."""
    match content:
        case dict():
            return {name: _without_folders(value) for name, value in content.items()}
        case list():
            return [_without_folders(value) for value in content]
        case str() if Path(content).is_absolute() and Path(content).is_file():
            return f"{Path(content).name} {checksum(Path(content))}"
        case _:
            return content
