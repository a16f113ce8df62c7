"""The file that was meant: it exists, may be read, is not empty and is what its name says."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError, did_you_mean
from satisfaction.intake.files.signatures import check_signature
from satisfaction.intake.files.text_table import RawFile

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".sav": "sav",
    ".dta": "dta",
    ".parquet": "parquet",
}


def find_file(path: Path) -> RawFile:
    """Return the bytes and the format of the file at ``path``.

    Raises
    ------
    DataRefusedError
        If there is no such file, it is a folder, empty or not readable, its extension is not
        accepted, or its bytes are of another format than its extension says.
    """
    # A locked folder is reported when the bytes are read.
    with suppress(PermissionError):
        _check_place(path)
    file_format = _format_of(path)
    data = _bytes_of(path)
    if not data:
        raise DataRefusedError(f"{path.name}: the file is empty (0 bytes). Ask for it again.")
    check_signature(data, path.name, compressed=path.name.lower().endswith(".gz"))
    return RawFile(name=path.name, format=file_format, data=data)


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise DataRefusedError(f"'{path}' is a folder. Name one file in it.")
    if path.is_file():
        return
    if not path.parent.is_dir():
        raise DataRefusedError(
            f"There is no file '{path.name}': its folder '{path.parent}' does not exist."
        )
    raise DataRefusedError(
        f"There is no file '{path.name}' in the folder '{path.parent}'."
        f"{did_you_mean(path.name, _names_in(path.parent))}"
    )


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir() if entry.is_file()]
    except OSError:
        return []


def _format_of(path: Path) -> str:
    name = path.name.lower()
    for extension in sorted(_FORMATS, key=len, reverse=True):
        if name.endswith(extension):
            return _FORMATS[extension]
    if name.endswith(".xls"):
        raise DataRefusedError(
            f"{path.name}: this is the old .xls format, which is not read. "
            "Open it in Excel and save it as an .xlsx workbook."
        )
    raise DataRefusedError(
        f"{path.name}: the extension '{path.suffix}' is not known. "
        f"Accepted are {', '.join(_FORMATS)}."
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError:
        reason = "you may not read it, or another program has it open"
    except OSError as error:
        reason = f"the system says '{error.strerror}'"
    raise DataRefusedError(f"{path.name}: the file cannot be read: {reason}.")
