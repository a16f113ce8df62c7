"""Which grades of a scale count as poor and as top, and how far a cut may be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.definitions.scales import Scale


def worst_first(scale: Scale) -> tuple[str, ...]:
    """Return the grades from the most dissatisfied to the most satisfied."""
    labels = scale.grade_labels
    worst = scale.labels_of(scale.dissatisfied)
    return labels if labels[0] in worst else labels[::-1]


def low_grades(scale: Scale, *, wider: int = 0) -> tuple[str, ...]:
    """Return the dissatisfied grades, and ``wider`` more beside them (fewer where negative).

    At least one grade is low, and the top grades never are.
    """
    order = worst_first(scale)
    most = len(order) - len(top_grades(scale))
    held = len(scale.labels_of(scale.dissatisfied)) + wider
    return order[: min(max(held, 1), most)]


def top_grades(scale: Scale) -> tuple[str, ...]:
    """Return the top grades; the satisfied ones where the scale marks no top."""
    return scale.labels_of(scale.top or scale.satisfied)


def middle_grades(scale: Scale, *, wider: int = 0) -> tuple[str, ...]:
    """Return the grades that are neither low nor top."""
    sides = {*low_grades(scale, wider=wider), *top_grades(scale)}
    return tuple(label for label in worst_first(scale) if label not in sides)
