"""Every frame of every kind of result is protected, emptied, or known to hold no small group."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import satisfaction
from satisfaction.disclosure.layouts import LAYOUTS, WITHHELD_KINDS
from satisfaction.results import Result

# Frames without counts of groups of people, and why. A new one has to be thought about.
OUTSIDE = {
    "ActionPlan": {"table", "history"},  # as the Board keeps it: baselines are not tied, as stated
    "AssociationTest": {"tests"},  # one row a question
    "Cascade": {"stages", "draw"},  # all victims of a step
    "Drivers": {"rank_chances", "ordinal_check", "sensitivity"},  # models of all respondents
    "ForcesComparison": {"table", "levels"},  # whole forces
    "Funnel": {"curves"},  # no data
    "History": {"runs", "coverage"},  # differences; shares of no known level
    "Impact": {"table"},  # everyone
    "OddsRatios": {"table", "tests"},  # a model of all respondents
    "ProfileCheck": {"goodness", "coverage"},  # tests; shares of no known level
    "RecordedComparison": {"table"},  # everyone, by dimension
    "RequirementsStatement": {"table"},  # rules
    "ResponsePropensity": {"table", "variables", "population"},  # everyone
    "Segments": {"tests"},  # tests of divisions
    "Trend": {"slopes"},  # slopes
}


def kinds():
    """Return every kind of result; some classes stand there twice because they have slots."""
    for module in pkgutil.walk_packages(satisfaction.__path__, "satisfaction."):
        if "__main__" not in module.name:
            import_module(module.name)
    found, waiting = {}, [Result]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found |= {kind.__name__: kind for kind in below}
    return found


@pytest.fixture(scope="module")
def every_kind():
    return kinds()


def test_every_kind_of_result_is_declared(every_kind):
    ours = {n for n, kind in every_kind.items() if kind.__module__.startswith("satisfaction.")}
    assert ours == set(LAYOUTS) | set(WITHHELD_KINDS)


def test_no_frame_is_outside_without_a_reason(every_kind):
    outside = {}
    for name, layout in LAYOUTS.items():
        fields = every_kind[name].__dataclass_fields__.values()
        frames = {field.name for field in fields if "DataFrame" in str(field.type)}
        told = {cells.frame for cells in layout.cells} | set(layout.emptied)
        if left := frames - told:
            outside[name] = left
    assert outside == OUTSIDE
