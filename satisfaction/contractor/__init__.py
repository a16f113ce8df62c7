"""The contractor: its inspection log reviewed, and what the returns say about fieldwork."""

from satisfaction.contractor.log import SHEETS, InspectionLog, read_inspection_log
from satisfaction.contractor.result import ContractorReview
from satisfaction.contractor.review import review_contractor
from satisfaction.contractor.settings import ContractorSettings
from satisfaction.contractor.template import write_template

__all__ = [
    "SHEETS",
    "ContractorReview",
    "ContractorSettings",
    "InspectionLog",
    "read_inspection_log",
    "review_contractor",
    "write_template",
]
