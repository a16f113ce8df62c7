"""From the place that a model names to the keys that stand in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import EllipsisType, NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Union, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEY_MARK = "[key]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Keys from the top of the file, and the type that the model expects there.

    Attributes
    ----------
    path : tuple of str
    expected : object
        Type annotation; None where the model knows nothing.
    around : object
        Type annotation one step up.
    """

    path: tuple[str, ...]
    expected: object
    around: object


def place_of(model: type[BaseModel], location: Iterable[int | str]) -> Place:
    """Return the place that pydantic's ``location`` means.

    Pydantic puts the kind of a union's member into the location; it is no key of the file.
    """
    path: tuple[str, ...] = ()
    expected: object = model
    around: object = None
    for part in map(str, location):
        kinds = kinds_of(expected)
        if kinds:
            expected = kinds.get(part)
        elif part != _KEY_MARK:
            path, around, expected = (*path, part), expected, _inside(expected, part)
    return Place(path=path, expected=expected, around=around)


def kinds_of(annotation: object) -> Mapping[str, type[BaseModel]]:
    """Return kind to model where ``annotation`` is one of several kinds; else nothing."""
    members = get_args(plain(annotation))
    return {
        str(kind): member
        for member in members
        if is_model(member) and "kind" in member.model_fields
        for kind in get_args(member.model_fields["kind"].annotation)
    }


def plain(annotation: object) -> object:
    """Return ``annotation`` without its metadata and without ``| None``."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not NoneType]
        return plain(members[0]) if len(members) == 1 else annotation
    return annotation


def is_model(annotation: object) -> bool:
    """Whether ``annotation`` is one of the definition models."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _inside(annotation: object, part: str) -> object:
    here = plain(annotation)
    if isinstance(here, type) and issubclass(here, BaseModel):
        return here.model_fields[part].annotation if part in here.model_fields else None
    arguments = get_args(here)
    if get_origin(here) is Mapping:
        return arguments[1]
    if get_origin(here) is not tuple or not part.isdecimal():
        return None
    if isinstance(arguments[-1], EllipsisType):
        return arguments[0]
    return arguments[int(part)] if int(part) < len(arguments) else None
