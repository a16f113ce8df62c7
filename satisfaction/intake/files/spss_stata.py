"""SPSS and Stata files: codes as they are, with their labels beside them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyreadstat

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files.cells import text_of_cell
from satisfaction.intake.files.rendering import render_array, render_values
from satisfaction.intake.files.spss_layout import fits
from satisfaction.intake.files.text_table import Contents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.intake.files.text_table import RawFile

_USER_MISSING = "user-missing"
_STATA_END = b"</stata_dta>"


def read_spss(raw: RawFile) -> Contents:
    """Read an SPSS file; user-missing codes stay codes, system-missing is an empty text."""
    if not fits(raw.data):
        raise _damaged(raw, "SPSS")
    values, about = _read(raw, pyreadstat.read_sav, "SPSS")
    columns = tuple(render_values(column) for column in values.values())
    labels = {name: _labels(codes) for name, codes in about.variable_value_labels.items()}
    for name, ranges in about.missing_ranges.items():
        labelled = labels.get(name, {})
        labels[name] = labelled | (_missing_labels(values[name], ranges) | labelled)
    return _contents(values, columns, about, labels, _missing_note(about.missing_ranges))


def read_stata(raw: RawFile) -> Contents:
    """Read a Stata file; the missing codes .a to .z stay codes, ``.`` is an empty text."""
    if raw.data.startswith(b"<stata_dta>") and not raw.data.rstrip().endswith(_STATA_END):
        raise DataRefusedError(
            f"{raw.name}: the Stata file is cut short: its end is missing. Ask for it again."
        )
    values, about = _read(raw, pyreadstat.read_dta, "Stata")
    kinds = about.readstat_variable_types
    columns = tuple(_stata_column(column, kinds[name]) for name, column in values.items())
    labels = {
        name: _labels(codes, dotted=kinds.get(name) != "string")
        for name, codes in about.variable_value_labels.items()
    }
    return _contents(values, columns, about, labels, _missing_note(about.missing_user_values))


def _read(raw: RawFile, reader: Any, program: str) -> tuple[Mapping[str, list[object]], Any]:  # noqa: ANN401
    """Return the columns as lists and the metadata, without any format applied."""
    try:
        values, about = reader(io.BytesIO(raw.data), user_missing=True, output_format="dict")
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        ValueError,
        TypeError,
        OverflowError,
        IndexError,
    ):
        # The reason may hold text of the file, so it is not passed on.
        values = None
    # A name in another encoding than the file declares is none at all.
    if values is None or None in values:
        raise _damaged(raw, program)
    return values, about


def _damaged(raw: RawFile, program: str) -> DataRefusedError:
    return DataRefusedError(
        f"{raw.name}: the {program} file is damaged, cut short or in an encoding that it "
        "does not declare. Ask for it again."
    )


def _contents(
    values: Mapping[str, object],
    columns: tuple[pa.ChunkedArray, ...],
    about: Any,  # noqa: ANN401  (pyreadstat's metadata have no type)
    value_labels: Mapping[str, Mapping[str, str]],
    notes: tuple[str, ...],
) -> Contents:
    return Contents(
        names=tuple(values),
        columns=columns,
        first_row=1,
        encoding=about.file_encoding,
        value_labels={name: codes for name, codes in value_labels.items() if codes},
        column_labels={
            name: label for name, label in about.column_names_to_labels.items() if label
        },
        notes=notes,
    )


def _labels(codes: Mapping[object, str], *, dotted: bool = False) -> dict[str, str]:
    """Return code text -> label; a letter that labels a number stands for a Stata missing."""
    return {
        f".{code}" if dotted and isinstance(code, str) else text_of_cell(code): label
        for code, label in codes.items()
    }


def _missing_labels(
    column: Sequence[object], ranges: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Return the codes of user-missing ranges: single ones, and those of a span that occur."""
    found = {span["lo"] for span in ranges if span["lo"] == span["hi"]}
    spans = [(span["lo"], span["hi"]) for span in ranges if span["lo"] != span["hi"]]
    occurring = {value for value in column if isinstance(value, (int, float))} if spans else set()
    found |= {code for code in occurring if any(low <= code <= high for low, high in spans)}
    return dict.fromkeys(sorted(map(text_of_cell, found)), _USER_MISSING)


def _missing_note(declared: Mapping[str, object]) -> tuple[str, ...]:
    if not declared:
        return ()
    return (f"User-missing codes of {len(declared)} column(s) were kept as codes.",)


def _stata_column(column: Sequence[object], kind: str) -> pa.ChunkedArray:
    if kind == "string":
        return render_values(column)
    dotted = [f".{value}" if isinstance(value, str) else value for value in column]
    if kind == "float" and set(map(type, dotted)) <= {float, type(None)}:
        # Stored in 32 bits: 0.1 must not come back as 0.10000000149.
        return render_array(pa.chunked_array([pa.array(dotted, pa.float32())]))
    return render_values(dotted)
