"""How satisfied, how dissatisfied, and how sure that is."""

from satisfaction.estimates.gap import gap
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.estimates.shares import estimate

__all__ = ["Estimates", "Gap", "estimate", "gap"]
