"""What pydantic found, in the words of somebody who writes definition files."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args, get_origin

from pydantic import BaseModel

from satisfaction.definitions.faults import FAULTS, Fault
from satisfaction.definitions.places import Place, kinds_of, place_of, plain
from satisfaction.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from pydantic_core import ErrorDetails

_LONGEST_SHOWN = 40
# Each unknown key is compared with the known ones: of many thousands that would take minutes.
_MOST = 200
_NOT_A = {
    "int_parsing": "is not a whole number",
    "int_parsing_size": "is not a whole number of usual size",
    "int_from_float": "is not a whole number",
    "int_type": "is not a whole number",
    "float_parsing": "is not a number; write it as in 0.8, with a point",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "string_type": "is not text; one text was expected",
    "tuple_type": "is not a list; write it in square brackets, as in [1, 2]",
    "dict_type": "is not a set of keys; write `key: value` lines beneath, or {key: value}",
    "mapping_type": "is not a set of keys; write `key: value` lines beneath, or {key: value}",
    "model_type": "is not a set of keys; write `key: value` lines beneath, or {key: value}",
    "model_attributes_type": "is not a set of keys; write `key: value` lines beneath",
}
_BOUNDS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def faults_in(model: type[BaseModel], details: Sequence[ErrorDetails]) -> Iterator[Fault]:
    """Yield what pydantic found while reading ``model``, each with its place in the file."""
    placed = [(detail, place_of(model, detail["loc"])) for detail in details[:_MOST]]
    misspelt = {_meant(place) for detail, place in placed if detail["type"] == "extra_forbidden"}
    for detail, place in placed:
        if detail["type"] == FAULTS:
            for fault in detail["ctx"]["faults"]:
                yield Fault(path=(*place.path, *fault.path), says=fault.says)
        elif detail["type"] != "missing" or place.path not in misspelt:
            yield Fault(path=_path(detail, place), says=_sentence(detail, place))


def _meant(place: Place) -> tuple[str, ...]:
    """Return the path of the key that was probably meant: it is not missing, but misspelt."""
    near = get_close_matches(place.path[-1], _known_keys(place), n=1)
    return (*place.path[:-1], *near)


def _path(detail: ErrorDetails, place: Place) -> tuple[str, ...]:
    """Return the path of a fault; that of a list which is too short ends at the list."""
    return place.path[:-1] if detail["type"] == "missing" and _is_list(place) else place.path


def _sentence(detail: ErrorDetails, place: Place) -> str:
    kind = detail["type"]
    if kind in _NOT_A:
        return f"{_shown(detail['input'])} {_NOT_A[kind]}."
    if kind in _BOUNDS:
        return _out_of_bounds(detail)
    say = _SAYS.get(kind)
    return say(detail, place) if say else detail["msg"].removeprefix("Value error, ") + "."


def _shown(value: object) -> str:
    """Return the definition's own value, cut; never one of a data row, which no model reads."""
    if isinstance(value, dict):
        return "A set of keys"
    if isinstance(value, list):
        return "A list"
    text = str(value)
    if not text:
        return "An empty value"
    return f"'{text}'" if len(text) <= _LONGEST_SHOWN else f"'{text[:_LONGEST_SHOWN]}...'"


def _out_of_bounds(detail: ErrorDetails) -> str:
    name, word = _BOUNDS[detail["type"]]
    bound = _context(detail)[name]
    return f"{_shown(detail['input'])} is out of place: a number {word} {bound:g} was expected."


def _unknown_key(_detail: ErrorDetails, place: Place) -> str:
    key, known = place.path[-1], _known_keys(place)
    hint = did_you_mean(key, known)
    return f"The key '{key}' is not known here.{hint} Known: {', '.join(known)}."


def _missing(detail: ErrorDetails, place: Place) -> str:
    if _is_list(place):
        found = len(detail["input"]) if isinstance(detail["input"], list) else 0
        return f"The list must have {_length(place.around)} values; it has {found}."
    return f"The key '{place.path[-1]}' is required and missing."


def _no_known_kind(detail: ErrorDetails, place: Place) -> str:
    known = kinds_of(place.expected)
    listed = f"Known kinds: {', '.join(known)}."
    if detail["type"] == "union_tag_not_found":
        return f"The entry must say its `kind`. {listed}"
    tag = str(_context(detail).get("tag", ""))
    return f"'{tag}' is not a known kind.{did_you_mean(tag, known)} {listed}"


def _not_a_choice(detail: ErrorDetails, place: Place) -> str:
    choices = [str(choice) or "(empty)" for choice in get_args(plain(place.expected))]
    hint = did_you_mean(str(detail["input"]), choices)
    expected = f"one of {', '.join(choices)}" if choices else str(_context(detail).get("expected"))
    return f"{_shown(detail['input'])} is not possible here.{hint} Expected {expected}."


def _too_long(_detail: ErrorDetails, place: Place) -> str:
    return f"The list must have {_length(place.expected)} values; it has more."


def _empty_text(_detail: ErrorDetails, _place: Place) -> str:
    return "The text is empty; write one or take the key away."


def _known_keys(place: Place) -> list[str]:
    around = plain(place.around)
    if isinstance(around, type) and issubclass(around, BaseModel):
        return list(around.model_fields)
    return []


def _is_list(place: Place) -> bool:
    return get_origin(plain(place.around)) is tuple


def _length(annotation: object) -> int:
    return len(get_args(plain(annotation)))


def _context(detail: ErrorDetails) -> Mapping[str, Any]:
    return detail.get("ctx", {})


_SAYS: Mapping[str, Callable[[ErrorDetails, Place], str]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_not_found": _no_known_kind,
    "union_tag_invalid": _no_known_kind,
    "literal_error": _not_a_choice,
    "too_long": _too_long,
    "string_too_short": _empty_text,
}
