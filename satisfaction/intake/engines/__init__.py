"""Engines that count crime records where they are: DuckDB, Spark, PostgreSQL."""

from satisfaction.intake.engines.engine import EMBEDDED, Engine, is_embedded, open_engine

__all__ = ["EMBEDDED", "Engine", "is_embedded", "open_engine"]
