"""From recorded victims to valid answers: who is lost at which step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean, name_list
from satisfaction.representativeness.cascade_caveats import (
    Given,
    cascade_caveats,
    what_cannot_be_told,
)
from satisfaction.representativeness.cascade_chain import (
    Fieldwork,
    Told,
    chain_of,
    fieldwork_strata,
)
from satisfaction.representativeness.cascade_clusters import cluster_field, fieldwork_clusters
from satisfaction.representativeness.cascade_levels import census_of, is_covered, stratum_codes
from satisfaction.representativeness.cascade_result import Cascade
from satisfaction.representativeness.cascade_tables import (
    draw_table,
    stage_table,
    step_table,
    summary_table,
)
from satisfaction.representativeness.like_with_like import trace_interviews
from satisfaction.representativeness.result import Tolerance
from satisfaction.results import Provenance
from satisfaction.tables.base_weights import base_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.cascade_chain import Chain
    from satisfaction.representativeness.like_with_like import Traced
    from satisfaction.tables.profile import Population, Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]


def cascade(
    returns: Returns,
    profile: Profile,
    *,
    frame: pd.DataFrame | None = None,
    issued: pd.DataFrame | None = None,
    outcomes: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
    measure: str | None = None,
    dimensions: Sequence[str] | None = None,
    confidence: float | None = None,
    rules: Rules | None = None,
) -> Cascade:
    """Follow each level from recorded victims to valid answers and name the step that costs most.

    The steps are recorded, eligible, issued, interviewed, valid answer, as far as the tables given
    tell them apart. Each compares the value on the crime record, joined by the pseudonym of the
    crime; where no record can be had, what the respondent said, and ``.cannot_tell`` says so. The
    differences of the steps add up to the whole difference exactly.

    Parameters
    ----------
    returns : Returns
        Interviews of one period.
    profile : Profile
        Victims of the report dates that the interviews imply.
    frame, issued, outcomes, records : pandas.DataFrame, optional
        Eligible victims, victims issued, contact outcomes, crime records: ``.frame`` of
        :func:`satisfaction.intake.tables.read_table`, read with the key of the returns.
    measure : str, optional
        Whose valid answers are the last step; by default the headline's.
    dimensions : sequence of str, optional
        By default what the survey compares, and its strata.
    confidence : float, optional
        By default the rulebook's.
    rules : Rules, optional

    Returns
    -------
    Cascade

    Raises
    ------
    EstimationError
        If there is no interview, or none of those issued was interviewed.
    ColumnNotFoundError
        If there is no such measure or dimension.

    Notes
    -----
    Recorded to eligible is a census: what was excluded is known without error. Its interval (and
    its test) is that of a process in which each victim is kept or excluded by chance, and labelled
    ``process``. Eligible to issued is a random draw within strata with a known population
    (``draw``). Issued to interviewed, and to a valid answer, take those before the step as given
    and let each respond by chance, with base weights before and after (``response``). Where drawing
    and response are one step, the interval is that of a stratified sample (``sampling``). A step is
    named where its difference is beyond chance over all levels and steps together (Holm 1979).

    Where the definition names clusters, draw and response go by sums over clusters within strata,
    with t limits; the first stage's clusters, taken as drawn with replacement. If the tables of
    those issued do not have that field, both steps are ``not told``: no interval, and no name.
    """
    rulebook = rules or load_rules()
    names = _dimensions(profile, returns.survey, dimensions)
    answered = _answered(returns, returns.survey, measure)
    sure = rulebook.number("profile_check", "confidence") if confidence is None else confidence
    fields = (*names, *cluster_field(returns.survey))
    traced = trace_interviews(returns, fields, frame=frame, issued=issued, records=records)
    chains = _chains(profile, returns, traced, names, answered)
    table = step_table(chains, confidence=sure)
    given = Given(
        frame=frame, issued=issued, outcomes=outcomes, records=records, traced=traced,
        clusters=cluster_field(returns.survey),
    )  # fmt: skip
    cannot = what_cannot_be_told(profile, names, given)
    return Cascade(
        table=table,
        provenance=_provenance(returns, profile, sure),
        caveats=(*cannot, *cascade_caveats(profile, given)),
        stages=stage_table(chains, longest=max(len(c.steps) for c in chains)),
        summary=summary_table(table, _tolerance(rulebook)),
        draw=draw_table(chains, confidence=sure),
        joins=traced.joins if traced else _nothing_joined(returns),
        cannot_tell=cannot,
        confidence=sure,
    )


def _chains(
    profile: Profile,
    returns: Returns,
    traced: Traced | None,
    names: Sequence[str],
    answered: Bools,
) -> list[Chain]:
    fieldwork = _fieldwork(traced, profile, returns, answered) if traced else None
    told = _told(profile, returns, answered, names, fieldwork)
    census = census_of(profile)
    return [chain_of(name, census, fieldwork, told) for name in names]


def _dimensions(profile: Profile, survey: Survey, given: Sequence[str] | None) -> tuple[str, ...]:
    wanted = tuple(given) if given else (*survey.dimensions, *survey.weights.strata)
    missing = [name for name in wanted if name not in profile.dimensions]
    if missing:
        hint = did_you_mean(missing[0], profile.dimensions)
        raise ColumnNotFoundError(
            f"The profile does not count victims by {name_list(missing)}.{hint} It has: "
            f"{', '.join(profile.dimensions)}."
        )
    return tuple(dict.fromkeys(wanted))


def _answered(returns: Returns, survey: Survey, measure: str | None) -> Bools:
    """Return which interviews have a grade on the measure."""
    if not len(returns):
        raise EstimationError(
            "There is no interview to end the cascade with. Check the period of the returns."
        )
    wanted = measure or (survey.headline.measure if survey.headline else survey.outcome)
    question = survey.measures.get(wanted, wanted)
    if question not in survey.questions:
        raise ColumnNotFoundError(
            f"The survey has no measure or question '{wanted}'."
            f"{did_you_mean(wanted, (*survey.measures, *survey.questions))}"
        )
    grades = survey.scale_of(question).grade_labels
    found: Bools = returns.frame[question].isin(grades).to_numpy()
    return found


def _fieldwork(traced: Traced, profile: Profile, returns: Returns, answered: Bools) -> Fieldwork:
    inside = is_covered(traced.rows, profile)
    rows = traced.rows[inside].reset_index(drop=True)
    place = traced.interview.to_numpy()[inside]
    interviewed = place >= 0
    if not interviewed.any():
        raise EstimationError(
            f"None of the {len(returns):,} interviews can be traced to the {len(traced.rows):,} "
            "victims issued. Read all tables with the same pseudonym key, and check that they are "
            "of one period."
        )
    strata = fieldwork_strata(returns.survey.weights.strata, rows, profile)
    return Fieldwork(
        rows=rows,
        weights=_weights(rows, profile, strata),
        interviewed=interviewed,
        answered=interviewed & answered[place],
        recorded=traced.recorded,
        strata=strata,
        is_issued=traced.is_issued,
        clusters=fieldwork_clusters(rows, place, returns),
        single_unit=returns.survey.weights.single_unit,
    )


def _weights(rows: pd.DataFrame, profile: Profile, strata: tuple[str, ...]) -> Floats:
    """Return the base weight of the draw, or eligible victims over rows of the stratum."""
    if "base_weight" in rows and rows["base_weight"].notna().all():
        return rows["base_weight"].to_numpy(np.float64)
    cells = profile.in_scope("eligible")
    of_cell, of_row = stratum_codes([cells, rows], strata)
    count = int(max(of_cell.max(initial=0), of_row.max(initial=0))) + 1
    victims = np.bincount(of_cell, cells["victims"].to_numpy(np.float64), count)
    weights: Floats = (victims / np.maximum(np.bincount(of_row, minlength=count), 1))[of_row]
    # A stratum that the profile does not have must not vanish from the cascade.
    return np.where(weights > 0, weights, 1.0)


def _told(
    profile: Profile,
    returns: Returns,
    answered: Bools,
    names: Sequence[str],
    fieldwork: Fieldwork | None,
) -> Told | None:
    """Return the interviews as told, if some dimension has no recorded value."""
    if fieldwork is not None and set(names) <= set(fieldwork.recorded):
        return None
    inside = is_covered(returns.frame, profile)
    kept = replace(returns, frame=returns.frame[inside].reset_index(drop=True))
    population: Population = "eligible" if "exclusion" in profile.table else "recorded"
    weights = base_weights(kept, profile, population=population).weights
    return Told(returns=kept, weights=weights, answered=answered[inside])


def _tolerance(rules: Rules) -> Tolerance:
    return Tolerance(
        points=rules.number("profile_check", "tolerance_points") / 100,
        ratio_low=rules.number("profile_check", "ratio_low"),
        ratio_high=rules.number("profile_check", "ratio_high"),
    )


def _provenance(returns: Returns, profile: Profile, confidence: float) -> Provenance:
    return Provenance(
        survey=returns.survey.survey,
        period=profile.provenance.period,
        method=(
            f"Shares of those known, weighted as each step states. Unit: {profile.unit}. "
            f"{confidence:.0%} intervals of each step on its own; a step is named where it is "
            "beyond chance over all levels and steps together (Holm)."
        ),
        sources=(*returns.sources, *profile.provenance.sources),
        queries=profile.provenance.queries,
    )


def _nothing_joined(returns: Returns) -> pd.DataFrame:
    rows = [("not traced: no table to trace to", len(returns), 1.0)]
    return pd.DataFrame(rows, columns=["reason", "interviews", "share"])
