"""Who is dissatisfied: groups of respondents whose share stands out."""

from satisfaction.drivers.segments.find import segments
from satisfaction.drivers.segments.result import Segments

__all__ = ["Segments", "segments"]
