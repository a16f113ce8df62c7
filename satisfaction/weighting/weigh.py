"""From returns and victim profile to weighted returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.errors import CalibrationError, ColumnNotFoundError, UsageError, did_you_mean
from satisfaction.tables.base_weights import base_weights
from satisfaction.tables.returns import Weighting
from satisfaction.weighting.choices import Choices
from satisfaction.weighting.fit import fit
from satisfaction.weighting.margins import margins_to_meet
from satisfaction.weighting.notes import weighting_caveats, weighting_provenance
from satisfaction.weighting.periods import parts_of
from satisfaction.weighting.record import diagnose, weighting_record
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.results import Caveat
    from satisfaction.tables.base_weights import BaseWeights
    from satisfaction.tables.profile import Population
    from satisfaction.tables.returns import ResidualWeights, Returns, UnknownPolicy
    from satisfaction.weighting.choices import Method, TrimUnit, Unreachable
    from satisfaction.weighting.fitted import Fitted
    from satisfaction.weighting.periods import Part, Profiles


def weight(
    returns: Returns,
    profile: Profiles,
    *,
    margins: Sequence[str] | None = None,
    method: Method = "rake",
    population: Population = "recorded",
    unreachable: Unreachable = "refuse",
    unknown: UnknownPolicy = "keep base share",
    bounds: tuple[float, float] | None = None,
    trim: tuple[float, float] | None = None,
    trim_unit: TrimUnit = "weight",
    residual_weights: ResidualWeights = "base",
    fpc: Literal["profile"] | None = None,
) -> Weighted:
    """Weight respondents to the victim profile.

    Base weights bring each stratum of the sample to its victims; calibration then meets the
    profile's share of every level of ``margins``. It runs on the table of cells, not on rows.

    Parameters
    ----------
    returns : Returns
    profile : Profile, or mapping of Period or its label to Profile, or list of Profile
        Victims of the period to which the returns belong. Several periods: each period's interviews
        are weighted to their own profile, and months, quarters, years and rolling years are then
        domains of one weighted sample, whose joint covariance follows.
    margins : sequence of str, optional
        Dimensions to meet; by default those of the survey definition. None of them: ``()``.
    method : {"rake", "linear", "logit", "post-stratify"}
        Raking (R ``calibrate(calfun="raking")``), linear (GREG, with ``bounds`` cut to them), logit
        with ``bounds``, or post-stratification on the cells of all margins crossed (R
        ``postStratify``).
    population : {"recorded", "eligible"}
        Which victims the weights stand for.
    unreachable : {"refuse", "set aside"}
        What to do with a level (or cell) that has victims and no respondent: stop, or leave it out
        of the margin and say so.
    unknown : {"keep base share", "own level", "refuse"}
        Respondents unknown on a margin: they keep their base-weighted share of the total and known
        levels share the rest in the profile's proportions; or "unknown" is a level of the profile
        like any other; or stop.
    bounds : (float, float), optional
        Smallest and largest weight over base weight, for ``method="logit"`` or ``"linear"``.
    trim : (float, float), optional
        Smallest and largest weight, in the unit that ``trim_unit`` says: by default victims a
        respondent, not multiples of the base weight. Weights are cut (R
        ``trimWeights(strict=TRUE)``) and raked in turn until limits and margins both hold. If no
        weights do both, the limits hold and a caveat says by how many points which level is missed;
        it goes with ``.returns`` too, in its ``caveats`` and its ``weighting.margin_error_points``.
    trim_unit : {"weight", "ratio"}
        Whether ``trim`` is in victims a respondent or a multiple of the base weight.
    residual_weights : {"base", "none"}
        How variances fit calibration residuals: with base weights (R ``calibrate``) or without (R
        ``rake``); 0.1-0.3 % of a standard error.
    fpc : {"profile"}, optional
        Take the finite population correction from the victims of each stratum. Off by default: the
        correction says that those interviewed need no inference, which is right for a description
        of this period's victims if everyone drawn had answered. Respondents are what non-response
        left, and figures are read as the service's performance beyond these victims, so leaving the
        correction out is the careful choice. Some published figures use it.

    Returns
    -------
    Weighted
        ``.returns`` carries ``base_weight`` and ``weight`` (by period also ``weight_period``);
        ``.table`` is the weighting record, ``.diagnostics`` what the weights cost.

    Raises
    ------
    CalibrationError
        If a level or cell cannot be reached, a level was interviewed that the profile does not
        have, the margins are not met, or interviews lie outside every period given.
    UsageError
        If options contradict one another.

    Notes
    -----
    Variances of trimmed weights take the limits and the weights as given: they follow the margins
    and do not linearise the trimming. Trimming trades variance for bias, which no interval covers.

    Deville and Sarndal (1992); Holt and Smith (1979); Deming and Stephan (1940).
    """
    choices = Choices(
        method=method,
        population=population,
        unreachable=unreachable,
        unknown=unknown,
        bounds=bounds,
        trim=trim,
        trim_unit=trim_unit,
        residual_weights=residual_weights,
        fpc=fpc,
    )
    _refuse_nobody(returns)
    parts = parts_of(returns, profile)
    names = _known_margins(returns, parts, margins)
    done = [_weigh_part(returns, part, names, choices) for part in parts]
    return _assembled(returns, names, done, choices)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Weighed:
    """One part with its weights."""

    part: Part
    base: BaseWeights
    fitted: Fitted
    table: pd.DataFrame
    caveats: tuple[Caveat, ...]


def _weigh_part(returns: Returns, part: Part, names: tuple[str, ...], choices: Choices) -> _Weighed:
    own = _interviews(returns, part, names)
    base = base_weights(own, part.profile, population=choices.population)
    goal = margins_to_meet(own, part.profile, names, base=base.weights, choices=choices)
    fitted = fit(base.weights, goal, choices)
    caveats = (*base.caveats, *weighting_caveats(part.profile, goal.margins, fitted, choices))
    return _Weighed(
        part=part,
        base=base,
        fitted=fitted,
        table=weighting_record(fitted, goal),
        caveats=tuple(_of_period(caveat, part.period) for caveat in caveats),
    )


def _gathered(caveats: Sequence[tuple[Caveat, ...]]) -> tuple[Caveat, ...]:
    """Say once what holds in several periods, with the latest one's numbers."""
    latest: dict[str, Caveat] = {}
    periods: dict[str, int] = {}
    for one in caveats:
        for code in dict.fromkeys(caveat.code for caveat in one):
            periods[code] = periods.get(code, 0) + 1
            latest |= {f"{code}/{k}": c for k, c in enumerate(c for c in one if c.code == code)}
    return tuple(_also_before(caveat, periods[caveat.code] - 1) for caveat in latest.values())


