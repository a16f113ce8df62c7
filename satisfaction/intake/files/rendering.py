"""Columns of typed values as columns of text, many cells at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from satisfaction.intake.files.cells import (
    UnrenderableValueError,
    text_of_cell,
    text_of_decimal,
    text_of_float,
    text_of_short_float,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_TEXT = pa.large_string()


def render_values(values: Sequence[object]) -> pa.ChunkedArray:
    """Return Python values of any mixture of types as text; None is an empty text.

    Raises
    ------
    UnrenderableValueError
        If a value has no text form.
    """
    kinds = set(map(type, values))
    if kinds <= {float, type(None)}:
        return render_array(pa.chunked_array([pa.array(values, pa.float64())]))
    texts = values if kinds == {str} else [text_of_cell(value) for value in values]
    return pa.chunked_array([pa.array(texts, _TEXT)])


def render_array(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return an Arrow column as text; null is an empty text.

    Raises
    ------
    UnrenderableValueError
        If the type of the column has no text form, as lists and bytes.
    """
    kind = array.type
    for belongs, render in _RENDERERS:
        if belongs(kind):
            return render(array)
    raise UnrenderableValueError(str(kind))


def _render_dictionary(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return render_array(array.cast(array.type.value_type))


def _render_plain(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(array.cast(_TEXT), "")


def _render_null(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([""] * len(array), _TEXT)])


def _render_float(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return _by_level(array, text_of_float)


def _render_short_float(array: pa.ChunkedArray) -> pa.ChunkedArray:
    levels = _levels(array.cast(pa.float32()))
    return _texts_of(levels, [text_of_short_float(v) for v in levels.dictionary.to_numpy()])


def _render_decimal(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return _by_level(array, text_of_decimal)


def _render_moment(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return dates; the time of day only if it is not midnight, fractions only if there are any."""
    if array.type.tz is not None:
        # Through pandas: Arrow has no time-zone data on Windows.
        array = pa.chunked_array([pa.array(array.to_pandas().dt.tz_localize(None))])
    texts = _without_empty_fraction(array.cast(_TEXT))
    return pc.fill_null(pc.replace_substring_regex(texts, r" 00:00:00$", ""), "")


def _render_time(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(_without_empty_fraction(array.cast(_TEXT)), "")


def _render_duration(array: pa.ChunkedArray) -> pa.ChunkedArray:
    return _by_level(array, text_of_cell)


def _without_empty_fraction(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    shorter = pc.replace_substring_regex(texts, r"(\.\d*[1-9])0+$", r"\1")
    return pc.replace_substring_regex(shorter, r"\.0+$", "")


def _by_level(array: pa.ChunkedArray, text_of: Callable[..., str]) -> pa.ChunkedArray:
    """Render each distinct value once: survey columns have few."""
    levels = _levels(array)
    return _texts_of(levels, map(text_of, levels.dictionary.to_pylist()))


def _levels(array: pa.ChunkedArray) -> pa.DictionaryArray:
    return pc.dictionary_encode(pa.concat_arrays(array.chunks) if array.chunks else array)


def _texts_of(levels: pa.DictionaryArray, texts: Iterable[str]) -> pa.ChunkedArray:
    rendered = pa.array(list(texts), _TEXT).take(levels.indices)
    return pa.chunked_array([pc.fill_null(rendered, "")])


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _is_double(kind: pa.DataType) -> bool:
    return bool(pa.types.is_float64(kind))


# float64 before the other floats; Arrow writes whole numbers, truth values and dates as wanted.
_RENDERERS: tuple[tuple[Callable[..., bool], Callable[..., pa.ChunkedArray]], ...] = (
    (pa.types.is_dictionary, _render_dictionary),
    (pa.types.is_null, _render_null),
    (_is_text, _render_plain),
    (pa.types.is_integer, _render_plain),
    (pa.types.is_boolean, _render_plain),
    (_is_double, _render_float),
    (pa.types.is_floating, _render_short_float),
    (pa.types.is_decimal, _render_decimal),
    (pa.types.is_date, _render_plain),
    (pa.types.is_timestamp, _render_moment),
    (pa.types.is_time, _render_time),
    (pa.types.is_duration, _render_duration),
)
