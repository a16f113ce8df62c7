"""The totals that weights have to meet on one margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError, name_list
from satisfaction.numerics.raking import tabulate_cells
from satisfaction.tables.margin_columns import margin_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.numerics.raking import Cells
    from satisfaction.tables.margin_columns import Beyond, MarginColumn
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting.choices import Choices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Margin:
    """Totals of one margin: a field, or several crossed.

    Attributes
    ----------
    name : str
    levels : tuple of str
        Categories of the returns' column, then levels that only the profile has.
    codes : (n_cells,) int array
        Level of each cell of all margins.
    targets : (k,) float array
        Weighted totals to meet; zero where nobody is.
    policies : tuple of str
        How each level's target came about.
    set_aside : tuple of (str, float)
        Levels with victims and no respondent, with their share of victims.
    """

    name: str
    levels: tuple[str, ...]
    codes: npt.NDArray[np.integer]
    targets: npt.NDArray[np.float64]
    policies: tuple[str, ...]
    set_aside: tuple[tuple[str, float], ...]

    @property
    def level_names(self) -> list[str]:
        """What errors call the levels."""
        return [f"{self.name} '{level}'" for level in self.levels]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Goal:
    """What weights have to meet: margins, on the cells that the respondents fall into.

    ``cells`` is None where there is no margin; ``counts``, (n_cells,), holds respondents.
    """

    margins: tuple[Margin, ...] = ()
    cells: Cells | None = None
    counts: npt.NDArray[np.integer] | None = None


def margins_to_meet(
    returns: Returns,
    profile: Profile,
    names: Sequence[str],
    *,
    base: npt.NDArray[np.float64],
    choices: Choices,
) -> Goal:
    """Return the totals that level shares of ``profile`` imply for the weighted respondents."""
    if not names:
        return Goal()
    # The profile is cut to what the survey covers once: with pandas that takes as long as the rows.
    covered = profile.in_scope(choices.population)
    victims = {name: _counts(covered, name) for name in names}
    columns = margin_columns(
        returns,
        names,
        crossed=choices.method == "post-stratify",
        unknown=choices.unknown,
        beyond={name: _beyond(returns, profile, name, victims[name], choices) for name in names},
    )
    cells = tabulate_cells([column.codes for column in columns], weights=base)
    margins = [
        _margin(
            column,
            _Held(codes=codes, base=cells.base, counts=cells.counts),
            _victims(column, victims, covered),
            choices,
        )
        for column, codes in zip(columns, cells.codes.T, strict=True)
    ]
    return Goal(margins=tuple(margins), cells=cells, counts=cells.counts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Held:
    """The cells of the sample: level on one margin, base weight and respondents."""

    codes: npt.NDArray[np.integer]
    base: npt.NDArray[np.float64]
    counts: npt.NDArray[np.integer]


def _beyond(
    returns: Returns, profile: Profile, name: str, victims: Mapping[str, float], choices: Choices
) -> Beyond:
    """Levels of the profile that the returns have no category for, and whether each counts."""
    own = set(map(str, returns.frame[name].cat.categories))
    unknown = set(profile.dimensions[name].unknown)
    return tuple(
        (level, level not in unknown or choices.unknown == "own level")
        for level, count in victims.items()
        if count > 0 and level not in own
    )


def _margin(
    column: MarginColumn, cells: _Held, victims: npt.NDArray[np.float64], choices: Choices
) -> Margin:
    size = len(column.levels)
    held = np.bincount(cells.codes, weights=cells.base, minlength=size).astype(np.float64)
    known = column.known
    if choices.unknown == "refuse":
        _refuse_unknown(column, np.bincount(cells.codes, cells.counts, size).astype(np.float64))
    _refuse_absent(column, known & (held > 0) & (victims == 0))
    empty = known & (victims > 0) & (held == 0)
    if choices.unreachable == "refuse":
        _refuse_unreached(column, empty)
    wanted = np.where(known & ~empty, victims, 0.0)
    _refuse_nobody(column, wanted, held)
    return Margin(
        name=column.name,
        levels=column.levels,
        codes=cells.codes,
        targets=_shared_out(held, wanted, known),
        policies=tuple(_policy(k, e) for k, e in zip(known, empty, strict=True)),
        set_aside=tuple(
            (level, float(v / victims[known].sum()))
            for level, v, e in zip(column.levels, victims, empty, strict=True)
            if e
        ),
    )


def _victims(
    column: MarginColumn, counts: Mapping[str, Mapping[str, float]], covered: pd.DataFrame
) -> npt.NDArray[np.float64]:
    """Return the victims of each level of the margin, whose fields may be crossed."""
    if len(column.fields) == 1:
        own = counts[column.name]
        return np.array([own.get(level, 0.0) for level in column.levels], dtype=np.float64)
    crossed = covered.groupby(list(column.fields), observed=True)["victims"].sum()
    keys = crossed.index.to_frame().astype(str).agg(" x ".join, axis=1)
    crossed.index = keys.to_numpy()
    return crossed.reindex(list(column.levels)).fillna(0).to_numpy(np.float64)


def _counts(covered: pd.DataFrame, name: str) -> dict[str, float]:
    """Return the victims of each level of a field, by its codes."""
    column, victims = covered[name], covered["victims"].to_numpy(np.float64)
    codes = column.cat.codes.to_numpy()
    has_level = codes >= 0
    levels = [str(level) for level in column.cat.categories]
    sums = np.bincount(codes[has_level], weights=victims[has_level], minlength=len(levels))
    return dict(zip(levels, sums.tolist(), strict=True))


def _shared_out(
    held: npt.NDArray[np.float64], victims: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Unknowns keep the base weight they hold; known levels divide the rest as the profile does."""
    total_known = held[known].sum()
    if total_known == 0:
        return held
    return np.where(known, total_known * victims / victims.sum(), held)


