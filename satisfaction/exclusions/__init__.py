"""Whether anybody is excluded from the survey unnecessarily."""

from satisfaction.exclusions.audit import audit_counts, audit_exclusions
from satisfaction.exclusions.result import ExclusionAudit

__all__ = ["ExclusionAudit", "audit_counts", "audit_exclusions"]