def _also_before(caveat: Caveat, others: int) -> Caveat:
    if not others:
        return caveat
    times = "one other period" if others == 1 else f"{others} other periods"
    return replace(caveat, text=f"{caveat.text} So it is, with other numbers, in {times}.")


def _interviews(returns: Returns, part: Part, names: tuple[str, ...]) -> Returns:
    """Return the part's interviews, with the columns that weights need."""
    if not part.period:
        return returns
    plan = returns.survey.weights
    needed = dict.fromkeys((*names, *plan.strata, *filter(None, (plan.column,))))
    return replace(returns, frame=returns.frame[list(needed)][part.rows])


def _of_period(caveat: Caveat, period: str) -> Caveat:
    return replace(caveat, text=f"{period}: {caveat.text}") if period else caveat


def _assembled(
    returns: Returns, names: tuple[str, ...], done: Sequence[_Weighed], choices: Choices
) -> Weighted:
    by_period = bool(done[0].part.period)
    final = _in_rows(done, [one.fitted.weights for one in done])
    weighting = Weighting(
        margins=names,
        method=choices.method,
        by_period=by_period,
        unknown=choices.unknown,
        residual_weights=choices.residual_weights,
        fpc=choices.fpc or "",
        margin_error_points=max(one.fitted.missed_points for one in done),
    )
    caveats = _gathered([one.caveats for one in done])
    weighted = replace(
        returns,
        frame=returns.frame.assign(**_columns(returns, done, final, choices)),
        weighting=weighting,
        caveats=_going_along(returns.caveats, caveats),
    )
    profiles = {one.part.period: one.part.profile for one in done}
    return Weighted(
        table=_one_record(done),
        provenance=weighting_provenance(returns, profiles, names, choices),
        caveats=caveats,
        returns=weighted,
        diagnostics=diagnose(final, [one.fitted for one in done]),
    )


