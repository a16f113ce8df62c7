"""Parts of a profile file: what is planted in synthetic data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field as ModelField

from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name

Proportion = Annotated[float, ModelField(ge=0, le=1)]
Amount = Annotated[float, ModelField(ge=0)]

DIMENSIONS = ("age", "gender", "ethnicity", "user_group")
GENDERS = ("female", "male", "other or self-described")


class Effects(Definition):
    """Shifts of log-odds by level; levels left out have none."""

    age: Mapping[Name, float] = {}
    gender: Mapping[Name, float] = {}
    ethnicity: Mapping[Name, float] = {}
    user_group: Mapping[Name, float] = {}


class GroupPlan(Definition):
    """One user group: its share of victims and who they are."""

    share: Amount
    also: tuple[Name, ...] = ()
    ages: Name
    female: Proportion = 0.5
    minority: Amount = 1.0


class AreaPlan(Definition):
    """One area: its relative number of victims and its ethnic mix."""

    victims: Amount
    mix: Name


class RecordingPlan(Definition):
    """What crime records leave out or get wrong."""

    age_unknown: Proportion = 0
    gender_unknown: Proportion = 0
    ethnicity_unknown: Annotated[float, ModelField(ge=0, lt=1)] = 0
    ethnicity_unknown_effects: Effects = Effects()
    ethnicity_blank: Proportion = 0
    ethnicity_differs: Proportion = 0
    appearance_unknown: Proportion = 0
    appearance_slips: Proportion = 0


class ApprovalPlan(Definition):
    """How often an exclusion lacks its approver or its date."""

    by: Proportion = 0
    on: Proportion = 0


class WiderPlan(Definition):
    """How many years too far a rule of age reaches, and for what share of the excluded."""

    years: Annotated[int, ModelField(ge=0)] = 0
    share: Proportion = 0


class ExclusionPlan(Definition):
    """One reason for exclusion: how often it applies, to whom, and what is wrong with its use."""

    rate: Annotated[float, ModelField(ge=0, lt=1)] = 0
    also: tuple[Name, ...] = ()
    only: tuple[Name, ...] = ()
    effects: Effects = Effects()
    wider: WiderPlan = WiderPlan()
    approval_missing: ApprovalPlan | None = None


class ResponsePlan(Definition):
    """Chance of an interview once issued."""

    rate: Annotated[float, ModelField(gt=0, lt=1)]
    effects: Effects = Effects()


class Target(Definition):
    """Shares that the answers to a measure are calibrated to."""

    satisfied: Proportion
    top: Proportion
    neither: Proportion = 0


class DriverPlan(Definition):
    """One driver: how often it is rated low and top, and what that does to the outcome."""

    low: Annotated[float, ModelField(gt=0, lt=1)]
    top: Annotated[float, ModelField(gt=0, lt=1)]
    penalty: float = 0
    reward: float = 0


class FieldworkPlan(Definition):
    """What the contractor delivers, and gets wrong."""

    interviewers: Annotated[int, ModelField(ge=1)] = 60
    seldom: Annotated[int, ModelField(ge=0)] = 0
    straight_liners: Annotated[int, ModelField(ge=0)] = 0
    straight_share: Proportion = 0
    outside_window: Proportion = 0
    dont_know: Proportion = 0
    refused: Proportion = 0
    age_refused: Proportion = 0
    gender_refused: Proportion = 0
    ethnicity_refused: Proportion = 0
    category_unknown: Proportion = 0
    routing_faults: Proportion = 0
    faulty_rows: Annotated[float, ModelField(ge=0, le=0.05)] = 0
    consent: Proportion = 0.5
    consent_blank: Proportion = 0
    purposes: Mapping[Name, Amount]
    callers: Mapping[Name, Amount]
