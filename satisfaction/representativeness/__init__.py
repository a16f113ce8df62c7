"""Whether the sample reflects the victims by age, gender and ethnicity."""

from satisfaction.representativeness.cascade import cascade
from satisfaction.representativeness.cascade_result import Cascade
from satisfaction.representativeness.check import check_profile
from satisfaction.representativeness.history import History, history_of
from satisfaction.representativeness.impact import Impact, impact, maximal_bias
from satisfaction.representativeness.propensity import response_propensity
from satisfaction.representativeness.propensity_result import ResponsePropensity
from satisfaction.representativeness.recorded import RecordedComparison, compare_recorded
from satisfaction.representativeness.result import ProfileCheck, Verdict

__all__ = [
    "Cascade",
    "History",
    "Impact",
    "ProfileCheck",
    "RecordedComparison",
    "ResponsePropensity",
    "Verdict",
    "cascade",
    "check_profile",
    "compare_recorded",
    "history_of",
    "impact",
    "maximal_bias",
    "response_propensity",
]
