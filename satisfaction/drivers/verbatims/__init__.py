"""What respondents say in their own words: terms, codes, and help with redaction."""

from satisfaction.drivers.verbatims.compare import compare_verbatims
from satisfaction.drivers.verbatims.redaction import Redacted, redact
from satisfaction.drivers.verbatims.result import Verbatims

__all__ = ["Redacted", "Verbatims", "compare_verbatims", "redact"]
