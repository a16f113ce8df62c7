"""A dimension: the levels on which sample and victim profile are compared."""

from __future__ import annotations

from dataclasses import dataclass

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """The levels of one field.

    Attributes
    ----------
    name : str
        Name of the column in every trusted table.
    levels : tuple of str
        Known levels in order; empty when the definition leaves them open.
    unknown : tuple of str
        Levels that say nothing; they are counted in coverage and stay out of shares.
    outside : tuple of str
        Levels that the survey does not cover, such as under 16; they stay out of shares too.
    source : str
        Who said so: ``self-defined``, ``recorded``, ``officer-observed``.
    """

    name: str
    levels: tuple[str, ...]
    unknown: tuple[str, ...]
    outside: tuple[str, ...] = ()
    source: str = ""

    @property
    def all_levels(self) -> tuple[str, ...]:
        """Every label of the column: levels, then those outside the survey, then unknown."""
        return (*self.levels, *self.outside, *self.unknown)

    @property
    def is_open(self) -> bool:
        """Whether levels are taken from the data as they come."""
        return not self.levels
