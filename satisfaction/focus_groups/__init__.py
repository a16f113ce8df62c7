"""Whom to ask into focus groups of dissatisfied victims."""

from satisfaction.focus_groups.choose import choose_focus_groups
from satisfaction.focus_groups.result import FocusGroups, InvitationList
from satisfaction.focus_groups.settings import FocusLimits, Prices

__all__ = ["FocusGroups", "FocusLimits", "InvitationList", "Prices", "choose_focus_groups"]
