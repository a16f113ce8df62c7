"""Weights that bring the respondents to the victim profile."""

from satisfaction.weighting.result import Weighted
from satisfaction.weighting.weigh import weight

__all__ = ["Weighted", "weight"]
