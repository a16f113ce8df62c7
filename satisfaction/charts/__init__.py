"""Result -> Plotly figure, one theme: :func:`chart` chooses by the type of the result."""

from __future__ import annotations

from satisfaction.charts.dispatch import chart
from satisfaction.charts.kinds import EstimatesKind, kind_of
from satisfaction.charts.theme import bare

__all__ = ["EstimatesKind", "bare", "chart", "kind_of"]
