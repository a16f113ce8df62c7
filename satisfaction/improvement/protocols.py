"""What is needed of other verbs' results: their shape, not their classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.results import Caveat, Provenance


class DriversLike(Protocol):
    """Anything with the drivers' tables, such as :func:`satisfaction.find_drivers` gives."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a driver, as the drivers' result has it."""
        ...

    @property
    def not_analysed(self) -> pd.DataFrame:
        """``driver``, ``label``, ``why``."""
        ...

    @property
    def estimand(self) -> str:
        """What a share means."""
        ...

    @property
    def base(self) -> int:
        """Respondents in the model."""
        ...

    @property
    def dissatisfied(self) -> int:
        """Those of them who are dissatisfied."""
        ...

    @property
    def confidence(self) -> float:
        """Level of the intervals."""
        ...

    @property
    def provenance(self) -> Provenance:
        """Where the figures came from."""
        ...

    @property
    def caveats(self) -> Sequence[Caveat]:
        """What a reader must know."""
        ...


class VerbatimsLike(Protocol):
    """Anything with terms and codes of open answers."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a released term."""
        ...

    @property
    def codes(self) -> pd.DataFrame:
        """One row a code of the frame."""
        ...

    @property
    def uncovered(self) -> pd.DataFrame:
        """Terms that no code covers."""
        ...

    @property
    def between(self) -> tuple[str, str]:
        """The two sides compared."""
        ...

    @property
    def bases(self) -> tuple[int, int]:
        """Respondents of each side who said anything."""
        ...


class EstimatesLike(Protocol):
    """Anything with shares and their intervals by period."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a question, statistic, level and period."""
        ...


class ChangeLike(Protocol):
    """Anything with a tested change between two periods."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a question, statistic and level, before and after."""
        ...

    @property
    def periods(self) -> tuple[str, str]:
        """Labels of the earlier and the later period."""
        ...

    @property
    def confidence(self) -> float:
        """Level of the intervals."""
        ...

    @property
    def caveats(self) -> Sequence[Caveat]:
        """What a reader must know."""
        ...
