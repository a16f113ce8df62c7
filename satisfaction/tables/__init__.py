"""Trusted tables: what intake has checked once, and nothing after it checks again."""
