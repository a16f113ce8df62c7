"""From a result to what a pack shows of it: figures, each with the table behind it."""

from __future__ import annotations

from satisfaction.reports.views.dispatch import views_of
from satisfaction.reports.views.view import Choice, FigureKind, View

__all__ = ["Choice", "FigureKind", "View", "views_of"]
