"""Files and data frames of the outside world as tables of text; nothing in them is guessed."""

from satisfaction.intake.files.reading import read_text_table
from satisfaction.intake.files.text_table import Source, TextTable

__all__ = ["Source", "TextTable", "read_text_table"]
