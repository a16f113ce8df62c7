"""What is being synthesised: the survey, its crime records, and the profile applied to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Category
from satisfaction.definitions.library import load_classification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.synthesis.calendar import Calendar
    from satisfaction.synthesis.profile_parts import AreaPlan, GroupPlan
    from satisfaction.synthesis.profiles import PopulationProfile
    from satisfaction.synthesis.streams import Streams
    from satisfaction.synthesis.types import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """Everything that is decided before the first victim is made.

    Attributes
    ----------
    groups, areas : tuple of str
        Levels as the survey names them.
    group_plans, area_plans : tuple
        What the profile says of each.
    group_names : tuple of str
        The profile's own name of each group, which effects refer to.
    """

    survey: Survey
    records: TableContract
    profile: PopulationProfile
    calendar: Calendar
    streams: Streams
    groups: tuple[str, ...]
    group_plans: tuple[GroupPlan, ...]
    group_names: tuple[str, ...]
    areas: tuple[str, ...]
    area_plans: tuple[AreaPlan, ...]

    @property
    def ethnic_codes(self) -> tuple[str, ...]:
        """Codes of self-defined ethnicity."""
        return tuple(load_classification(self.profile.ethnicity).codes)

    @property
    def group_shares(self) -> Floats:
        """Share of victims of each user group."""
        return np.array([plan.share for plan in self.group_plans])

    @property
    def area_shares(self) -> Floats:
        """Relative number of victims of each area."""
        return np.array([plan.victims for plan in self.area_plans])

    def field(self, name: str) -> Field | None:
        """Return the field that survey or records have under ``name``; the survey's first."""
        return self.survey.fields.get(name) or self.records.fields.get(name)


def build_world(
    survey: Survey,
    records: TableContract,
    profile: PopulationProfile,
    calendar: Calendar,
    streams: Streams,
) -> World:
    """Match the profile's user groups and areas to those of the survey."""
    groups = _labels(survey, records, "user_group") or tuple(profile.user_groups)
    names = _matched(groups, {n: p.also for n, p in profile.user_groups.items()})
    areas = _labels(survey, records, "area") or tuple(profile.areas)
    places = _matched(areas, dict.fromkeys(profile.areas, ()))
    return World(
        survey=survey,
        records=records,
        profile=profile,
        calendar=calendar,
        streams=streams,
        groups=groups,
        group_plans=tuple(profile.user_groups[name] for name in names),
        group_names=names,
        areas=areas,
        area_plans=tuple(profile.areas[place] for place in places),
    )


def _labels(survey: Survey, records: TableContract, name: str) -> tuple[str, ...]:
    field = survey.fields.get(name) or records.fields.get(name)
    if not isinstance(field, Category):
        return ()
    return tuple(dict.fromkeys(field.levels.values()))


def _matched(labels: Sequence[str], known: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the profile's entry for each label: by name, else those that are left in turn."""
    found = {
        label: name
        for label in labels
        for name, also in known.items()
        if label.casefold() in {name.casefold(), *(a.casefold() for a in also)}
    }
    spare = [name for name in known if name not in found.values()] or list(known)
    left = [label for label in labels if label not in found]
    turns = {label: spare[turn % len(spare)] for turn, label in enumerate(left)}
    return tuple((found | turns)[label] for label in labels)
