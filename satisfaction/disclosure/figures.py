"""The counts of people that results tell, and where they tell them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isnan
from typing import NamedTuple

EVERYONE = "everyone"
BASE = ""
NOT = "not in "


class Figure(NamedTuple):
    """One count of people, the same wherever it is told.

    Attributes
    ----------
    subject : str
        What is counted: a question, victims, respondents, ...
    group, level : str
        Who is counted; an empty group is everyone.
    period : str
    answer : str
        Those of them who answered so; empty for the base, all of them.
    """

    subject: str
    group: str
    level: str
    period: str
    answer: str = BASE

    @property
    def is_everyone(self) -> bool:
        """Whether it counts all groups together."""
        return self.group == ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A place in a result that gives a count away.

    Attributes
    ----------
    path : tuple of str
        Attributes that lead to the frame: ``("table",)``, ``("history", "table")``.
    row : int
        Place of the row.
    figures : tuple of Figure
        Where one of them is withheld, the columns are blanked.
    columns : tuple of str
    """

    path: tuple[str, ...]
    row: int
    figures: tuple[Figure, ...]
    columns: tuple[str, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Told:
    """What one result tells, as it is collected.

    Attributes
    ----------
    counts : dict
        Value of each figure; NaN where it was withheld already.
    tellings : list of Telling
    unreliable : set of Figure
        Withheld because too few answered to rely on them, not to protect anybody.
    alone : set of Figure
        They add up with nothing else.
    untimed : set of Figure
        Their periods do not add up.
    opinions : set of Figure
        Answers that say what people think.
    """

    counts: dict[Figure, float] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    unreliable: set[Figure] = field(default_factory=set)
    alone: set[Figure] = field(default_factory=set)
    untimed: set[Figure] = field(default_factory=set)
    opinions: set[Figure] = field(default_factory=set)

    def add(self, other: Told) -> None:
        """Take in what another result tells, but for its places."""
        self.counts.update(other.counts)
        for name in _SETS:
            getattr(self, name).update(getattr(other, name))

    def contradictions(self, other: Told) -> set[str]:
        """Return the subjects that the two give different counts for."""
        both = self.counts.keys() & other.counts.keys()
        return {f.subject for f in both if _differ(self.counts[f], other.counts[f])}

    def renamed(self, subjects: set[str], suffix: str) -> Told:
        """Return the same with some subjects set apart, such as answers of chosen respondents."""

        def apart(figure: Figure) -> Figure:
            if figure.subject not in subjects:
                return figure
            return figure._replace(subject=f"{figure.subject} ({suffix})")

        return Told(
            counts={apart(figure): count for figure, count in self.counts.items()},
            tellings=[
                replace(telling, figures=tuple(map(apart, telling.figures)))
                for telling in self.tellings
            ],
            **{name: set(map(apart, getattr(self, name))) for name in _SETS},
        )


_SETS = ("unreliable", "alone", "untimed", "opinions")


def _differ(one: float, other: float) -> bool:
    """Return whether two counts are both known and not the same."""
    return not (isnan(one) or isnan(other)) and one != other
