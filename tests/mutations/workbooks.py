"""Workbooks: zip archives of XML, each of which can lie."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation
from .oddities import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Parts = dict[str, bytes]

_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
_MARKS = ("xl/workbook.xml", "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels")
_CELL = re.compile(rb"<c [^>]*>.*?</c>")
_ATTRIBUTE = re.compile(rb'[ ](r|s|t|ref|spans|count|uniqueCount|Id|id|name)="([^"]*)"')


def make(rng: Random) -> Mutation:
    """Return a broken workbook."""
    kind = rng.random()
    if kind < 0.25:
        what, data = mutate_bytes(rng, base.workbook())
        return _mutation(what.replace("bytes", "container, bytes"), data)
    if kind < 0.5:
        return _cells(rng)
    parts = dict(_parts())
    name = rng.choice(tuple(_CHANGES))
    parts = _CHANGES[name](rng, parts)
    return _mutation(f"container: {name}", packed(parts))


def _mutation(what: str, data: bytes, rows: int | None = None) -> Mutation:
    return Mutation(what=what, file="table.xlsx", data=data, reader="returns", rows=rows)


def packed(parts: Parts) -> bytes:
    """Return parts as a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@cache
def _parts() -> Parts:
    with zipfile.ZipFile(io.BytesIO(base.workbook())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _cells(rng: Random) -> Mutation:
    """Return a sound archive whose table is odd."""
    grid: list[list[object]] = [list(base.rows()[0]), *(list(r.values()) for r in base.rows())]
    for _ in range(rng.choice((1, 5))):
        row, value = rng.choice(grid), rng.choice((*VALUES[:-1], 1e308, -0.0, 2, True, None))
        row[rng.randrange(len(row))] = value
    sheets = {"returns": grid}
    if rng.random() < 0.3:
        sheets |= {rng.choice(("../../etc/passwd", "finding", "=1+1")).replace("/", "."): grid}
    return _mutation("structure: odd cells", base.write_workbook(sheets), base.ROWS)


def _lose_part(rng: Random, parts: Parts) -> Parts:
    parts.pop(rng.choice(tuple(parts)))
    return parts


def _empty_part(rng: Random, parts: Parts) -> Parts:
    return parts | {rng.choice(tuple(parts)): rng.choice((b"", b"<", b"<x/>", b"\0" * 99))}


def _broken_xml(rng: Random, parts: Parts) -> Parts:
    name = rng.choice((_SHEET, _SHEET, _STRINGS, *_MARKS))
    return parts | {name: mutate_bytes(rng, parts[name])[1]}


def _odd_attribute(rng: Random, parts: Parts) -> Parts:
    """Give attributes values that no program writes."""
    name = rng.choice((_SHEET, _SHEET, _STRINGS, *_MARKS))
    found = list(_ATTRIBUTE.finditer(parts[name]))
    if not found:
        return parts
    spot, value = rng.choice(found), rng.choice(_ODD_ATTRIBUTES)
    start, stop = spot.span(2)
    return parts | {name: parts[name][:start] + value + parts[name][stop:]}


_ODD_ATTRIBUTES = (
    b"", b"-1", b"0", b"99999999999999999999", b"4294967295", b"A0", b"A1048577", b"XFE1",
    b"XFD1048576", b"ZZZZZZZZ1", b"A99999999999", b"A1:XFD1048576", b"1", b"A", b"e", b"b", b"s",
    b"inlineStr", b"str", b"\xff", b"&x;", b"rId99", b"../../../etc/passwd",
)  # fmt: skip


def _entities(_: Random, parts: Parts) -> Parts:
    """Nest entities in one another: a billion laughs."""
    lines = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)]
    head = f'<!DOCTYPE sst [<!ENTITY a0 "Quxzephyr">{"".join(lines)}]>'.encode()
    return parts | {name: _within(parts[name], head, b"&a8;") for name in (_STRINGS, _SHEET)}


def _foreign_entity(_: Random, parts: Parts) -> Parts:
    head = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return parts | {_STRINGS: _within(parts[_STRINGS], head, b"&x;")}


