"""Counts that tests make and that are printed at the end of a run.

A test asks for the fixture ``count`` and says what it counted::

    def test_two_hundred_kills_lose_nothing(count):
        ...
        count("kills survived", 200)

Counts of the same name add up over tests. They travel with the tests' reports, so that they arrive
from every worker of pytest-xdist; a test that is skipped or fails counts nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest

_MARK = "count: "


@pytest.fixture
def count(record_property):
    """Return a function that keeps a name and a number for the end of the run."""

    def keep(name, number):
        record_property(_MARK + name, int(number))

    return keep


def pytest_terminal_summary(terminalreporter):
    """Print what the tests counted, if any did."""
    totals = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, number in report.user_properties if report.when == "call" else ():
            if name.startswith(_MARK):
                totals[name.removeprefix(_MARK)] += number
    if totals:
        terminalreporter.section("Counts", sep="=")
    for name, number in sorted(totals.items()):
        terminalreporter.write_line(f"{number:>12,}  {name}")
