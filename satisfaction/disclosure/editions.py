"""What an edition told, kept in a file, so that the next one cannot be compared against it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from satisfaction.disclosure.published import PublishedTable, frames_of, keys_of, layout_of
from satisfaction.errors import UsageError
from satisfaction.results import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.results import Result

_FORMAT = 1
_ADVICE = "Give the file that was written beside the edition, unchanged."


def edition_text(results: Sequence[Result | PublishedTable]) -> str:
    """Return what an edition tells, as JSON for :func:`read_edition`.

    Parameters
    ----------
    results : sequence of Result
        As they were given out, after :func:`satisfaction.disclosure.protect`. Only the frames with
        counts are kept, with the numbers that are shown: what was withheld is missing here too.

    Raises
    ------
    UsageError
        If a result is not protected: the file would hold what must not leave the force.
    """
    tables = [PublishedTable.of(result) for result in results]
    open_ = sorted({table.kind for table in tables if table.audience is None})
    if open_:
        raise UsageError(
            f"These results are not protected: {', '.join(open_)}. Give what protect() returned."
        )
    plain = [_plain(table) for table in tables]
    return _json({"format": _FORMAT, "sha256": _mark(plain), "results": plain}) + "\n"


def read_edition(text: str) -> tuple[PublishedTable, ...]:
    """Return what an earlier edition told, for ``protect(..., published=)``.

    Parameters
    ----------
    text : str
        As :func:`edition_text` made it.

    Raises
    ------
    UsageError
        If the text is of no edition, or of one that this version does not know.
    """
    return tuple(_table(plain) for plain in _parsed(text))


def _parsed(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("results"), list):
        raise UsageError(f"This is no file of an earlier edition. {_ADVICE}")
    if found.get("format") != _FORMAT:
        raise UsageError(
            f"The file of an earlier edition is of another format than {_FORMAT}, the one that "
            "this version reads. Update the package."
        )
    if found.get("sha256") != _mark(found["results"]):
        raise UsageError(f"A file of an earlier edition has been damaged or changed. {_ADVICE}")
    return list(found["results"])


def _mark(plain: object) -> str:
    return sha256(_json(plain).encode("utf-8", "surrogatepass")).hexdigest()


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _plain(table: PublishedTable) -> dict[str, object]:
    layout = layout_of(table.kind)
    frames = {
        name: {
            str(column): _values(frame[column], as_text=column in keys_of(layout, name))
            for column in frame
        }
        for name, frame in table.frames.items()
    }
    return {
        "kind": table.kind,
        "audience": table.audience,
        "survey": table.provenance.survey,
        "period": table.provenance.period,
        "method": table.provenance.method,
        "named": dict(table.named),
        "frames": frames,
        "inner": {name: _plain(inside) for name, inside in table.inner.items()},
    }


def _values(column: pd.Series, *, as_text: bool) -> list[object]:
    """Return numbers as numbers, anything else and all names as text; None where missing."""
    is_number = pd.api.types.is_numeric_dtype(column) and not as_text
    kept = column.astype("Float64") if is_number else column.astype("str")
    return [None if gone else x for x, gone in zip(kept.tolist(), kept.isna(), strict=True)]


def _table(plain: dict[str, Any]) -> PublishedTable:
    layout = layout_of(plain["kind"])
    frames = {name: plain["frames"][name] for name in frames_of(layout)}
    return PublishedTable(
        kind=plain["kind"],
        audience=str(plain["audience"]),
        provenance=Provenance(
            survey=plain["survey"], period=plain["period"], method=plain["method"]
        ),
        frames={name: _frame(columns) for name, columns in frames.items()},
        named={str(name): str(value) for name, value in plain["named"].items()},
        inner={name: _table(inside) for name, inside in plain["inner"].items()},
    )


def _frame(columns: dict[str, list[Any]]) -> pd.DataFrame:
    return pd.DataFrame({name: _column(values) for name, values in columns.items()})


def _column(values: list[Any]) -> pd.Series:
    is_text = any(isinstance(value, str) for value in values)
    return pd.Series(values, dtype="str" if is_text else "float64")
