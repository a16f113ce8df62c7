"""What is required of the survey, and whether it is met."""

from satisfaction.requirements.evidence import Evidence, Status
from satisfaction.requirements.response_rates import response_rates
from satisfaction.requirements.result import RequirementsStatement, ResponseRates
from satisfaction.requirements.statement import state_requirements

__all__ = [
    "Evidence",
    "RequirementsStatement",
    "ResponseRates",
    "Status",
    "response_rates",
    "state_requirements",
]
