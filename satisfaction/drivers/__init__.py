"""What is associated with dissatisfaction, and how much of it."""

from satisfaction.drivers.find import find_drivers
from satisfaction.drivers.result import Drivers

__all__ = ["Drivers", "find_drivers"]