def _going_along(before: Sequence[Caveat], caveats: Sequence[Caveat]) -> tuple[Caveat, ...]:
    """Return what the weighted returns have to say: that margins are missed, of these weights."""
    code = "margins-missed"
    return (*(c for c in before if c.code != code), *(c for c in caveats if c.code == code))


def _columns(
    returns: Returns,
    done: Sequence[_Weighed],
    final: npt.NDArray[np.float64],
    choices: Choices,
) -> dict[str, pd.Series | npt.NDArray[np.float64] | pd.Categorical[str]]:
    columns: dict[str, pd.Series | npt.NDArray[np.float64] | pd.Categorical[str]] = {
        "base_weight": _base_column(returns, done),
        "weight": _column(returns, final),
    }
    if choices.fpc:
        columns["stratum_population"] = _in_rows(done, _populations(returns, done))
    if done[0].part.period:
        columns["weight_period"] = _weight_period(done)
    return columns


def _base_column(returns: Returns, done: Sequence[_Weighed]) -> pd.Series:
    name = returns.survey.weights.column
    if name and not done[0].part.period and returns.frame[name].dtype == np.float64:
        return returns.frame[name]  # pandas copies it when one of the two is written to
    return _column(returns, _in_rows(done, [one.base.weights for one in done]))


def _column(returns: Returns, own: npt.NDArray[np.float64]) -> pd.Series:
    """Return values that nobody else holds as a column, without copying them."""
    return pd.Series(own, index=returns.frame.index, copy=False)


def _in_rows(
    done: Sequence[_Weighed], values: Sequence[npt.NDArray[np.float64]]
) -> npt.NDArray[np.float64]:
    """Put each part's values in the rows of its interviews."""
    if len(done) == 1:
        return values[0]
    placed = np.empty(len(done[0].part.rows))
    for one, own in zip(done, values, strict=True):
        placed[one.part.rows] = own
    return placed


def _weight_period(done: Sequence[_Weighed]) -> pd.Categorical[str]:
    codes = np.zeros(len(done[0].part.rows), dtype=np.int16)
    for number, one in enumerate(done):
        codes[one.part.rows] = number
    labels = pd.Index([one.part.period for one in done])
    return pd.Categorical.from_codes(codes, labels, ordered=True)


def _one_record(done: Sequence[_Weighed]) -> pd.DataFrame:
    if not done[0].part.period:
        return done[0].table
    tables = [one.table.assign(weight_period=one.part.period) for one in done]
    record = pd.concat(tables, ignore_index=True)
    first = record.pop("weight_period")
    record.insert(0, "weight_period", first)
    return record


def _populations(returns: Returns, done: Sequence[_Weighed]) -> list[npt.NDArray[np.float64]]:
    """Return the victims of each respondent's stratum, where they are sampling units."""
    plan = returns.survey.weights
    found = [one.base.populations for one in done if one.base.populations is not None]
    if len(found) < len(done) or plan.clusters or plan.sizes:
        raise UsageError(
            'fpc="profile" takes the victims of each stratum as its sampling units. This survey '
            "has delivered weights, clusters or population sizes of its own: state the sizes with "
            "`weights.population_sizes` in the definition instead."
        )
    return found


def _refuse_nobody(returns: Returns) -> None:
    if not len(returns):
        raise CalibrationError("There are no interviews to weight. Check the period.")


def _known_margins(
    returns: Returns, parts: Sequence[Part], margins: Sequence[str] | None
) -> tuple[str, ...]:
    names = tuple(returns.survey.weights.margins if margins is None else margins)
    for part in parts:
        for name in names:
            known = part.profile.dimensions
            if name not in known:
                raise ColumnNotFoundError(
                    f"The profile has no dimension '{name}'.{did_you_mean(name, known)} "
                    f"It has: {', '.join(known)}."
                )
    return names