def _within(xml: bytes, head: bytes, entity: bytes) -> bytes:
    xml = re.sub(rb"(<\?xml[^>]*\?>)", lambda m: m[1] + head, xml, count=1)
    return xml.replace(b"</t>", entity + b"</t>", 1)


def _far_cell(rng: Random, parts: Parts) -> Parts:
    """Put a cell into a far corner, with a dimension that tells of it or not."""
    place = rng.choice((b"XFD1048576", b"A1048576", b"XFD1", b"ZZ900000", b"ABC99999"))
    number = re.sub(rb"\D", b"", place)
    row = b'<row r="%b"><c r="%b"><v>1</v></c></row>' % (number, place)
    sheet = parts[_SHEET].replace(b"</sheetData>", row + b"</sheetData>")
    if rng.random() < 0.3:
        sheet = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:%b"' % place, sheet)
    return parts | {_SHEET: sheet}


def _big_dimension(_: Random, parts: Parts) -> Parts:
    sheet = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', parts[_SHEET])
    return parts | {_SHEET: sheet}


def _bomb(rng: Random, parts: Parts) -> Parts:
    """Fill a part with what compresses a thousandfold."""
    name = rng.choice((_SHEET, _STRINGS, "xl/styles.xml"))
    return parts | {name: parts[name] + b" " * (rng.choice((20, 60)) << 20)}


def _strange_names(rng: Random, parts: Parts) -> Parts:
    odd = ("../../../tmp/quxzephyr", "/etc/passwd", "C:\\x", "xl/worksheets/..", "a" * 60_000)
    return parts | {rng.choice(odd): b"x", "xl/worksheets/sheet99.xml": parts[_SHEET]}


def _repeat_rows(_: Random, parts: Parts) -> Parts:
    sheet = parts[_SHEET]
    start, stop = sheet.index(b"<row"), sheet.index(b"</sheetData>")
    return parts | {_SHEET: sheet[:stop] + sheet[start:stop] + sheet[stop:]}


def _lose_cells(rng: Random, parts: Parts) -> Parts:
    cells = list(_CELL.finditer(parts[_SHEET]))
    start, stop = rng.choice(cells).span()
    return parts | {_SHEET: parts[_SHEET][:start] + parts[_SHEET][stop:]}


def _deep(_: Random, parts: Parts) -> Parts:
    deep = b"<a>" * 100_000
    return parts | {_SHEET: parts[_SHEET].replace(b"<sheetData>", deep + b"<sheetData>")}


_CHANGES: dict[str, Callable[[Random, Parts], Parts]] = {
    "part missing": _lose_part,
    "part empty": _empty_part,
    "broken XML": _broken_xml,
    "odd attributes": _odd_attribute,
    "odd attributes again": _odd_attribute,
    "entities in entities": _entities,
    "entity of another file": _foreign_entity,
    "a cell far away": _far_cell,
    "huge dimension": _big_dimension,
    "bomb": _bomb,
    "names outside": _strange_names,
    "rows twice": _repeat_rows,
    "cells missing": _lose_cells,
    "deep XML": _deep,
}


def understate(data: bytes, name: str, size: int) -> bytes:
    """Return an archive that declares ``size`` for a part, whatever it expands to."""
    changed = bytearray(data)
    for magic, at, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        place = -1
        while (place := data.find(magic, place + 1)) >= 0:
            if data[place + name_at : place + name_at + len(name)] == name.encode():
                changed[place + at : place + at + 4] = size.to_bytes(4, "little")
    return bytes(changed)


def make_liar(rng: Random) -> Mutation:
    """Return an archive that declares another size of a part than it has."""
    parts = dict(_parts())
    name = rng.choice((_SHEET, _STRINGS))
    parts[name] += b" " * (rng.choice((0, 1, 80)) << 20)
    data = understate(packed(parts), name, rng.choice((0, 100, 5_000, 4_000_000_000)))
    return _mutation("container: declared size is a lie", data)
