"""Text that a spreadsheet would run as a formula, made harmless in CSV files."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

# Where Excel, LibreOffice and Google Sheets begin a formula; after white space, too.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?%?")


def csv_of(
    frame: pd.DataFrame, *, line_end: Literal["\n", "\r\n"] = "\n", spare_numbers: bool = True
) -> str:
    r"""Return ``frame`` as CSV without an index; no cell or heading of it is a formula.

    Text that begins like a formula gets an apostrophe in front, as OWASP advises. Text that is
    plainly a number, such as ``-5``, stays, unless ``spare_numbers`` is false.

    Examples
    --------
    >>> import pandas as pd
    >>> csv_of(pd.DataFrame({"=name": ["=1+1", "-5", "plain"]}))
    "'=name\n'=1+1\n-5\nplain\n"
    """
    texts = frame.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    quote = partial(harmless, spare_numbers=spare_numbers)
    safe = frame.assign(**{str(name): frame[name].map(quote) for name in texts})
    safe.columns = [quote(str(name)) for name in safe.columns]
    written: str = safe.to_csv(index=False, lineterminator=line_end)
    return written


def harmless(value: object, *, spare_numbers: bool = True) -> object:
    """Return text that no spreadsheet runs; anything else as it is."""
    if not isinstance(value, str) or not begins_formula(value):
        return value
    return value if spare_numbers and _NUMBER.fullmatch(value) else f"'{value}"


def begins_formula(text: str) -> bool:
    """Return whether a spreadsheet would take ``text`` for a formula; numbers with a sign, too."""
    return _FORMULA.match(text) is not None
