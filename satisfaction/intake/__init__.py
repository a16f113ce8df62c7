"""The outside world into trusted tables: files, contracts, returns, crime records."""

from satisfaction.intake.contracts import schema
from satisfaction.intake.profiles.record_checks import check_records
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.returns import read_returns

__all__ = ["check_records", "read_returns", "schema", "victim_profile"]
