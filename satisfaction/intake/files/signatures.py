"""Whether a file's first bytes say the same as its extension."""

from __future__ import annotations

from pathlib import PurePath

from satisfaction.errors import DataRefusedError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_GZIP = b"\x1f\x8b"
_KNOWN = (
    (b"PAR1", "parquet", "a Parquet file"),
    (b"PK\x03\x04", "xlsx", "an .xlsx workbook or another zip archive"),
    (b"$FL2", "sav", "an SPSS .sav file"),
    (b"$FL3", "sav", "an SPSS .zsav file"),
    (b"<stata_dta>", "dta", "a Stata .dta file"),
    (_OLE, "ole", "an old .xls workbook or a password-protected one"),
    (_GZIP, "gzip", "a gzip archive"),
    (b"%PDF", "pdf", "a PDF document"),
)
# The release number of Stata 4 to 12 files; from 13 on they begin with <stata_dta>.
_OLD_STATA = range(0x68, 0x74)
_EXTENSIONS = {
    ".xlsx": "xlsx",
    ".sav": "sav",
    ".dta": "dta",
    ".parquet": "parquet",
    ".gz": "gzip",
}


def check_signature(data: bytes, file: str, *, compressed: bool) -> None:
    """Refuse bytes that contradict the extension of ``file``, protected workbooks, old Excel."""
    extension = next((end for end in _EXTENSIONS if file.lower().endswith(end)), "")
    wanted = _EXTENSIONS.get(extension)
    found, description = _signature(data)
    if found == wanted:
        return
    if found == "ole" and wanted == "xlsx":
        raise _compound_file(data, file)
    if wanted == "dta" and data[0] in _OLD_STATA:
        return
    if description:
        raise DataRefusedError(
            f"{file}: the name says {extension or PurePath(file).suffix}, but the bytes are those "
            f"of {description}. Give the file its right extension."
        )
    if wanted is not None:
        what = "a gzip file" if compressed else f"a {extension} file"
        raise DataRefusedError(
            f"{file}: this does not begin as {what} does; it is damaged or was renamed. "
            "Ask for it again."
        )


def _signature(data: bytes) -> tuple[str | None, str]:
    """Return the format that the first bytes stand for, and what to call it."""
    for magic, name, description in _KNOWN:
        if data.startswith(magic) and not _is_text_after(data, magic):
            return name, description
    return None, ""


def _is_text_after(data: bytes, magic: bytes) -> bool:
    """Tell a column name, as in ``PAR1,PAR2``, from the magic bytes of a Parquet file."""
    following = data[4:5]
    return magic == b"PAR1" and (following >= b" " or following in (b"\t", b"\r", b"\n"))


def _compound_file(data: bytes, file: str) -> DataRefusedError:
    if _ENCRYPTED_STREAM in data:
        return DataRefusedError(
            f"{file}: the workbook is protected with a password. "
            "Open it in Excel, remove the password and save it again."
        )
    return DataRefusedError(
        f"{file}: this is an old .xls workbook under another name. "
        "Open it in Excel and save it as an .xlsx workbook."
    )
