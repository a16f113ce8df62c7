"""How satisfied, how dissatisfied, and how sure that is."""

from satisfaction.estimates.association import association
from satisfaction.estimates.association_result import AssociationTest, OddsRatios
from satisfaction.estimates.change import change
from satisfaction.estimates.change_result import Change
from satisfaction.estimates.control_chart import control_chart
from satisfaction.estimates.control_result import ControlChart
from satisfaction.estimates.forces import compare_forces
from satisfaction.estimates.forces_result import ForcesComparison
from satisfaction.estimates.funnel import funnel
from satisfaction.estimates.funnel_result import Funnel
from satisfaction.estimates.gap import gap
from satisfaction.estimates.precision import PrecisionPlan, plan_precision
from satisfaction.estimates.quality_indicators import quality_indicators
from satisfaction.estimates.quality_result import QualityIndicators
from satisfaction.estimates.regression import regression
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.estimates.shares import estimate
from satisfaction.estimates.trend import trend
from satisfaction.estimates.trend_result import Trend
from satisfaction.numerics.power import base_needed, detectable_change, margin_of_error

__all__ = [
    "AssociationTest",
    "Change",
    "ControlChart",
    "Estimates",
    "ForcesComparison",
    "Funnel",
    "Gap",
    "OddsRatios",
    "PrecisionPlan",
    "QualityIndicators",
    "Trend",
    "association",
    "base_needed",
    "change",
    "compare_forces",
    "control_chart",
    "detectable_change",
    "estimate",
    "funnel",
    "gap",
    "margin_of_error",
    "plan_precision",
    "quality_indicators",
    "regression",
    "trend",
]