def _policy(is_known: bool, is_empty: bool) -> str:  # noqa: FBT001 - two facts of one level
    if not is_known:
        return "not known: keeps its base-weighted share"
    return "set aside: nobody interviewed" if is_empty else "profile share of the known"


def _refuse_unknown(column: MarginColumn, counts: npt.NDArray[np.float64]) -> None:
    unknown = ~column.known & (counts > 0)
    if unknown.any():
        found = name_list(np.array(column.levels)[unknown])
        raise CalibrationError(
            f"{column.name}: {counts[unknown].sum():.0f} respondents are {found}, for which the "
            'profile has no target. Choose unknown="keep base share", or unknown="own level" where '
            "the profile counts the unknown, or drop the margin."
        )


def _refuse_absent(column: MarginColumn, at_fault: npt.NDArray[np.bool_]) -> None:
    if at_fault.any():
        found = name_list(np.array(column.levels)[at_fault])
        raise CalibrationError(
            f"{column.name}: {found} was interviewed but has no victims in the profile. Check that "
            "profile and returns belong to the same period and use the same codes; merge the level "
            "or drop the margin."
        )


def _refuse_unreached(column: MarginColumn, at_fault: npt.NDArray[np.bool_]) -> None:
    if at_fault.any():
        found = name_list(np.array(column.levels)[at_fault])
        raise CalibrationError(
            f"{column.name}: {found} has victims in the profile but nobody of it was interviewed, "
            "so no weight can reach it. Merge the level with another, drop the margin, or choose "
            'unreachable="set aside".'
        )


def _refuse_nobody(
    column: MarginColumn, wanted: npt.NDArray[np.float64], held: npt.NDArray[np.float64]
) -> None:
    if wanted.sum() == 0 and held[column.known].any():
        raise CalibrationError(
            f"{column.name}: no level that was interviewed has victims in the profile. Check the "
            "period and the codes, or drop the margin."
        )
