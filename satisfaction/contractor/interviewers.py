"""Every interviewer held against peers with interviews of the same sort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.contractor.expectation import expected_marks, mix_columns
from satisfaction.contractor.marks import SATISFIED, interview_marks
from satisfaction.numerics.intraclass import intraclass_correlation
from satisfaction.numerics.peers import Discoveries, discover_peers, peer_tails
from satisfaction.numerics.sums import sum_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.contractor.settings import ContractorSettings
    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray
    from satisfaction.numerics.peers import PeerTails
    from satisfaction.tables.returns import Returns

_ROUNDS = 3
# Fewer interviews with a mark are a coincidence, whatever is expected.
_FEWEST_MARKED = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """Interviews, who held each, and what is expected of each."""

    shown: Mapping[str, FloatArray]
    chances: Mapping[str, FloatArray]
    mix: FloatArray
    group: IntArray
    names: tuple[str, ...]

    @property
    def sizes(self) -> FloatArray:
        """Return the interviews of each interviewer."""
        return sum_by(self.group, np.ones(len(self.group)), len(self.names))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeerReview:
    """What came out.

    Attributes
    ----------
    interviewers : pandas.DataFrame
        ``interviewer``, ``interviews``, ``flag`` (``too few``, ``small base`` or empty),
        ``p_value``, ``q_value``, ``listen``, ``marks``.
    marks : pandas.DataFrame
        One row an interviewer and mark: ``interviewer``, ``mark``, ``base``, ``count``, ``share``,
        ``expected``, ``z``, ``p_more``, ``p_fewer``, ``p_value``, ``named``.
    variance : pandas.DataFrame
        One row a mark: the intraclass correlation with its interval.
    not_told : tuple of str
    """

    interviewers: pd.DataFrame
    marks: pd.DataFrame
    variance: pd.DataFrame
    not_told: tuple[str, ...]


def review_peers(
    returns: Returns, who: pd.Series, mix: Sequence[str], settings: ContractorSettings
) -> PeerReview:
    """Hold every interviewer (or team) of ``who`` against the others."""
    found = interview_marks(returns, who, settings)
    codes, names = pd.factorize(who, sort=True)
    held = Held(
        shown=dict(found.shown),
        chances=found.chances,
        mix=mix_columns(returns, mix),
        group=codes.astype(np.int64),
        names=tuple(map(str, names)),
    )
    enough = held.sizes >= settings.fewest_interviews
    ordinary, tails, discovered = _sift(held, enough, settings)
    weights = _weights(returns)
    return PeerReview(
        interviewers=_interviewers(held, discovered, enough, settings),
        marks=_marks_table(held, tails, discovered, ordinary),
        variance=_variance(held, weights, settings.confidence),
        not_told=found.not_told,
    )


def _sift(
    held: Held, enough: BoolArray, settings: ContractorSettings
) -> tuple[BoolArray, Mapping[str, PeerTails], Discoveries]:
    """Compare, leave those who stand out of what is ordinary, and compare again."""
    ordinary = np.ones(len(held.names), dtype=bool)
    for _ in range(_ROUNDS):
        tails = {name: _tails(held, name, ordinary) for name in held.shown}
        p_values = np.column_stack([_p_value(held, name, tail) for name, tail in tails.items()])
        p_values[~enough] = np.nan
        discovered = discover_peers(p_values, level=settings.false_discoveries)
        if (ordinary == ~discovered.found).all():
            break
        ordinary = ~discovered.found
    return ordinary, tails, discovered


def _tails(held: Held, mark: str, ordinary: BoolArray) -> PeerTails:
    count, base, expected = _counts(held, mark, ordinary)
    return peer_tails(count, base, expected, ordinary=ordinary)


def _counts(
    held: Held, mark: str, ordinary: BoolArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return interviews with the mark, interviews that could have it, and how many are expected."""
    values, size = held.shown[mark], len(held.names)
    chance = held.chances.get(mark)
    if chance is None:
        chance = expected_marks(values, held.mix, ordinary[held.group])
    else:
        chance = np.maximum(chance, 0.5 / len(values))
    known = np.isfinite(values)
    count, base, expected = (
        sum_by(held.group, np.where(known, part, 0.0), size)
        for part in (values, np.ones(len(values)), chance)
    )
    return count, base, expected


def _p_value(held: Held, mark: str, tails: PeerTails) -> FloatArray:
    """Return the p-value: on both sides for satisfaction, of more than expected for the rest."""
    if mark == SATISFIED:
        both: FloatArray = np.minimum(2 * np.minimum(tails.more, tails.fewer), 1.0)
        return both
    count = sum_by(held.group, np.nan_to_num(held.shown[mark]), len(held.names))
    return np.where(count >= _FEWEST_MARKED, tails.more, np.maximum(tails.more, 0.5))


def _interviewers(
    held: Held, found: Discoveries, enough: BoolArray, settings: ContractorSettings
) -> pd.DataFrame:
    sizes, names = held.sizes, list(held.shown)
    flags = np.where(sizes < settings.small_base, "small base", "")
    said = ["; ".join(n for n, is_named in zip(names, row, strict=True) if is_named)
            for row in found.marks]  # fmt: skip
    return pd.DataFrame(
        {
            "interviewer": pd.array(held.names, dtype="str"),
            "interviews": sizes.astype(int),
            "flag": pd.array(np.where(enough, flags, "too few"), dtype="str"),
            "p_value": found.p_values,
            "q_value": found.q_values,
            "listen": found.found,
            "marks": pd.array(said, dtype="str"),
        }
    )


def _marks_table(
    held: Held, tails: Mapping[str, PeerTails], found: Discoveries, ordinary: BoolArray
) -> pd.DataFrame:
    parts = []
    for place, (mark, tail) in enumerate(tails.items()):
        count, base, expected = _counts(held, mark, ordinary)
        with_base = np.where(base > 0, base, np.nan)
        parts.append(
            pd.DataFrame(
                {
                    "interviewer": pd.array(held.names, dtype="str"),
                    "mark": mark,
                    "base": base.astype(int),
                    "count": count.astype(int),
                    "share": count / with_base,
                    "expected": expected,
                    "expected_share": expected / with_base,
                    "z": tail.z,
                    "tau": tail.tau,
                    "p_value": _p_value(held, mark, tail),
                    "named": found.marks[:, place],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _variance(held: Held, weights: FloatArray | None, confidence: float) -> pd.DataFrame:
    """Return the intraclass correlation of each mark, after the mix is taken out."""
    rows = []
    everybody = np.ones(len(held.group), dtype=bool)
    for mark, values in held.shown.items():
        expected = expected_marks(values, held.mix, everybody)
        known = np.isfinite(values)
        found = intraclass_correlation(
            (values - expected)[known], held.group[known], len(held.names),
            weights=None if weights is None else weights[known], confidence=confidence,
        )  # fmt: skip
        rows.append(
            {
                "mark": mark, "interviews": int(known.sum()), "interviewers": found.groups,
                "icc": found.estimate, "lower": found.lower, "upper": found.upper,
                "size": found.size, "design_effect": found.design_effect,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _weights(returns: Returns) -> FloatArray | None:
    if "weight" not in returns.frame:
        return None
    found: FloatArray = returns.frame["weight"].to_numpy(dtype=np.float64)
    return found
