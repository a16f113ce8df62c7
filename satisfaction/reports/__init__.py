"""Results, figures and sentences -> the Board's pack and the record of a quarter."""

from __future__ import annotations

from satisfaction.reports.exhibits import Exhibit
from satisfaction.reports.pack import board_pack, render_pack
from satisfaction.reports.record import record_of, settings_of

__all__ = [
    "Exhibit",
    "board_pack",
    "record_of",
    "render_pack",
    "settings_of",
]
