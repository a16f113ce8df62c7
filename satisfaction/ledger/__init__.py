"""The ledger: every delivery kept whole, old versions readable, nothing lost and no one exposed."""

from satisfaction.ledger.ledger import Ledger

__all__ = ["Ledger"]
