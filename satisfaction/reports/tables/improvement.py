"""Columns of the improvement plan and of what focus groups said."""

from __future__ import annotations

from satisfaction.reports.tabulation import Heading

ACTIONS = (
    Heading(column="action", label="No.", form="words"),
    Heading(column="recommendation", label="Recommendation", form="words", is_long=True),
    Heading(column="priority", label="Priority", form="words"),
    Heading(column="responsibility", label="Responsibility", form="words"),
    Heading(column="agreed", label="Agreed", form="words"),
    Heading(column="comments", label="Comments", form="words", is_long=True),
    Heading(column="date", label="Date", form="words"),
    Heading(column="status", label="Status", form="words"),
)
THEMES = (
    Heading(column="label", label="Driver or theme", form="words"),
    Heading(column="in_survey", label="In the survey", form="words"),
    Heading(column="share", label="Share of dissatisfaction associated with it"),
    Heading(column="share_lower", label="Interval, from"),
    Heading(column="share_upper", label="to"),
    Heading(column="groups", label="Groups that spoke of it", form="count"),
    Heading(column="groups_negative", label="Mostly critical in", form="count"),
    Heading(column="groups_positive", label="Mostly approving in", form="count"),
    Heading(column="verdict", label="Verdict", form="words"),
)
SATURATION = (
    Heading(column="groups_heard", label="Groups heard", form="count"),
    Heading(column="themes", label="Themes, as held", form="count"),
    Heading(column="average", label="Mean over all orders", form="ratio"),
    Heading(column="fewest", label="Fewest", form="count"),
    Heading(column="most", label="Most", form="count"),
)
