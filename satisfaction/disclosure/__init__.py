"""Disclosure control: results without what would give single people away."""

from satisfaction.disclosure.audit import attack_results
from satisfaction.disclosure.protection import Audience, protect
from satisfaction.disclosure.reading import is_givable

__all__ = ["Audience", "attack_results", "is_givable", "protect"]
