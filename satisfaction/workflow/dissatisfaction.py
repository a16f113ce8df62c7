"""Everything about dissatisfied respondents, from one set of returns to one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Verbatim
from satisfaction.drivers import find_drivers
from satisfaction.drivers.segments import segments
from satisfaction.drivers.verbatims import compare_verbatims
from satisfaction.reports.driver_report import driver_report
from satisfaction.reports.record import result_json
from satisfaction.workflow.noting import noted
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers import Drivers
    from satisfaction.drivers.segments import Segments
    from satisfaction.drivers.verbatims import Verbatims
    from satisfaction.periods import Period
    from satisfaction.results import Result
    from satisfaction.tables.returns import Returns

PAGE = "what-dissatisfied-victims-have-in-common.html"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dissatisfaction:
    """What dissatisfied respondents have in common, and their own words.

    Attributes
    ----------
    drivers : Drivers
    segments : Segments or None
    verbatims : Verbatims or None
    not_done : tuple of str
        What could not be told, and why.
    """

    drivers: Drivers
    segments: Segments | None = None
    verbatims: Verbatims | None = None
    not_done: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[Result, ...]:
        """The results beside the drivers that there are."""
        return tuple(part for part in (self.segments, self.verbatims) if part is not None)


def study_dissatisfaction(
    returns: Returns,
    drivers: Drivers | None = None,
    *,
    period: str | Period | None = None,
    rules: Rules,
) -> Dissatisfaction:
    """Find drivers, groups and terms; only without drivers is there nothing to say."""
    notes: list[str] = []
    found = drivers or find_drivers(returns, period=period, rules=rules)
    groups, words = groups_and_words(returns, period=period, rules=rules, notes=notes)
    return Dissatisfaction(drivers=found, segments=groups, verbatims=words, not_done=tuple(notes))


def groups_and_words(
    returns: Returns, *, period: str | Period | None, rules: Rules, notes: list[str]
) -> tuple[Segments | None, Verbatims | None]:
    """Return who is dissatisfied and their own words; what cannot be done goes to ``notes``."""
    return (
        noted(
            notes,
            "No groups of dissatisfied victims were looked for",
            lambda: segments(returns, period=period, rules=rules),
        ),
        noted(
            notes,
            "What respondents say in their own words was not compared",
            lambda: spoken_of(returns, period),
        ),
    )


def spoken_of(returns: Returns, period: str | Period | None) -> Verbatims | None:
    """Compare what respondents say, where the survey has one open question."""
    asked = [name for name, field in returns.survey.fields.items() if isinstance(field, Verbatim)]
    if len(asked) != 1 or asked[0] not in returns.frame:
        return None
    return compare_verbatims(returns, period=period)


def study_page(study: Dissatisfaction, survey: Survey, rules: Rules) -> str:
    """Return the page as one HTML text."""
    return driver_report(
        study.drivers, survey=survey, rules=rules, others=study.others, not_done=study.not_done
    )


def write_study(
    study: Dissatisfaction, folder: Path, *, survey: Survey, rules: Rules
) -> Sequence[Path]:
    """Write the page and each result's JSON into ``folder``, whole or not at all."""
    texts = {PAGE: study_page(study, survey, rules), "drivers.json": result_json(study.drivers)}
    if study.segments:
        texts["segments.json"] = result_json(study.segments)
    if study.verbatims:
        texts["verbatims.json"] = result_json(study.verbatims)
    with staged_folder(folder) as staging:
        for name, text in texts.items():
            write_text(staging / name, text)
    return [folder / name for name in texts]
