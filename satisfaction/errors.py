"""What can go wrong, in words that say what to do about it.

No message ever holds a respondent's value, free text or reference: names of columns, codes that the
definition lists, counts and row numbers only.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHOWN = 5
_LONGEST = 200


class SatisfactionError(Exception):
    """Base of every error that this package raises on purpose."""


class UsageError(SatisfactionError, ValueError):
    """A call, an option or a period was written wrongly; nothing was read."""


class DefinitionError(SatisfactionError, ValueError):
    """A definition file in ``schemas/`` does not say what it must.

    Parameters
    ----------
    message : str
        What is wrong, what was expected, what to do.
    file : str
        Name of the definition file.
    key : str
        Dotted path of the key at fault, as in ``questions.overall.scale``.
    line : int or None
        Line in the file, counted from 1.
    """

    def __init__(
        self, message: str, *, file: str = "", key: str = "", line: int | None = None
    ) -> None:
        self.file, self.key, self.line = file, key, line
        place = f"{file}, line {line}" if line else file
        where = ": ".join(part for part in (place, f"`{key}`" if key else "") if part)
        super().__init__(f"{where}: {message}" if where else message)


class DataRefusedError(SatisfactionError, ValueError):
    """A file or table cannot be used at all; the reasons are in the message, nothing was kept."""


class ContractError(DataRefusedError):
    """Data do not fit their contract.

    Attributes
    ----------
    faults : tuple of str
        One sentence for each fault that was found, without values from rows.
    """

    def __init__(self, message: str, *, faults: Sequence[str] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


class ColumnNotFoundError(SatisfactionError, KeyError):
    """A named column, question or level is not there."""

    def __str__(self) -> str:
        return str(self.args[0])


class CalibrationError(SatisfactionError, ValueError):
    """Weights that meet the margins do not exist or were not reached."""


class EstimationError(SatisfactionError, ValueError):
    """A statistic cannot be computed from these answers."""


class LedgerError(SatisfactionError):
    """The ledger cannot be read or written: locked, full, read-only, damaged; nothing was lost."""


class MissingExtraError(SatisfactionError, ImportError):
    """An optional part is not installed."""


class SatisfactionWarning(UserWarning):
    """Base of every warning; each is also recorded in the result's caveats."""


def name_list(names: Iterable[object]) -> str:
    """Return up to five names in quotes, then how many more there are."""
    quoted = [f"'{_cut(str(name))}'" for name in names]
    shown = ", ".join(quoted[:_SHOWN])
    return f"{shown} and {len(quoted) - _SHOWN} more" if len(quoted) > _SHOWN else shown


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."


def did_you_mean(word: str, known: Iterable[object]) -> str:
    """Return a hint with the nearest known name, or an empty text."""
    near = get_close_matches(word, [str(name) for name in known], n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else ""
