"""What a choice of focus groups goes by, gathered and checked once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from satisfaction.errors import UsageError

Fairness = Literal["random within cells", "equal chance"]

MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What one person too few or too many costs, by rule.

    Prices decide which rule gives way when not all can be kept. They are a choice of this package
    that nobody has verified. An empty place costs so much that none stays empty for any quota, and
    a missing reserve more than a reserve (``reserve``, per quota) of another kind than wanted.
    """

    place: float = 1000.0
    quota: float = 10.0
    topic: float = 5.0
    group_quota: float = 2.0
    area: float = 1.0
    no_reserve: float = 1.0
    reserve: float = 0.2

    def __post_init__(self) -> None:
        low = [f.name for f in fields(self) if getattr(self, f.name) < _LEAST_PRICE]
        if low:
            raise UsageError(
                f"The price of {', '.join(low)} is below {_LEAST_PRICE:g}, the least that the "
                "solver can tell from nothing."
            )


_LEAST_PRICE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusLimits:
    """Limits of a choice. All are defaults of this package that nobody has verified.

    Attributes
    ----------
    consent_months : int
        How long consent to be called again holds.
    youngest : int
        Age in years below which nobody is asked; whose age is not known is not asked either.
    most_from_area : int
        Most people from one borough in a group, its reserves included. Never broken.
    per_topic : int
        People in each group who rated a topic poor.
    never, apart : tuple of str
        Words in the name of a user group whose victims are never asked into a group, and of one
        whose victims have groups of their own (amendment 9).
    safe_contact_required : bool
        Leave out whoever has said nothing about safe contact; otherwise the strictest instruction
        is given for them.
    prices : Prices
    seconds : float
        Time for the solver in all.
    """

    consent_months: int = 12
    youngest: int = 18
    most_from_area: int = 2
    per_topic: int = 2
    never: tuple[str, ...] = ("domestic", "sexual", "rape", "stalking", "harassment", "child")
    apart: tuple[str, ...] = ("hate", "racist", "racial", "homophobic", "transphobic")
    safe_contact_required: bool = False
    prices: Prices = Prices()
    seconds: float = 60.0

    def __post_init__(self) -> None:
        names = ("consent_months", "youngest", "most_from_area", "per_topic", "seconds")
        low = [name for name in names if getattr(self, name) < 1]
        if low:
            raise UsageError(f"{', '.join(low)} must be at least 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many groups of how many people, with how many reserves each."""

    groups: int
    size: int
    reserves: int

    def __post_init__(self) -> None:
        if self.groups < 1 or self.size < _SMALLEST or self.reserves < 0:
            raise UsageError(
                f"{self.groups} groups of {self.size} with {self.reserves} reserves each cannot "
                f"be: expected at least one group of {_SMALLEST} or more, and no negative number."
            )

    @property
    def places(self) -> int:
        """Places in all groups."""
        return self.groups * self.size


_SMALLEST = 2


def refuse_fairness(fairness: str) -> None:
    """Refuse a way of drawing that does not exist.

    Raises
    ------
    UsageError
        If ``fairness`` is neither of the two.
    """
    known = get_args(Fairness)
    if fairness not in known:
        raise UsageError(f"There is no fairness '{fairness}'. Choose one of: {', '.join(known)}.")


def refuse_seed(rng: object) -> None:
    """Refuse anything but a seed that can be written down.

    Raises
    ------
    UsageError
        If ``rng`` is no whole number of 0 or more.
    """
    if not isinstance(rng, int) or isinstance(rng, bool) or rng < 0:
        raise UsageError(
            "`rng` is the seed of the choice: a whole number of 0 or more, such as 2007."
        )
