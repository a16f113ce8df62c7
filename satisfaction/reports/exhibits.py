"""What a pack shows: each result with its figures for wide and narrow pages, and its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.reports.views import Choice, views_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from satisfaction.definitions.survey import Survey
    from satisfaction.reports.views import FigureKind, View
    from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A result as a pack shows it.

    Attributes
    ----------
    result : Result
    heading : str
        Its name in the contents; found from the result when empty.
    kind : str, optional
        Figure of an Estimates; by default what the table varies decides. ``reasons`` or ``levels``
        of an ExclusionAudit, ``groups`` or ``levels`` of a SamplePlan; by default both.
    period : str
        Period of a ProfileCheck; by default the quarter and, if checked, the rolling twelve months.
    target : float, optional
        Of a headline; by default the survey's.
    dimensions : tuple of str
        Of a Cascade; by default those with few levels.
    part : str
        ``response``, ``contact`` or ``cooperation`` of a ResponsePropensity; by default the first.
    commentary : str
        The analyst's own words, in paragraphs parted by empty lines.
    finding : str
        The title of its figures, where the reader asks another question than the figure by itself
        answers; by default the figure's own.
    chapter : str
        Name of the chapter that it stands in; found from the result when empty.
    """

    result: Result
    heading: str = ""
    kind: FigureKind | None = None
    period: str = ""
    target: float | None = None
    dimensions: tuple[str, ...] = ()
    part: str = ""
    commentary: str = ""
    finding: str = ""
    chapter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnExhibit:
    """One figure of an exhibit, drawn twice, with the table behind it.

    Attributes
    ----------
    exhibit : Exhibit
        The period of a profile check is settled; commentary is with the first figure only.
    heading : str
    view : View
    wide, narrow : plotly.graph_objects.Figure
    is_first : bool
        False for a further figure of the same exhibit.
    """

    exhibit: Exhibit
    heading: str
    view: View
    wide: go.Figure
    narrow: go.Figure
    is_first: bool = True

    @property
    def words(self) -> Mapping[str, str]:
        """Title, subtitle, caption and text alternative."""
        found: Mapping[str, str] = self.wide.layout.meta
        if not self.exhibit.finding:
            return found
        alt = found["alt"].replace(found["title"], self.exhibit.finding)
        return {**found, "title": self.exhibit.finding, "alt": alt}


def draw_exhibits(
    results: Sequence[Result | Exhibit], survey: Survey | None
) -> tuple[DrawnExhibit, ...]:
    """Return every exhibit drawn; one with several figures becomes several."""
    given = (r if isinstance(r, Exhibit) else Exhibit(result=r) for r in results)
    return tuple(drawn for exhibit in given for drawn in _drawn(exhibit, survey))


def _drawn(exhibit: Exhibit, survey: Survey | None) -> list[DrawnExhibit]:
    choice = Choice(
        kind=exhibit.kind,
        period=exhibit.period,
        target=exhibit.target,
        dimensions=exhibit.dimensions,
        part=exhibit.part,
    )
    return [
        DrawnExhibit(
            exhibit=replace(
                exhibit,
                period=view.period or exhibit.period,
                commentary="" if place else exhibit.commentary,
            ),
            heading=exhibit.heading or view.heading,
            view=view,
            wide=view.draw(survey=survey, narrow=False),
            narrow=view.draw(survey=survey, narrow=True),
            is_first=place == 0,
        )
        for place, view in enumerate(views_of(exhibit.result, choice))
    ]
