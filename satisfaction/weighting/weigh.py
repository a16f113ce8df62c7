"""From returns and victim profile to weighted returns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.errors import ColumnNotFoundError, UsageError, did_you_mean
from satisfaction.numerics.calibration import calibrate, post_stratify
from satisfaction.numerics.raking import rake, tabulate_cells
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.base_weights import base_weights
from satisfaction.tables.design import level_codes
from satisfaction.tables.returns import Weighting
from satisfaction.weighting.fitted import Fitted
from satisfaction.weighting.margins import margin_targets
from satisfaction.weighting.record import diagnose, weighting_record
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.numerics.calibration import Calibrated
    from satisfaction.numerics.raking import Cells, Raked
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting.margins import Margin

Method = Literal["rake", "linear", "logit", "post-stratify"]
Unreachable = Literal["refuse", "set aside"]


def weight(
    returns: Returns,
    profile: Profile,
    *,
    margins: Sequence[str] | None = None,
    method: Method = "rake",
    population: Population = "recorded",
    unreachable: Unreachable = "refuse",
    bounds: tuple[float, float] | None = None,
) -> Weighted:
    """Weight respondents to the victim profile.

    Base weights bring each stratum of the sample to its victims; calibration then meets the
    profile's share of every level of ``margins``. It runs on the table of cells, not on rows.

    Parameters
    ----------
    returns : Returns
    profile : Profile
        Victims of the period to which the returns belong.
    margins : sequence of str, optional
        Dimensions to meet; by default those of the survey definition. None of them: ``()``.
    method : {"rake", "linear", "logit", "post-stratify"}
        Raking (R ``calibrate(calfun="raking")``), linear (GREG), logit with ``bounds``, or
        post-stratification on one margin.
    population : {"recorded", "eligible"}
        Which victims the weights stand for.
    unreachable : {"refuse", "set aside"}
        What to do with a level that has victims and no respondent: stop, or leave it out of the
        margin and say so.
    bounds : (float, float), optional
        Smallest and largest weight over base weight, for ``method="logit"``.

    Returns
    -------
    Weighted
        ``.returns`` carries ``base_weight`` and ``weight``; ``.table`` is the weighting record.

    Raises
    ------
    CalibrationError
        If a level cannot be reached, a level was interviewed that the profile does not have, or
        the margins are not met.

    Notes
    -----
    Respondents unknown on a margin keep their base-weighted share of the total; known levels share
    the rest in the profile's proportions. Deville and Sarndal (1992).
    """
    names = _known_margins(returns, profile, margins)
    base = base_weights(returns, profile, population=population)
    chosen = [
        margin_targets(
            returns,
            profile,
            name,
            base=base.weights,
            population=population,
            unreachable=unreachable,
        )
        for name in names
    ]
    fitted = _fitted(returns, base.weights, chosen, method, bounds)
    final = base.weights * fitted.factors
    frame = returns.frame.assign(base_weight=base.weights, weight=final)
    weighting = Weighting(margins=names, method=method)
    return Weighted(
        table=weighting_record(frame, chosen),
        provenance=_provenance(returns, profile, names, method, population),
        caveats=(
            *base.caveats,
            *_excluded(profile, population),
            *_set_aside(chosen),
            *profile.caveats,
        ),
        returns=replace(returns, frame=frame, weighting=weighting),
        diagnostics=diagnose(base.weights, final, fitted),
    )


def _known_margins(
    returns: Returns, profile: Profile, margins: Sequence[str] | None
) -> tuple[str, ...]:
    names = tuple(returns.survey.weights.margins if margins is None else margins)
    for name in names:
        if name not in profile.dimensions:
            raise ColumnNotFoundError(
                f"The profile has no dimension '{name}'.{did_you_mean(name, profile.dimensions)} "
                f"It has: {', '.join(profile.dimensions)}."
            )
    return names


def _fitted(
    returns: Returns,
    base: npt.NDArray[np.float64],
    margins: Sequence[Margin],
    method: Method,
    bounds: tuple[float, float] | None,
) -> Fitted:
    """Calibrate the table of cells and hand each respondent its cell's factor."""
    if not margins:
        return Fitted(factors=np.ones(len(base)))
    codes = level_codes(returns.frame, [margin.name for margin in margins])
    cells = tabulate_cells(codes, weights=base)
    found = _calibrated(cells, margins, method, bounds)
    return Fitted(
        factors=found.factors[cells.index],
        rounds=found.rounds,
        margin_error=found.margin_error,
        converged=found.converged,
    )


def _calibrated(
    cells: Cells,
    margins: Sequence[Margin],
    method: Method,
    bounds: tuple[float, float] | None,
) -> Raked | Calibrated:
    targets = [margin.targets for margin in margins]
    if method == "rake":
        return rake(cells.codes, base=cells.base, targets=targets)
    if method == "post-stratify":
        return _post_stratified(cells, targets)
    indicators = [np.eye(len(t))[codes] for t, codes in zip(targets, cells.codes.T, strict=True)]
    totals = np.concatenate(targets)
    used = totals > 0
    return calibrate(
        np.hstack(indicators)[:, used],
        base=cells.base,
        totals=totals[used],
        distance=method,
        bounds=bounds,
    )


def _post_stratified(cells: Cells, targets: list[npt.NDArray[np.float64]]) -> Calibrated:
    if len(targets) != 1:
        raise UsageError(
            f"Post-stratification takes one margin, {len(targets)} were given. Rake to several."
        )
    return post_stratify(cells.codes[:, 0], base=cells.base, targets=targets[0])


def _excluded(profile: Profile, population: Population) -> list[Caveat]:
    """Say how many victims nobody could have interviewed, whom the weights let others stand for."""
    if population == "eligible" or "exclusion" not in profile.table:
        return []
    everyone = profile.in_scope()["victims"].sum()
    share = 1 - profile.in_scope("eligible")["victims"].sum() / everyone
    if not share > 0:
        return []
    return [
        Caveat(
            code="excluded-victims",
            text=(
                f"{share:.1%} of the victims whom the survey covers were excluded from it; the "
                "weights let others of the same kind stand for them, and no interval covers that."
            ),
        )
    ]


def _set_aside(margins: Sequence[Margin]) -> list[Caveat]:
    return [
        Caveat(
            code="level-set-aside",
            text=(
                f"Nobody of {margin.name} '{level}' was interviewed; the level was left out of the "
                f"weights ({share:.1%} of victims)."
            ),
        )
        for margin in margins
        for level, share in margin.set_aside
    ]


def _provenance(
    returns: Returns,
    profile: Profile,
    names: Sequence[str],
    method: Method,
    population: Population,
) -> Provenance:
    plan = returns.survey.weights
    base = f"{population} victims over respondents in each stratum ({' x '.join(plan.strata)})"
    if plan.column:
        base = "as delivered"
    elif not plan.strata or plan.population != "profile":
        base = f"{population} victims over respondents, the same for everyone"
    return Provenance(
        survey=returns.survey.survey,
        period=profile.provenance.period,
        method=(f"Base weights: {base}; then {method} to {', '.join(names) or 'no margins'}."),
        sources=(*returns.sources, *profile.provenance.sources),
    )
