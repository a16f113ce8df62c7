"""Definition files on the shelf: by name from ``schemas/``, or by the path of a file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.definitions.classifications import Classification
from satisfaction.definitions.documents import Document, parse_document
from satisfaction.definitions.parsing import parse_model
from satisfaction.errors import DefinitionError, did_you_mean
from satisfaction.resources import resource_dir

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from satisfaction.definitions.documents import Value

_SUFFIXES = (".yaml", ".yml")


def read_document(folder: str, name: str | Path) -> Document:
    """Return the YAML file that ``name`` means: a path if it looks like one, else a shipped name.

    Files that the document names in turn (``records``, ``classify``) are looked for beside it.
    """
    if _is_path(name):
        return _read_path(Path(name))
    return _read_shipped(folder, str(name))


def load_classification(name: str | Path) -> Classification:
    """Load a classification by name from ``schemas/classifications/``, or from a file."""
    if _is_path(name):
        return parse_model(read_document("classifications", name), Classification)
    return _shipped_classification(str(name))


@cache
def _shipped_classification(name: str) -> Classification:
    return parse_model(read_document("classifications", name), Classification)


def _is_path(name: str | Path) -> bool:
    path = Path(name)
    return path.suffix.lower() in _SUFFIXES or path.parent != Path()


def _read_path(path: Path) -> Document:
    if not path.is_file():
        near = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        raise DefinitionError(
            f"There is no file '{path.name}' in '{path.parent}'.{did_you_mean(path.name, near)}"
        )
    document = parse_document(_decoded(path), file=path.name)
    return _anchored(document, path.resolve().parent)


def _anchored(document: Document, folder: Path) -> Document:
    """Make the files that ``document`` names absolute, so that any working folder will do."""
    content = dict(document.content)
    if "records" in content:
        content["records"] = _beside(content["records"], ("records",), document, folder)
    fields = content.get("fields")
    if isinstance(fields, dict):
        content["fields"] = {
            name: _with_anchored_classification(name, field, document, folder)
            for name, field in fields.items()
        }
    return replace(document, content=content)


def _with_anchored_classification(
    name: str, field: Value, document: Document, folder: Path
) -> Value:
    if not isinstance(field, dict) or "classify" not in field:
        return field
    path = ("fields", name, "classify")
    return {**field, "classify": _beside(field["classify"], path, document, folder)}


def _beside(name: Value, path: tuple[str, ...], document: Document, folder: Path) -> Value:
    if not isinstance(name, str) or Path(name).suffix.lower() not in _SUFFIXES:
        return name
    found = folder / name
    if found.is_file():
        return str(found)
    near = did_you_mean(name, [p.name for p in folder.glob("*.y*ml")])
    raise DefinitionError(
        f"There is no file '{name}' beside this definition.{near}",
        file=document.file,
        key=".".join(path),
        line=document.line_of(path),
    )


def _decoded(path: Path | Traversable) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
    except OSError:
        raise DefinitionError(
            "The file cannot be opened. Check its permissions.", file=path.name
        ) from None
    raise DefinitionError(
        "The file is not UTF-8 text. Save it as UTF-8.", file=path.name, line=line
    )


def _read_shipped(folder: str, name: str) -> Document:
    root = resource_dir("schemas")
    here = root.joinpath(folder) if folder else root
    names = {p.name.rsplit(".", 1)[0].replace("_", "-"): p for p in here.iterdir() if p.is_file()}
    found = names.get(name.replace("_", "-"))
    if found is None:
        raise DefinitionError(
            f"There is no definition named '{name}'.{did_you_mean(name, names)} "
            f"Shipped: {', '.join(sorted(names))}. For a file of your own give its path, "
            "ending in .yaml."
        )
    return parse_document(_decoded(found), file=found.name)
