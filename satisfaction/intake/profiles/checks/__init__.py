"""Rules of a contract, tested where the records are."""
