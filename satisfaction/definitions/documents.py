"""YAML text into plain text values, with the line of every key.

YAML 1.1 turns ``yes``, ``no``, ``12:30`` and dates into other types in silence, so every scalar
stays text and the models convert it. Anchors, aliases and tags are refused, and so are files of
extreme size or depth: a definition file is as untrusted as a delivery.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_LONGEST = 2_000_000
_LONGEST_KEY = 200
_DEEPEST = 30

Path = tuple[str, ...]
Value = str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One definition file: its values as text and the line on which each key stands."""

    file: str
    content: dict[str, Value]
    lines: Mapping[Path, int]
    sha256: str

    def line_of(self, path: Path) -> int | None:
        """Return the line of the longest known part of ``path``."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def parse_document(text: str, *, file: str) -> Document:
    """Return the content of a YAML mapping, or an error that names the line.

    Raises
    ------
    DefinitionError
        If the text is not YAML, is not a mapping, repeats a key, or uses anchors, aliases or tags.
    """
    if len(text) > _LONGEST:
        raise DefinitionError(
            f"The file has {len(text):,} characters; a definition has at most {_LONGEST:,}. "
            "Check that it is the right file.",
            file=file,
        )
    _refuse_indirection(text, file)
    root = _compose(text, file)
    if not isinstance(root, yaml.MappingNode):
        raise DefinitionError(
            "A definition file is a mapping of keys to values. Start it with a key.",
            file=file,
            line=1,
        )
    lines: dict[Path, int] = {}
    content = _mapping(root, (), lines, file)
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
    return Document(file=file, content=content, lines=lines, sha256=digest)


def _refuse_indirection(text: str, file: str) -> None:
    fault: DefinitionError | None = None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            depth += _step(event)
            problem = _indirection(event, depth)
            if problem:
                fault = DefinitionError(problem, file=file, line=_line(event.start_mark))
                break
    except yaml.YAMLError as error:
        fault = _not_yaml(error, file)
    if fault:
        raise fault


def _step(event: yaml.Event) -> int:
    """Return +1 where a list or mapping begins and -1 where it ends."""
    begins = isinstance(event, yaml.CollectionStartEvent)
    return begins - isinstance(event, yaml.CollectionEndEvent)


def _indirection(event: yaml.Event, depth: int) -> str:
    if getattr(event, "anchor", None) or _explicit_tag(event):
        return "Anchors, aliases and tags (&, *, !) are not allowed. Write the value out."
    if depth > _DEEPEST:
        return f"Lists or keys stand more than {_DEEPEST} deep inside one another. Flatten them."
    return ""


def _explicit_tag(event: yaml.Event) -> bool:
    tag = getattr(event, "tag", None)
    return tag is not None and tag != "!"


def _compose(text: str, file: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _not_yaml(error, file) from None


def _not_yaml(error: yaml.YAMLError, file: str) -> DefinitionError:
    problem = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be read")
    return DefinitionError(
        f"This is not YAML: {problem}. Check the indentation, the colons and the quotes.",
        file=file,
        line=_line(getattr(error, "problem_mark", None)),
    )


def _line(mark: object) -> int:
    # PyYAML's C parser has a mark class of its own that shares no base with the other.
    return int(getattr(mark, "line", 0)) + 1


def _value(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> Value:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, file)
    if isinstance(node, yaml.SequenceNode):
        return [_item(item, (*path, str(i)), lines, file) for i, item in enumerate(node.value)]
    return str(node.value)


def _item(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> Value:
    lines[path] = node.start_mark.line + 1
    return _value(node, path, lines, file)


def _mapping(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], file: str
) -> dict[str, Value]:
    content: dict[str, Value] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _key(key_node, path, file)
        if key in content:
            dotted = ".".join((*path, key))
            text = "The key stands twice. Keep one of them."
            raise DefinitionError(text, file=file, key=dotted, line=line)
        lines[(*path, key)] = line
        content[key] = _value(value_node, (*path, key), lines, file)
    return content


def _key(node: yaml.Node, path: Path, file: str) -> str:
    key = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
    if not key:
        raise DefinitionError(
            "A key is empty or a list. Write one word or code before the colon.",
            file=file,
            key=".".join(path),
            line=node.start_mark.line + 1,
        )
    if len(key) > _LONGEST_KEY:
        raise DefinitionError(
            f"A key has {len(key):,} characters; at most {_LONGEST_KEY} are allowed. Shorten it.",
            file=file,
            key=".".join(path),
            line=node.start_mark.line + 1,
        )
    return key
