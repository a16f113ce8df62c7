"""Columns of the contractor's review."""

from __future__ import annotations

from satisfaction.reports.tabulation import Heading

MATTERS = (
    Heading(column="topic", label="Topic", form="words"),
    Heading(column="status", label="Status", form="words"),
    Heading(column="due", label="Due", form="words"),
    Heading(column="text", label="What", form="words", is_long=True),
)
