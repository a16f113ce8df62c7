"""Own figure against those that the most similar forces publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr

from satisfaction.errors import DataRefusedError, EstimationError, UsageError, name_list
from satisfaction.estimates.discoveries import Q_VALUES
from satisfaction.estimates.forces_errors import standard_errors
from satisfaction.estimates.forces_result import ForcesComparison
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.intake.tables import read_table
from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.numerics.quantiles import t_quantile
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from pathlib import Path

MEAN = "mean of the group"
OWN = "own force"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """The own figure with its standard error."""

    estimate: float
    standard_error: float
    base: float
    period: str


def compare_forces(
    own: Estimates | Gap | pd.Series,
    published: pd.DataFrame | str | Path,
    *,
    includes_self: bool,
    own_force: str = OWN,
    statistic: str = "satisfied",
    confidence: float = 0.95,
    published_confidence: float = 0.95,
) -> ForcesComparison:
    r"""Compare the own figure with published ones, each with its interval.

    Parameters
    ----------
    own : Estimates, Gap or pandas.Series
        The own figure: estimates or a gap with one row of ``statistic``, or one row of either.
    published : pandas.DataFrame, str or pathlib.Path
        Figures by the contract ``similar_forces``, in per cent as printed. A row named
        ``own_force`` is the own figure as published; the estimate given here takes its place.
    includes_self : bool
        Whether the mean of the group counts the own force too: state what the publication does.
    own_force : str
        Name of the own force.
    statistic : str
        Row of ``own`` to compare.
    confidence : float
        Level of the intervals given back.
    published_confidence : float
        Level of the published intervals.

    Returns
    -------
    ForcesComparison
        One row a force, and the mean of the group.

    Raises
    ------
    DataRefusedError
        If a published figure has neither error, interval, margin nor base, or none is left.
    UsageError
        If ``own`` has not exactly one row of the statistic.

    Notes
    -----
    The samples of different forces are independent; normal intervals. The mean is the plain mean
    of the forces' figures. With the own force among :math:`k + 1`, own minus mean is
    :math:`\frac{k}{k+1}` of own minus the mean of the others, and so is its standard error: the
    covariance of the own figure with a mean that holds it. q-values over the forces, the mean
    apart.
    """
    figure = _own_figure(own, statistic)
    others, caveats = _published(published, own_force, published_confidence)
    rows = [
        _own_row(figure, own_force),
        *_against_each(figure, others),
        _against_mean(figure, others, includes_self=includes_self),
    ]
    table = _with_tests(pd.DataFrame(rows), confidence)
    return ForcesComparison(
        table=table,
        provenance=_provenance(own, len(others), published_confidence, includes_self=includes_self),
        caveats=(*caveats, *_of_own(own)),
        own=own_force,
        statistic="gap" if _is_gap(own) else statistic,
        includes_self=includes_self,
        confidence=confidence,
        published_confidence=published_confidence,
        levels=_levels(own, statistic),
    )


def _levels(own: Estimates | Gap | pd.Series, statistic: str) -> pd.DataFrame:
    """Return both levels of a gap: 40 against 40 is not better than 80 against 75."""
    columns = ["level", "estimate", "lower", "upper", "base"]
    row = own if isinstance(own, pd.Series) else _only_row(own, statistic)
    if not _is_gap(own) or f"other_{columns[0]}" not in row.index:
        return pd.DataFrame(columns=columns)
    sides = pd.DataFrame(
        [{name: row[f"{prefix}{name}"] for name in columns} for prefix in ("", "other_")]
    )
    hidden = [row.get(f"{prefix}flag", "") == "hidden" for prefix in ("", "other_")]
    # Either level could be had from the other and the gap.
    return sides.assign(**dict.fromkeys(columns[1:], np.nan)) if any(hidden) else sides


def _of_own(own: Estimates | Gap | pd.Series) -> tuple[Caveat, ...]:
    """Return the caveats of the own result, but that other groups of it are hidden."""
    if isinstance(own, pd.Series):
        return ()
    return tuple(caveat for caveat in own.caveats if caveat.code != "small-base")


def _is_gap(own: Estimates | Gap | pd.Series) -> bool:
    return isinstance(own, Gap) or (isinstance(own, pd.Series) and "gap" in own.index)


def _own_figure(own: Estimates | Gap | pd.Series, statistic: str) -> _Figure:
    row = own if isinstance(own, pd.Series) else _only_row(own, statistic)
    name = "gap" if _is_gap(own) else "estimate"
    error = "gap_standard_error" if name == "gap" else "standard_error"
    figure = _Figure(
        estimate=float(row[name]),
        standard_error=float(row[error]),
        base=float(row.get("base", np.nan)) + (float(row["other_base"]) if name == "gap" else 0.0),
        period=str(row.get("period", "")) or _period_of(own),
    )
    if not np.isfinite(figure.standard_error):
        raise EstimationError(
            "The own figure has no standard error (too few answers, or all alike), so that it "
            "cannot be compared."
        )
    return figure


def _period_of(own: Estimates | Gap | pd.Series) -> str:
    return "" if isinstance(own, pd.Series) else own.provenance.period


def _only_row(own: Estimates | Gap, statistic: str) -> pd.Series:
    rows = own.table[own.table["statistic"] == statistic]
    if len(rows) != 1:
        raise UsageError(
            f"The own result has {len(rows)} rows of '{statistic}'; expected one: one measure, one "
            "group, one period."
        )
    return rows.iloc[0]


def _published(
    published: pd.DataFrame | str | Path, own_force: str, confidence: float
) -> tuple[pd.DataFrame, tuple[Caveat, ...]]:
    """Return the other forces as proportions with their standard errors."""
    delivery = read_table(published, "similar_forces")
    if len(delivery.rejects):
        reasons = name_list(delivery.rejects["reason"].astype(str).unique())
        raise DataRefusedError(
            f"{len(delivery.rejects)} rows of the published figures do not fit the contract "
            f"'similar_forces': {reasons}. Correct them: no force is left out silently."
        )
    frame = delivery.frame
    others = frame[frame["force"] != own_force].reset_index(drop=True)
    if others.empty:
        raise DataRefusedError("The table has no force beside the own one to compare with.")
    found = standard_errors(others, confidence)
    assumed = int((found["error_from"] == "base").sum())
    note = Caveat(
        code="assumed-errors",
        text=(
            f"{assumed} of the published figures have no interval: their standard errors are those "
            "of simple random samples of their bases, which is too small for a weighted survey."
        ),
    )
    return found, (note,) if assumed else ()


def _own_row(figure: _Figure, name: str) -> dict[str, object]:
    return {
        "level": name, "role": "own", "period": figure.period, "base": figure.base,
        "estimate": figure.estimate, "standard_error": figure.standard_error,
        "error_from": "design", "difference": np.nan, "difference_standard_error": np.nan,
    }  # fmt: skip


def _against_each(figure: _Figure, others: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "level": row["force"], "role": "force", "period": row["period"], "base": row["base"],
            "estimate": row["estimate"], "standard_error": row["standard_error"],
            "error_from": row["error_from"],
            "difference": figure.estimate - row["estimate"],
            "difference_standard_error": np.hypot(figure.standard_error, row["standard_error"]),
        }
        for row in others.to_dict("records")
    ]  # fmt: skip


def _against_mean(
    figure: _Figure, others: pd.DataFrame, *, includes_self: bool
) -> dict[str, object]:
    """Return the plain mean of the group, and own minus it with their covariance."""
    count = len(others)
    mean = float(others["estimate"].mean())
    error = float(np.sqrt((others["standard_error"] ** 2).sum())) / count
    apart = figure.estimate - mean
    apart_error = float(np.hypot(figure.standard_error, error))
    if includes_self:
        total = count + 1
        mean = (count * mean + figure.estimate) / total
        error = float(np.hypot(count * error, figure.standard_error)) / total
        apart, apart_error = apart * count / total, apart_error * count / total
    return {
        "level": MEAN, "role": "mean", "period": "", "base": np.nan, "estimate": mean,
        "standard_error": error, "error_from": "", "difference": apart,
        "difference_standard_error": apart_error,
    }  # fmt: skip


def _with_tests(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Add intervals, p-values, and q-values over the forces."""
    z = float(t_quantile(np.array(np.inf), confidence))
    errors = table["difference_standard_error"]
    p_values = 2 * ndtr(-np.abs(table["difference"] / errors))
    is_force = table["role"] == "force"
    q_values = pd.Series(np.nan, index=table.index)
    q_values[is_force] = false_discovery_q_values(p_values[is_force])
    table = table.assign(
        lower=table["estimate"] - z * table["standard_error"],
        upper=table["estimate"] + z * table["standard_error"],
        difference_lower=table["difference"] - z * errors,
        difference_upper=table["difference"] + z * errors,
        p_value=p_values,
        q_value=q_values,
    )
    return table[_COLUMNS]


_COLUMNS = [
    "level", "role", "period", "base", "estimate", "standard_error", "lower", "upper",
    "error_from", "difference", "difference_standard_error", "difference_lower",
    "difference_upper", "p_value", "q_value",
]  # fmt: skip


def _provenance(
    own: Estimates | Gap | pd.Series, forces: int, confidence: float, *, includes_self: bool
) -> Provenance:
    source = Provenance(survey="", period="", method="")
    given = source if isinstance(own, pd.Series) else own.provenance
    membership = "includes" if includes_self else "does not include"
    method = (
        f"{given.method} Published figures of {forces} similar forces, standard errors from their "
        f"{confidence:.0%} intervals; the mean is the plain mean of the forces and {membership} "
        f"the own force. {Q_VALUES.format(count=forces)}"
    )
    return Provenance(
        survey=given.survey, period=given.period, method=method.strip(), sources=given.sources
    )
