"""Everything behind a synthetic quarter, from which data and truth are both taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.synthesis.exclusions import (
    Exclusions,
    exclude,
    youngest_asked,
    youngest_recorded,
)
from satisfaction.synthesis.experience import Experience, live_through
from satisfaction.synthesis.fieldwork import (
    Contacts,
    Interviews,
    call,
    hold_interviews,
    response_propensity,
)
from satisfaction.synthesis.opinions import Opinions, form_opinions
from satisfaction.synthesis.population import make_victims
from satisfaction.synthesis.questionnaire import Questionnaire, plan_questionnaire
from satisfaction.synthesis.sampling import Draw, draw_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from satisfaction.synthesis.types import Bools, Floats
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """A population with its experiences and opinions, and the fieldwork.

    Attributes
    ----------
    propensity : (n,) float array
        Chance of an interview of every victim once issued.
    """

    world: World
    victims: Victims
    exclusions: Exclusions
    plan: Questionnaire
    lived: Experience
    opinions: Opinions
    propensity: Floats
    draws: Sequence[Draw]
    contacts: Sequence[Contacts]
    held: Interviews

    def in_window(self, quarter: int) -> Bools:
        """Return victims whose reports' interviews fall in a quarter."""
        return in_window(self.victims, self.world, quarter)


def make(world: World, *, crimes: int, interviews: int) -> Made:
    """Make the population and send the contractor out."""
    youngest = youngest_recorded(world.survey, world.records)
    victims = make_victims(world, crimes=crimes, youngest=youngest)
    exclusions = exclude(victims, world)
    last = in_window(victims, world, len(world.calendar.quarters) - 1)
    eligible = exclusions.eligible & (victims.age >= youngest_asked(world.survey))
    calibrate_on = eligible & last
    plan = plan_questionnaire(world.survey, world.profile)
    lived = live_through(victims, plan, world)
    opinions = form_opinions(victims, lived, plan, world, calibrate_on)
    propensity = response_propensity(victims, world, calibrate_on)
    draws = draw_samples(victims, eligible, propensity, world, interviews=interviews)
    contacts = [call(draw, victims, propensity, world) for draw in draws]
    return Made(
        world=world,
        victims=victims,
        exclusions=exclusions,
        plan=plan,
        lived=lived,
        opinions=opinions,
        propensity=propensity,
        draws=draws,
        contacts=contacts,
        held=hold_interviews(draws, contacts, world),
    )


def in_window(victims: Victims, world: World, quarter: int) -> np.ndarray:
    """Return victims whose reports' interviews fall in a quarter."""
    first, last = world.calendar.reports_of(quarter)
    return (victims.reported >= first) & (victims.reported <= last)
