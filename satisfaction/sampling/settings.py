"""What a sample plan aims at and what it may do, gathered and checked once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol, Self

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.rules import Rules
    from satisfaction.tables.profile import Population

_RULE = "sample_plan"


class Band(Protocol):
    """Anything with the three numbers of a tolerance, such as that of a profile check."""

    @property
    def points(self) -> float:
        """As in :class:`Allowed`."""
        ...

    @property
    def ratio_low(self) -> float:
        """As in :class:`Allowed`."""
        ...

    @property
    def ratio_high(self) -> float:
        """As in :class:`Allowed`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """How far a share may lie from the profile: the tighter of points and ratio."""

    points: float
    ratio_low: float
    ratio_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLimits:
    """What a plan may do: the rulebook's defaults of this package, which nobody has verified.

    Attributes
    ----------
    aim : float
        Share of the tolerance that an expected difference may use; the rest is left for chance.
    max_boost : float
        Largest chance of being issued over that of an unboosted victim of the same stratum.
    max_fraction : float
        Largest share of a stratum's victims of one kind that may be issued.
    design_effect : float
        Anticipated for weighting to margins, beyond that of the strata, which is computed.
    fewest : float
        Interviews expected from each stratum that has victims enough; two allow a variance.
    """

    aim: float = 0.25
    max_boost: float = 3.0
    max_fraction: float = 1.0
    design_effect: float = 1.2
    fewest: float = 2.0

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be {says}, not {getattr(self, name):g}"
            for name, says, is_right in (
                ("aim", "above 0 and at most 1", 0 < self.aim <= 1),
                ("max_boost", "at least 1", self.max_boost >= 1),
                ("max_fraction", "above 0 and at most 1", 0 < self.max_fraction <= 1),
                ("design_effect", "at least 1", self.design_effect >= 1),
                ("fewest", "0 or more", self.fewest >= 0),
            )
            if not is_right
        ]
        if faults:
            raise UsageError(f"{'; '.join(faults)}.")

    @classmethod
    def from_rules(cls, rules: Rules) -> Self:
        """Return the limits of the rulebook."""
        return cls(**{limit.name: rules.number(_RULE, limit.name) for limit in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanSettings:
    """Targets of one plan; ``interviews`` is empty where a precision decides."""

    interviews: Mapping[str, float] | float | None
    precision: float
    area_minimum: float
    budget: int | None
    tolerance: Allowed
    confidence: float
    population: Population
    limits: PlanLimits


def plan_settings(
    *,
    interviews: Mapping[str, float] | float | None,
    precision: float | None,
    area_minimum: float,
    budget: int | None,
    tolerance: float | Band | None,
    population: Population,
    limits: PlanLimits | None,
    rules: Rules,
) -> PlanSettings:
    """Return the settings of a plan; what is not given the rulebook or this package decides.

    Raises
    ------
    UsageError
        If interviews and precision are both given, or a number is impossible.
    """
    if interviews is not None and precision is not None:
        raise UsageError("Give interviews or precision, not both: one follows from the other.")
    _refuse_impossible(interviews, precision, area_minimum, budget)
    return PlanSettings(
        interviews=interviews,
        precision=rules.number(_RULE, "precision") if precision is None else precision,
        area_minimum=area_minimum,
        budget=budget,
        tolerance=_tolerance(tolerance, rules),
        confidence=rules.number("intervals", "confidence"),
        population=population,
        limits=limits or PlanLimits.from_rules(rules),
    )


def _refuse_impossible(
    interviews: Mapping[str, float] | float | None,
    precision: float | None,
    area_minimum: float,
    budget: int | None,
) -> None:
    if precision is not None and not 0 < precision < 1:
        raise UsageError(
            f"A precision of {precision:g} is not possible: it is half the width of an interval as "
            "a share, such as 0.04 for 4 points."
        )
    numbers = [interviews] if isinstance(interviews, int | float) else (interviews or {}).values()
    if any(number <= 0 for number in numbers):
        raise UsageError("The number of interviews must be above 0.")
    if area_minimum < 0 or (budget is not None and budget < 1):
        raise UsageError("The minimum of an area and the budget cannot be negative or nothing.")


def _tolerance(given: float | Band | None, rules: Rules) -> Allowed:
    if given is not None and not isinstance(given, int | float):
        return Allowed(points=given.points, ratio_low=given.ratio_low, ratio_high=given.ratio_high)
    if given is not None and not 0 < given < 1:
        raise UsageError(
            f"A tolerance of {given:g} is not possible: it is a share above 0 and below 1, such as "
            "0.03 for 3 points."
        )
    points = rules.number("profile_check", "tolerance_points") / 100 if given is None else given
    return Allowed(
        points=points,
        ratio_low=rules.number("profile_check", "ratio_low"),
        ratio_high=rules.number("profile_check", "ratio_high"),
    )
