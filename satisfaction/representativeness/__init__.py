"""Whether the sample reflects the victims by age, gender and ethnicity."""

from satisfaction.representativeness.check import check_profile
from satisfaction.representativeness.result import ProfileCheck, Verdict

__all__ = ["ProfileCheck", "Verdict", "check_profile"]
