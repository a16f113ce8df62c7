"""From the fields of a definition to the dimensions of trusted tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.dimensions import Dimension
from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.shelf import load_classification

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.fields import Field


def dimension_of(name: str, field: Field) -> Dimension:
    """Return the levels that ``field`` takes in a trusted table.

    A category has the levels it lists, or those of its classification's default grouping; a count
    has the bands of its classification.

    Raises
    ------
    TypeError
        If the field is neither a category nor a count.
    """
    if not isinstance(field, Category | Count):
        raise TypeError(f"'{name}' is a {field.kind}; only a category or a count has levels.")
    return Dimension(
        name=name,
        levels=_known_levels(field),
        unknown=_unknown_levels(field),
        outside=_outside_levels(field),
        source=field.source,
    )


def dimensions_of(fields: Mapping[str, Field]) -> Mapping[str, Dimension]:
    """Return the dimension of every category and every classified count."""
    return {
        name: dimension_of(name, field)
        for name, field in fields.items()
        if isinstance(field, Category) or (isinstance(field, Count) and field.classify)
    }


def _known_levels(field: Category | Count) -> tuple[str, ...]:
    if field.classify:
        return load_classification(field.classify).levels
    if isinstance(field, Count):
        return ()
    covered = [label for label in field.levels.values() if label not in field.outside]
    return tuple(dict.fromkeys(covered))


def _outside_levels(field: Category | Count) -> tuple[str, ...]:
    if field.classify:
        return tuple(load_classification(field.classify).outside)
    return field.outside if isinstance(field, Category) else ()


def _unknown_levels(field: Category | Count) -> tuple[str, ...]:
    listed = load_classification(field.classify).unknown.values() if field.classify else ()
    return tuple(dict.fromkeys((*listed, *field.not_answered.values(), field.blank)))
