"""What becomes of dissatisfaction: guides for focus groups, coded notes, improvement actions."""

from satisfaction.improvement.adding import Added, add_actions
from satisfaction.improvement.baseline import baseline_fields, set_baselines
from satisfaction.improvement.guide import DiscussionGuide, discussion_guide
from satisfaction.improvement.notes import GroupFindings, GroupNotes, compare_notes, read_notes
from satisfaction.improvement.plan import action_plan
from satisfaction.improvement.result import ActionPlan
from satisfaction.improvement.review import review_actions

__all__ = [
    "ActionPlan",
    "Added",
    "DiscussionGuide",
    "GroupFindings",
    "GroupNotes",
    "action_plan",
    "add_actions",
    "baseline_fields",
    "compare_notes",
    "discussion_guide",
    "read_notes",
    "review_actions",
    "set_baselines",
]
