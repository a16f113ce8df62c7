"""A broken file: its bytes, who reads it, and how many rows it certainly has."""

from __future__ import annotations

from dataclasses import dataclass

# Stands in cells of data and nowhere else; no message may hold it, in whatever case.
CANARIES = ("quxzephyr", "refqzx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A broken file.

    Attributes
    ----------
    what : str
        What was done to it, such as ``"bytes: truncate"``.
    file : str
        Its name, whose ending tells the package the format.
    data : bytes
    reader : str
        Key of ``readers.READERS``.
    rows : int or None
        Rows of data that it has, counted apart from the package; None where nobody can say.
    """

    what: str
    file: str
    data: bytes
    reader: str
    rows: int | None = None
