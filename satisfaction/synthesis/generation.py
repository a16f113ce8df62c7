"""Make synthetic quarters with a known truth from a survey definition and a profile file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_survey
from satisfaction.definitions.survey import Survey
from satisfaction.errors import UsageError
from satisfaction.synthesis.answers import record_answers
from satisfaction.synthesis.calendar import plan_calendar
from satisfaction.synthesis.contracts import records_contract
from satisfaction.synthesis.faults import Faulty, plant_faults
from satisfaction.synthesis.inspections import inspection_tables
from satisfaction.synthesis.made import Made, make
from satisfaction.synthesis.profiles import load_profile
from satisfaction.synthesis.quarter import SyntheticQuarter
from satisfaction.synthesis.records import Recorded, issued_table, outcome_table, record_table
from satisfaction.synthesis.returns_table import field_columns
from satisfaction.synthesis.streams import Streams
from satisfaction.synthesis.truth_tables import compute_truth
from satisfaction.synthesis.verbatims import verbatim_columns
from satisfaction.synthesis.world import build_world

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.periods import Period
    from satisfaction.synthesis.world import World


def synthesise(
    survey: Survey | str | Path,
    *,
    seed: int = 2007,
    interviews: int = 2_500,
    crimes: int = 60_000,
    quarters: int = 1,
    ending: str | Period = "2007/08 Q3",
    profile: str | Path | None = None,
) -> SyntheticQuarter:
    """Make crime records, frame, sample, contact outcomes, returns and inspection log, with truth.

    Victims differ in how hard they are to reach and how satisfied they are; drivers add to or take
    away from the log-odds of dissatisfaction; every planted number is in ``.truth``, computed from
    the model's probabilities over the whole population.

    Parameters
    ----------
    survey : Survey, str or pathlib.Path
        The definition, its name, or the path of its file.
    seed : int
        The same seed and arguments give the same data, whatever the platform or version of numpy.
    interviews : int
        Expected in each quarter.
    crimes : int
        Records in the report window of one quarter, which has about 134 days; the number of
        records a day is the same throughout.
    quarters : int
    ending : str or Period
        The last quarter of interviews.
    profile : str or pathlib.Path, optional
        Name in ``synthetic_data/profiles/``, or the path of a profile file; ``london_2007``.

    Returns
    -------
    SyntheticQuarter

    Raises
    ------
    DefinitionError
        If the definition or the profile is at fault.
    UsageError
        If so many interviews cannot be had from so many crimes.

    Examples
    --------
    >>> made = synthesise("user-satisfaction-2007", interviews=200, crimes=4_000)
    >>> made.truth.period, len(made.records)
    ('2007/08 Q3', 4000)
    """
    for name, number in (("interviews", interviews), ("crimes", crimes), ("quarters", quarters)):
        if number < 1:
            raise UsageError(f"`{name}` must be at least 1, not {number}.")
    world = plan_world(survey, seed=seed, quarters=quarters, ending=ending, profile=profile)
    return deliver(make(world, crimes=crimes, interviews=interviews))


def plan_world(
    survey: Survey | str | Path,
    *,
    seed: int,
    quarters: int,
    ending: str | Period,
    profile: str | Path | None,
) -> World:
    """Return everything that is decided before the first victim is made."""
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    return build_world(
        definition,
        records_contract(definition),
        load_profile(profile),
        plan_calendar(quarters, ending, definition.interview_window),
        Streams(seed=seed),
    )


def deliver(made: Made) -> SyntheticQuarter:
    """Write everything that was made into the tables of force and contractor."""
    world, last = made.world, made.draws[-1]
    recorded = Recorded(victims=made.victims, exclusions=made.exclusions, world=world)
    faulty = _returns(made)
    returns = pd.DataFrame({name: c.to_series() for name, c in faulty.columns.items()}, copy=False)
    return SyntheticQuarter(
        survey=world.survey,
        contract=world.records,
        records=record_table(recorded),
        frame=record_table(recorded, last.frame, contract="frame"),
        issued=issued_table(last, recorded),
        outcomes=outcome_table(last, made.contacts[-1], recorded),
        returns=returns,
        returns_by_quarter={
            str(period): returns[faulty.quarter == number].reset_index(drop=True)
            for number, period in enumerate(world.calendar.quarters)
        },
        inspections=inspection_tables(made.held, world),
        truth=compute_truth(made, faulty.counts, seed=world.streams.seed),
    )


def _returns(made: Made) -> Faulty:
    world, held = made.world, made.held
    fields = field_columns(held, made.victims, world)
    grades = {**made.lived.grades, **made.opinions.grades}
    mine = {name: codes[held.victim] for name, codes in grades.items()}
    fields = replace(fields, columns={**fields.columns, **verbatim_columns(mine, world)})
    answers = record_answers(mine, fields.levels, held, world)
    return plant_faults(fields, answers, held.quarter, world)
