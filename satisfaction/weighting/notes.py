"""What a reader of weighted figures has to know: caveats and provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting.choices import Choices
    from satisfaction.weighting.fitted import Fitted
    from satisfaction.weighting.margins import Margin

_LIMIT_UNITS = {"weight": "", "ratio": " times the base weight"}


def weighting_caveats(
    profile: Profile, margins: Sequence[Margin], fitted: Fitted, choices: Choices
) -> list[Caveat]:
    """Say what the weights leave out, cut or could not meet."""
    return [
        *_excluded(profile, choices.population),
        *_set_aside(margins),
        *_trimmed(fitted, choices),
        *_negative(fitted),
        *profile.caveats,
    ]


def weighting_provenance(
    returns: Returns, profiles: dict[str, Profile], names: Sequence[str], choices: Choices
) -> Provenance:
    """Say how the weights were made and from what."""
    crossed = choices.method == "post-stratify"
    to = (" x " if crossed else ", ").join(names) or "no margins"
    each = ", each period to a profile of its own" if len(profiles) > 1 else ""
    return Provenance(
        survey=returns.survey.survey,
        period=_periods(profiles),
        method=f"Base weights: {_base(returns, choices)}; then {choices.method} to {to}{each}."
        + _limits(choices),
        sources=(
            *returns.sources,
            *dict.fromkeys(s for one in profiles.values() for s in one.provenance.sources),
        ),
    )


def _periods(profiles: dict[str, Profile]) -> str:
    labels = [label or profile.provenance.period for label, profile in profiles.items()]
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"


def _base(returns: Returns, choices: Choices) -> str:
    plan = returns.survey.weights
    if plan.column:
        return "as delivered"
    what = f"{choices.population} victims over respondents"
    if not plan.strata or plan.population != "profile":
        return f"{what}, the same for everyone"
    return f"{what} in each stratum ({' x '.join(plan.strata)})"


def _limits(choices: Choices) -> str:
    said = ""
    if choices.bounds:
        said += (
            f" Bounds on weight over base weight: {choices.bounds[0]:g} to {choices.bounds[1]:g}."
        )
    if choices.trim:
        unit = _LIMIT_UNITS[choices.trim_unit]
        said += (
            f" Trimmed to {choices.trim[0]:g} to {choices.trim[1]:g}{unit}, in turn with raking."
        )
    if choices.unknown == "own level":
        said += " Unknowns are levels of their own in the profile."
    return said


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


def _trimmed(fitted: Fitted, choices: Choices) -> list[Caveat]:
    if not choices.trim or not fitted.trimmed:
        return []
    unit = _LIMIT_UNITS[choices.trim_unit]
    moved = fitted.weight_moved / float(fitted.weights.sum())
    text = (
        f"{fitted.trimmed:,} of {len(fitted.weights):,} weights stand at a limit of trimming "
        f"({choices.trim[0]:g} to {choices.trim[1]:g}{unit}); {moved:.1%} of the weight went to "
        "other respondents."
    )
    found = [Caveat(code="weights-trimmed", text=text)]
    if fitted.missed:
        says = (
            f"No weights within these limits were found that meet the margins: after "
            f"{fitted.turns} turns of trimming and raking {fitted.missed} is still "
            f"{fitted.missed_points:.2g} percentage points off the profile, the most of any level "
            "(intervals do not cover the bias that this can bring). Widen the limits, merge the "
            "level or drop the margin."
        )
        found.append(Caveat(code="margins-missed", text=says))
    return found


def _negative(fitted: Fitted) -> list[Caveat]:
    if not fitted.ratios.min(initial=0) < 0:
        return []
    below = int((fitted.weights < 0).sum())
    text = (
        f"{below:,} weights are negative, as linear calibration allows; counts of few respondents "
        'can come out below zero. Rake, give bounds, or choose method="logit".'
    )
    return [Caveat(code="negative-weights", text=text)]
