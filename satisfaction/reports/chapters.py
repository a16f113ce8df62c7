"""The chapters of a pack: which question each answers, and which figures stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.kinds import kind_of
from satisfaction.contractor.result import ContractorReview
from satisfaction.drivers.result import Drivers
from satisfaction.drivers.segments.result import Segments
from satisfaction.drivers.verbatims.result import Verbatims
from satisfaction.estimates.association_result import AssociationTest, OddsRatios
from satisfaction.estimates.forces_result import ForcesComparison
from satisfaction.estimates.funnel_result import Funnel
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.exclusions.result import ExclusionAudit
from satisfaction.focus_groups.result import FocusGroups
from satisfaction.improvement.notes import GroupFindings
from satisfaction.improvement.result import ActionPlan
from satisfaction.representativeness.cascade_result import Cascade
from satisfaction.representativeness.history import History
from satisfaction.representativeness.impact import Impact
from satisfaction.representativeness.propensity_result import ResponsePropensity
from satisfaction.representativeness.recorded import RecordedComparison
from satisfaction.representativeness.result import ProfileCheck
from satisfaction.requirements.result import ResponseRates
from satisfaction.sampling.result import SamplePlan
from satisfaction.tables.profile import Profile
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from satisfaction.reports.exhibits import Exhibit
    from satisfaction.reports.sections import Section
    from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter by its short name, its heading, and what it answers.

    Attributes
    ----------
    name : str
        What the analyst's commentary calls it.
    title, answers : str
    kinds : tuple of type
        Results whose figures stand in it.
    """

    name: str
    title: str
    answers: str
    kinds: tuple[type[Result], ...] = ()


COVER = "Cover"
_HEADLINE = Chapter(
    name="Headline",
    title="Headline",
    answers="How satisfied victims are, how sure that is, and whether it has changed.",
)
_WHO = Chapter(
    name="Who and where",
    title="Who and where",
    answers="Which groups and areas differ by more than chance explains. Nobody is ranked.",
    kinds=(Gap, Funnel, ForcesComparison, AssociationTest, OddsRatios),
)
_SAMPLE = Chapter(
    name="Sample",
    title="Is the sample right?",
    answers="Whether those interviewed reflect the victims, and what that does to the figures.",
    kinds=(
        ProfileCheck, History, Impact, Cascade, ExclusionAudit, ResponseRates, ResponsePropensity,
        RecordedComparison, SamplePlan, Weighted, Profile,
    ),
)  # fmt: skip
_WHY = Chapter(
    name="Why",
    title="Why: what is associated with dissatisfaction",
    answers="What goes together with dissatisfaction. It does not show what is behind it.",
    kinds=(Drivers, Segments, Verbatims),
)
_ACTIONS = Chapter(
    name="Actions",
    title="What is being done",
    answers="Focus groups, what they said, and where the improvement plan stands.",
    kinds=(FocusGroups, GroupFindings, ActionPlan),
)
_CONTRACTOR = Chapter(
    name="Contractor",
    title="The contractor",
    answers="Inspections, monitoring and the quality of fieldwork.",
    kinds=(ContractorReview,),
)
METHODS = Chapter(
    name="Methods",
    title="Methods",
    answers="How the figures were made, by which settings, from which files.",
)
_FIGURED = (_HEADLINE, _WHO, _SAMPLE, _WHY, _ACTIONS, _CONTRACTOR)
NAMES = (COVER, *(chapter.name for chapter in (*_FIGURED, METHODS)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilledChapter:
    """A chapter with its figures and the analyst's words."""

    chapter: Chapter
    anchor: str
    sections: tuple[Section, ...]
    commentary: Markup


def chapter_of(exhibit: Exhibit) -> Chapter:
    """Return the chapter in which the figures of an exhibit stand; an unknown one is a headline."""
    if exhibit.chapter:
        return next(c for c in _FIGURED if c.name == exhibit.chapter)
    result = exhibit.result
    if isinstance(result, Estimates):
        return _WHO if (exhibit.kind or kind_of(result)) == "groups" else _HEADLINE
    return next((c for c in _FIGURED if isinstance(result, c.kinds)), _HEADLINE)


def in_chapters(exhibits: Sequence[Exhibit]) -> list[Exhibit]:
    """Return exhibits chapter by chapter, in their order within each."""
    return sorted(exhibits, key=lambda e: _FIGURED.index(chapter_of(e)))


def filled_chapters(
    exhibits: Sequence[Exhibit], sections: Sequence[Section], commentary: Mapping[str, Markup]
) -> tuple[FilledChapter, ...]:
    """Return the chapters that have a figure, each with its figures; one exhibit a section."""
    held: dict[Chapter, list[Section]] = {}
    for exhibit, section in zip(exhibits, sections, strict=True):
        held.setdefault(chapter_of(exhibit), []).append(section)
    return tuple(
        FilledChapter(
            chapter=chapter,
            anchor=f"chapter-{number}",
            sections=tuple(found),
            commentary=commentary.get(chapter.name, _nothing()),
        )
        for number, (chapter, found) in enumerate(held.items(), start=1)
    )


def _nothing() -> Markup:
    from markupsafe import Markup

    return Markup()
