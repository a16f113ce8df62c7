"""The options of a weighting, checked against one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from satisfaction.errors import UsageError, did_you_mean
from satisfaction.tables.returns import ResidualWeights, UnknownPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.tables.profile import Population

Method = Literal["rake", "linear", "logit", "post-stratify"]
Unreachable = Literal["refuse", "set aside"]
TrimUnit = Literal["weight", "ratio"]

_BOUNDED = ("linear", "logit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How to weight: the arguments of :func:`satisfaction.weight`."""

    method: Method
    population: Population
    unreachable: Unreachable
    unknown: UnknownPolicy
    bounds: tuple[float, float] | None
    trim: tuple[float, float] | None
    trim_unit: TrimUnit
    residual_weights: ResidualWeights
    fpc: Literal["profile"] | None

    def __post_init__(self) -> None:
        _check_word("method", self.method, get_args(Method))
        _check_word("unreachable", self.unreachable, get_args(Unreachable))
        _check_word("unknown", self.unknown, get_args(UnknownPolicy))
        _check_word("trim_unit", self.trim_unit, get_args(TrimUnit))
        _check_word("residual_weights", self.residual_weights, get_args(ResidualWeights))
        _check_bounds(self)
        _check_trim(self)


def _check_word(name: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        raise UsageError(
            f"{name}={word!r} is not known.{did_you_mean(str(word), known)} "
            f"It can be {', '.join(map(repr, known))}."
        )


def _check_bounds(choices: Choices) -> None:
    if choices.bounds and choices.method not in _BOUNDED:
        raise UsageError(
            f'method="{choices.method}" takes no bounds. Give trim=(low, high) with '
            'trim_unit="ratio", or choose method="logit".'
        )
    if choices.bounds and choices.trim:
        raise UsageError("Give `bounds` or `trim`: both limit the weights, each in its own way.")


def _check_trim(choices: Choices) -> None:
    if choices.trim is None:
        return
    low, high = choices.trim
    if not 0 <= low < high:
        raise UsageError(
            f"trim=({low:g}, {high:g}) is not (smallest, largest) with 0 <= smallest < largest."
        )
    if choices.trim_unit == "ratio" and not low < 1 < high:
        raise UsageError(
            f"trim=({low:g}, {high:g}) as a ratio to the base weight must enclose 1, or no weights "
            "could keep the total."
        )
