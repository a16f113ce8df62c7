"""Regular expressions that DuckDB, Spark, PostgreSQL and Python all read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import narwhals as nw

if TYPE_CHECKING:
    from collections.abc import Iterable

# What is trimmed from a delivery's cells; `\s` is another set in each engine.
SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WHOLE = r"[+-]?[0-9]{1,15}(\.0*)?"

_WHOLE_CODE = re.compile("-?[0-9]+")
_ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?"
_SPELT = {
    "Y": "[0-9]{1,4}",
    "j": "[0-9]{1,3}",
    "f": "[0-9]{1,9}",
    **dict.fromkeys("aAbBp", "[^0-9]{2,12}"),
    **dict.fromkeys("ymdeHIMSUW", "[0-9 ]{1,2}"),
    "%": "%",
}


def whole_text(body: str) -> str:
    """Return the pattern of a cell that holds ``body`` and spaces around it."""
    return f"^[{SPACES}]*({body})[{SPACES}]*$"


def is_blank(name: str) -> nw.Expr:
    """Return which rows have nothing but spaces."""
    return ~nw.col(name).str.contains(f"[^{SPACES}]")


def is_like(name: str, body: str) -> nw.Expr:
    """Return which rows hold ``body`` and nothing else."""
    return nw.col(name).str.contains(whole_text(body))


def without_spaces(name: str) -> nw.Expr:
    """Return the text without the spaces around it."""
    cell = nw.col(name).str.replace_all(f"^[{SPACES}]+", "")
    return cell.str.replace_all(f"[{SPACES}]+$", "")


def codes(listed: Iterable[str]) -> str:
    """Return the pattern of any of the codes; 1 may be written 1.0. Nothing matches no codes."""
    bodies = [_code(code) for code in listed]
    return "|".join(bodies) if bodies else "[^\n]\n[^\n]"


def decimals(mark: str, *, typed: bool) -> str:
    """Return the pattern of a decimal number of a size that every engine can hold."""
    either = "[.,]" if typed and mark == "," else re.escape(mark)
    return (
        f"[+-]?([0-9]{{1,200}}{either}?[0-9]{{0,90}}|{either}[0-9]{{1,90}})([eE][+-]?[0-9]{{1,2}})?"
    )


def days(written: str, *, typed: bool) -> str:
    """Return the pattern of what may be a day written so: nothing else can be read as one."""
    parts = re.split("%(.)", written)
    shape = "".join(
        _SPELT.get(part, "[^\n]{1,12}") if place % 2 else _literal(part)
        for place, part in enumerate(parts)
    )
    return f"{shape}|{_ISO_DAY}" if typed else shape


def _code(code: str) -> str:
    return re.escape(code) + (r"(\.0+)?" if _WHOLE_CODE.fullmatch(code) else "")


def _literal(text: str) -> str:
    return "".join(f"[{SPACES}]*" if part.isspace() else re.escape(part) for part in text)
