"""Disclosure control: results without what would give single people away."""

from satisfaction.disclosure.audit import attack_results
from satisfaction.disclosure.editions import edition_text, read_edition
from satisfaction.disclosure.protection import Audience, protect
from satisfaction.disclosure.published import PublishedTable
from satisfaction.disclosure.reading import is_givable

__all__ = [
    "Audience",
    "PublishedTable",
    "attack_results",
    "edition_text",
    "is_givable",
    "protect",
    "read_edition",
]
