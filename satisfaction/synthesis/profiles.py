"""Profile files: the population, experiences and fieldwork behind synthetic data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.documents import parse_document
from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.library import load_classification
from satisfaction.definitions.parsing import Definition, parse_model
from satisfaction.definitions.scalars import Name
from satisfaction.errors import DefinitionError, did_you_mean
from satisfaction.resources import resource_dir
from satisfaction.synthesis.profile_parts import (
    DIMENSIONS,
    GENDERS,
    Amount,
    ApprovalPlan,
    AreaPlan,
    DriverPlan,
    Effects,
    ExclusionPlan,
    FieldworkPlan,
    GroupPlan,
    Proportion,
    RecordingPlan,
    ResponsePlan,
    Target,
)

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_SUFFIXES = (".yaml", ".yml")


class PopulationProfile(Definition):
    """A profile file; ``synthetic_data/profiles/london_2007.yaml`` explains every key."""

    profile: Name
    title: Name
    user_groups: Mapping[Name, GroupPlan] = ModelField(min_length=1)
    age_bands: Mapping[Name, tuple[int, int]] = ModelField(min_length=1)
    age_mixes: Mapping[Name, Mapping[Name, Amount]] = ModelField(min_length=1)
    other_gender: Proportion = 0
    ethnicity: Name
    ethnic_mixes: Mapping[Name, Mapping[Name, Amount]] = ModelField(min_length=1)
    areas: Mapping[Name, AreaPlan] = ModelField(min_length=1)
    categories: Mapping[Name, Mapping[Name, Amount]] = {}
    recorded: RecordingPlan = RecordingPlan()
    exclusions: Mapping[Name, ExclusionPlan] = {}
    other_exclusions: Proportion = 0
    approval_missing: ApprovalPlan = ApprovalPlan()
    response: ResponsePlan
    outcomes: Mapping[Name, Amount]
    targets: Mapping[Name, Target]
    other_targets: Target
    dissatisfied: Effects = Effects()
    low: Effects = Effects()
    area_spread: Amount = 0
    yearly_trend: float = 0
    stage_strength: Amount = 0
    stage_overlap: Proportion = 0
    routes: Mapping[Name, Mapping[Name, Proportion]] = {}
    other_routes: Proportion = 0.5
    drivers: Mapping[Name, DriverPlan] = {}
    other_drivers: tuple[DriverPlan, ...] = ModelField(min_length=1)
    fieldwork: FieldworkPlan

    @property
    def ethnic_groups(self) -> tuple[str, ...]:
        """Levels of ethnicity that effects name."""
        return load_classification(self.ethnicity).levels

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse((*_mix_faults(self), *_plan_faults(self), *_effect_faults(self)))
        return self


def load_profile(name: str | Path | None) -> PopulationProfile:
    """Load a profile: a name in ``synthetic_data/profiles/``, or the path of a YAML file.

    Raises
    ------
    DefinitionError
        If there is no such profile, or it is at fault: with file, key and line.
    """
    file = _find("london_2007" if name is None else name)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise DefinitionError("The file is not UTF-8 text. Save it as UTF-8.", file=file.name)
    return parse_model(parse_document(text, file=file.name), PopulationProfile)


def _find(name: str | Path) -> Path | Traversable:
    path = Path(name)
    if path.suffix.lower() in _SUFFIXES or path.parent != Path():
        if not path.is_file():
            raise DefinitionError(f"There is no file '{path.name}' in '{path.parent}'.")
        return path
    shipped = resource_dir("synthetic_data").joinpath("profiles")
    names = {p.name.rsplit(".", 1)[0]: p for p in shipped.iterdir() if p.name.endswith(".yaml")}
    wanted = str(name).replace("-", "_")
    if wanted not in names:
        raise DefinitionError(
            f"There is no profile '{name}'.{did_you_mean(wanted, names)} Shipped: "
            f"{', '.join(sorted(names))}. For a file of your own give its path, ending in .yaml."
        )
    return names[wanted]


def _mix_faults(one: PopulationProfile) -> Iterator[Fault]:
    for name, group in one.user_groups.items():
        yield from _unknown(group.ages, one.age_mixes, ("user_groups", name, "ages"))
    for name, area in one.areas.items():
        yield from _unknown(area.mix, one.ethnic_mixes, ("areas", name, "mix"))
    for name, ages in one.age_mixes.items():
        for band in ages:
            yield from _unknown(band, one.age_bands, ("age_mixes", name, band))
    codes = load_classification(one.ethnicity).codes
    for name, mix in one.ethnic_mixes.items():
        for code in mix:
            yield from _unknown(code, codes, ("ethnic_mixes", name, code))


def _plan_faults(one: PopulationProfile) -> Iterator[Fault]:
    for name, reason in one.exclusions.items():
        for concerned in reason.only:
            yield from _unknown(concerned, one.user_groups, ("exclusions", name, "only"))
    for kind, drivers in (("drivers", one.drivers), ("other_drivers", _numbered(one))):
        for name, plan in drivers.items():
            if plan.low + plan.top > 1 + 1e-9:
                yield Fault(path=(kind, name), says="`low` and `top` add up to more than 1.")


def _numbered(one: PopulationProfile) -> Mapping[str, DriverPlan]:
    return {str(number): plan for number, plan in enumerate(one.other_drivers)}


def _effect_faults(one: PopulationProfile) -> Iterator[Fault]:
    known = {
        "age": one.age_bands,
        "gender": GENDERS,
        "ethnicity": one.ethnic_groups,
        "user_group": one.user_groups,
    }
    for path, effects in _all_effects(one):
        for dimension in DIMENSIONS:
            for level in getattr(effects, dimension):
                yield from _unknown(level, known[dimension], (*path, dimension, level))


def _all_effects(one: PopulationProfile) -> Iterator[tuple[tuple[str, ...], Effects]]:
    yield ("dissatisfied",), one.dissatisfied
    yield ("low",), one.low
    yield ("response", "effects"), one.response.effects
    yield ("recorded", "ethnicity_unknown_effects"), one.recorded.ethnicity_unknown_effects
    for name, reason in one.exclusions.items():
        yield ("exclusions", name, "effects"), reason.effects


def _unknown(name: str, known: Collection[str], path: tuple[str, ...]) -> Iterator[Fault]:
    if name not in known:
        says = f"'{name}' is not known here.{did_you_mean(name, known)}"
        yield Fault(path=path, says=says)
