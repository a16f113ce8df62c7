"""What a pack shows: each result with its figures for wide and narrow pages, and its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.charts import chart, kind_of
from satisfaction.charts.labels import category_label, period_words
from satisfaction.drivers.result import Drivers
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.representativeness.cascade_result import Cascade
from satisfaction.representativeness.history import History
from satisfaction.representativeness.impact import Impact
from satisfaction.representativeness.propensity_result import ResponsePropensity
from satisfaction.representativeness.result import ProfileCheck
from satisfaction.requirements.result import ResponseRates
from satisfaction.tables.profile import Profile
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from satisfaction.charts import EstimatesKind
    from satisfaction.definitions.survey import Survey
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
        Figure of an Estimates; by default what the table varies decides.
    period : str
        Period of a ProfileCheck; by default the quarter and, if checked, the rolling twelve months.
    target : float, optional
        Of a headline; by default the survey's.
    commentary : str
        The analyst's own words, in paragraphs parted by empty lines.
    """

    result: Result
    heading: str = ""
    kind: EstimatesKind | None = None
    period: str = ""
    target: float | None = None
    commentary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnExhibit:
    """An exhibit with its heading settled and both figures drawn."""

    exhibit: Exhibit
    heading: str
    wide: go.Figure
    narrow: go.Figure

    @property
    def words(self) -> Mapping[str, str]:
        """Title, subtitle, caption and text alternative."""
        found: Mapping[str, str] = self.wide.layout.meta
        return found


def draw_exhibits(
    results: Sequence[Result | Exhibit], survey: Survey | None
) -> tuple[DrawnExhibit, ...]:
    """Return every exhibit drawn; a profile check with two periods becomes two."""
    given = (r if isinstance(r, Exhibit) else Exhibit(result=r) for r in results)
    return tuple(_drawn(part, survey) for exhibit in given for part in _parts(exhibit))


def _parts(exhibit: Exhibit) -> list[Exhibit]:
    if not isinstance(exhibit.result, ProfileCheck) or exhibit.period:
        return [exhibit]
    periods = [str(period) for period in exhibit.result.table["period"].unique()]
    return [replace(exhibit, period=period) for period in periods]


def _drawn(exhibit: Exhibit, survey: Survey | None) -> DrawnExhibit:
    return DrawnExhibit(
        exhibit=exhibit,
        heading=exhibit.heading or _heading(exhibit),
        wide=_figure(exhibit, survey, narrow=False),
        narrow=_figure(exhibit, survey, narrow=True),
    )


def _figure(exhibit: Exhibit, survey: Survey | None, *, narrow: bool) -> go.Figure:
    result = exhibit.result
    if isinstance(result, Estimates):
        return chart(result, kind=exhibit.kind, target=exhibit.target, survey=survey, narrow=narrow)
    if isinstance(result, ProfileCheck):
        return chart(result, period=exhibit.period, survey=survey, narrow=narrow)
    return chart(result, survey=survey, narrow=narrow)


def _heading(exhibit: Exhibit) -> str:
    result = exhibit.result
    match result:
        case Estimates():
            return _estimates_heading(result, exhibit.kind or kind_of(result))
        case Gap():
            first = result.table.iloc[0]
            return f"Gap: {first['level']} and {first['other_level']}"
        case ProfileCheck():
            return f"Profile check, {period_words(exhibit.period)}"
        case _:
            return _HEADINGS.get(type(result), type(result).__name__)


_HEADINGS: Mapping[type[Result], str] = {
    Drivers: "Drivers of dissatisfaction",
    Weighted: "Weights",
    Profile: "Completeness of the victim profile",
    Cascade: "From recorded victims to valid answers",
    ResponsePropensity: "Who of those issued was interviewed",
    History: "Quarters side by side",
    Impact: "Does it matter?",
    ResponseRates: "From issued to interviewed",
}


def _estimates_heading(result: Estimates, kind: EstimatesKind) -> str:
    if kind == "groups":
        grouping = category_label(str(result.table["group"].iloc[0]))
        return f"By {grouping[:1].lower()}{grouping[1:]}"
    return {
        "headline": "Headline",
        "measures": "Measures side by side",
        "grades": "Every grade",
        "series": "Over time",
    }[kind]
