"""How many victims to issue next quarter, and which."""

from satisfaction.sampling.draw import draw_sample
from satisfaction.sampling.plan import plan_sample
from satisfaction.sampling.result import IssuedSample, SamplePlan
from satisfaction.sampling.settings import PlanLimits

__all__ = ["IssuedSample", "PlanLimits", "SamplePlan", "draw_sample", "plan_sample"]
