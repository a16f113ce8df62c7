"""Which columns of a delivery are which: missing, unknown, and those that must not be there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.errors import did_you_mean, name_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NOT_A_LETTER = re.compile(r"[^a-z]")
_IDENTIFIERS = frozenset(
    {
        *("name", "firstname", "forename", "forenames", "givenname", "surname", "lastname"),
        *("fullname", "victimname", "respondentname", "familyname", "middlename"),
        *("telephone", "telephonenumber", "telephoneno", "tel", "telno", "phone", "phonenumber"),
        *("phoneno", "mobile", "mobilenumber", "mobileno", "mobilephone", "hometelephone"),
        *("worktelephone", "homephone", "workphone", "contactnumber"),
        *("email", "emailaddress", "address", "homeaddress", "addressline", "street", "postcode"),
        *("postalcode", "zipcode", "dateofbirth", "dob", "birthdate", "nationalinsurancenumber"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the columns of one file answer to the columns that its definition names.

    Attributes
    ----------
    found : mapping of str to str
        Column of the definition to the column of the file.
    absent : tuple of str
        Optional columns that the file does not have.
    ignored : tuple of str
        Columns that the definition does not name and that were dropped.
    identifiers : tuple of str
        Those of the ignored columns whose name says that they identify a person.
    faults : tuple of str
        Why the file is refused, one sentence each; empty if it is not.
    """

    found: Mapping[str, str]
    absent: tuple[str, ...]
    ignored: tuple[str, ...]
    identifiers: tuple[str, ...]
    faults: tuple[str, ...]


def match_columns(
    present: Sequence[str],
    expected: Mapping[str, bool],
    *,
    other_columns: Literal["refuse", "ignore"],
) -> Layout:
    """Find each expected column among those present.

    Names match exactly, or but for blanks inside them: ``X 1`` is ``X1``.

    Parameters
    ----------
    present : sequence of str
        Header of the file.
    expected : mapping of str to bool
        Column of the definition to whether it is required.
    other_columns : {"refuse", "ignore"}
        What becomes of columns that the definition does not name.
    """
    found = _find(present, expected)
    missing = [name for name, required in expected.items() if required and name not in found]
    others = [name for name in present if name not in found.values()]
    is_header = 2 * len(found) >= min(len(present), len(expected))
    return Layout(
        found=found,
        absent=tuple(n for n, required in expected.items() if not required and n not in found),
        ignored=tuple(dict.fromkeys(others)),
        identifiers=tuple(name for name in dict.fromkeys(others) if is_identifier(name)),
        faults=(
            *_repeated(present, found),
            *(_missing(missing, others, present) if is_header else _no_header(found, present)),
            *(_unknown(others, missing or expected) if _refuses(other_columns, is_header) else ()),
        ),
    )


def is_identifier(column: str) -> bool:
    """Whether a column name says that it identifies a person: a name, a telephone, an address."""
    return _NOT_A_LETTER.sub("", column.lower()) in _IDENTIFIERS


def _find(present: Sequence[str], expected: Iterable[str]) -> dict[str, str]:
    exact = set(present)
    wanted = list(expected)
    spare = [name for name in present if name not in set(wanted)]
    loose = {_squeezed(name): name for name in reversed(spare)}
    found = {}
    for name in wanted:
        if name in exact:
            found[name] = name
        elif _squeezed(name) in loose:
            found[name] = loose[_squeezed(name)]
    return found


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _repeated(present: Sequence[str], found: Mapping[str, str]) -> list[str]:
    times = Counter(present)
    return [
        f"The column '{name}' stands {times[name]} times. Keep one of them."
        for name in dict.fromkeys(found.values())
        if times[name] > 1
    ]


def _refuses(other_columns: Literal["refuse", "ignore"], is_header: bool) -> bool:  # noqa: FBT001
    return other_columns == "refuse" and is_header


def _no_header(found: Mapping[str, str], present: Sequence[str]) -> list[str]:
    """Say that the first row is no header; its cells may be answers and are not shown."""
    text = (
        f"Of the {len(present)} columns that the first row names, {len(found)} are in the "
        "definition: either the header is missing, or the file belongs to another definition. Its "
        "names are not shown, because they may be answers. Have the file delivered with its header."
    )
    return [text]


def _missing(missing: Sequence[str], others: Sequence[str], present: Sequence[str]) -> list[str]:
    if not missing:
        return []
    hints = "".join(did_you_mean(name, others) for name in missing[:5])
    has = f"The file has {len(present)} columns: {name_list(present)}."
    return [f"{_columns(missing)} required and missing.{hints} {has}"]


def _unknown(others: Sequence[str], expected: Iterable[str]) -> list[str]:
    distinct = list(dict.fromkeys(others))
    identifying = [name for name in distinct if is_identifier(name)]
    plain = [name for name in distinct if name not in identifying]
    faults = []
    if plain:
        hints = "".join(did_you_mean(name, expected) for name in plain[:5])
        faults.append(
            f"{_columns(plain)} not in the definition.{hints} Add what is wanted to the "
            "definition, or set `other_columns: ignore` there."
        )
    if identifying:
        faults.append(
            f"{_columns(identifying)} not in the definition and would identify a person. "
            "Have the file delivered without."
        )
    return faults


def _columns(names: Sequence[str]) -> str:
    many = len(names) > 1
    return f"The column{'s' if many else ''} {name_list(names)} {'are' if many else 'is'}"
