"""A process that reads one file as tables, so that a hostile file can stop only this process and not the bot.

``python child.py`` gets the file on standard input and its suffix as argument. It prints JSON: a list of {"name",
"hidden", "rows"} with every cell as text, or {"refused": reason}. It imports nothing of the project, so that it starts
quickly.
"""

import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

MAX_MEMORY = 450 * 1024 * 1024
MAX_CPU_SECONDS = 8
MAX_UNPACKED = 100 * 1024 * 1024
MAX_CELLS = 3_000_000
LONGEST_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number. The last digits of a longer one are lost, so it is written as 2.02E+17."""
BROKEN = (SyntaxError, EOFError, OSError, ValueError, LookupError, RuntimeError)
"""The errors that the libraries raise for files that are damaged."""
CSV = {".csv", ".txt", ".tsv"}

Rows = list[list[str]]


class Refused(Exception):
    """The file cannot be read. The argument is ``type``, ``size``, ``encoding`` or ``password``."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found: object = list(tables(sys.stdin.buffer.read(), sys.argv[1]))
    except Refused as refused:
        found = {"refused": str(refused)}
    except MemoryError:
        found = {"refused": "size"}
    json.dump(found, sys.stdout, ensure_ascii=False)


def tables(data: bytes, suffix: str) -> Iterator[dict[str, Any]]:
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        if suffix in CSV:
            raise Refused("type")
        yield from _workbook(data)
    elif suffix in CSV:
        yield {"name": "", "hidden": False, "rows": _csv(data)}
    else:
        raise Refused("type")


def _workbook(data: bytes) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    from_zip = data.startswith(b"PK")
    try:
        widths = _padded(data) if from_zip else {}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                hidden = sheet.visible != SheetVisibleEnum.Visible
                rows = _cells(book.get_sheet_by_name(sheet.name), widths.get(sheet.name, {}))
                yield {"name": sheet.name, "hidden": hidden, "rows": rows}
    except PasswordError as locked:
        raise Refused("password") from locked
    except (CalamineError, zipfile.BadZipFile, *BROKEN) as broken:
        raise Refused("type") from broken


def _cells(sheet: Any, widths: dict[tuple[int, int], int]) -> Rows:
    """Return the texts of a sheet from its first cell on. A merged cell fills its whole area."""
    rows: Rows = []
    count = 0
    for at, values in enumerate(sheet.to_python(skip_empty_area=False)):
        row = [_as_text(value, widths.get((at, column), 0)) for column, value in enumerate(values)]
        while row and not row[-1]:
            row.pop()
        rows.append(row)
        count += len(row)
        if count > MAX_CELLS:
            raise Refused("size")
    while rows and not rows[-1]:
        rows.pop()
    for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or []:
        _fill(rows, top, left, min(bottom, len(rows) - 1), right)
    return rows


def _fill(rows: Rows, top: int, left: int, bottom: int, right: int) -> None:
    value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
    right = min(right, max((len(row) for row in rows[top : bottom + 1]), default=0) - 1)
    if not value or (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
        return
    for row in rows[top : bottom + 1]:
        row.extend([""] * (right + 1 - len(row)))
        row[left : right + 1] = [value] * (right + 1 - left)


def _as_text(value: object, width: int = 0) -> str:
    match value:
        case bool():
            return str(value).upper()
        case int() | float() if abs(value) >= LONGEST_EXACT:
            return f"{value:.10E}"
        case float() if value.is_integer():
            return str(int(value)).zfill(width)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _padded(data: bytes) -> dict[str, dict[tuple[int, int], int]]:
    """Map the cells whose number format pads zeros (0000000000) to the width of their format, by sheet and place."""
    from xml.etree import ElementTree  # the process has limits, so an entity bomb cannot hurt the bot

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Refused("size")
        names = {name.lower(): name for name in archive.namelist()}
        if "xl/styles.xml" not in names or "xl/workbook.xml" not in names:
            return {}
        styles = ElementTree.fromstring(archive.read(names["xl/styles.xml"]))
        formats = {
            each.get("numFmtId"): len(code)
            for each in styles.iterfind(".//{*}numFmts/{*}numFmt")
            if len(code := (each.get("formatCode") or "").strip('"')) > 1 and not code.strip("0")
        }
        styled = [formats.get(each.get("numFmtId"), 0) for each in styles.iterfind(".//{*}cellXfs/{*}xf")]
        if not any(styled):
            return {}
        return {
            sheet: {_place(cell.get("r", "")): styled[style] for cell, style in _styled(archive, path) if styled[style]}
            for sheet, path in _paths(archive, names, ElementTree).items()
        }


def _styled(archive: zipfile.ZipFile, path: str) -> Iterator[tuple[Any, int]]:
    from xml.etree import ElementTree

    with archive.open(path) as part:
        for _, element in ElementTree.iterparse(part):
            if element.tag.endswith("}c") and (style := element.get("s", "")).isdigit():
                yield element, int(style)
            if element.tag.endswith("}row"):
                element.clear()


def _paths(archive: zipfile.ZipFile, names: dict[str, str], tree: Any) -> dict[str, str]:
    """Map the name of each sheet to its part of the archive."""
    rels = tree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    target = {each.get("Id"): each.get("Target", "").lstrip("/").removeprefix("xl/") for each in rels}
    found = {}
    for sheet in tree.fromstring(archive.read(names["xl/workbook.xml"])).iterfind(".//{*}sheets/{*}sheet"):
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        path = names.get(f"xl/{target.get(ids[0] if ids else None, '')}".lower())
        if path:
            found[sheet.get("name", "")] = path
    return found


def _place(reference: str) -> tuple[int, int]:
    """Turn B3 into (2, 1)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :] or 0) - 1, column - 1


def _csv(data: bytes) -> Rows:
    text = _decode(data)
    delimiter = ""
    if text[:4].lower() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first.strip()[4:5]
        text = "\n" + text  # keep an empty first line, so that row numbers stay the same
    lines = text.splitlines()[:30]
    delimiter = delimiter or max(",;\t；", key=lambda mark: sum(line.count(mark) for line in lines))
    csv.field_size_limit(sys.maxsize)
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    if sum(map(len, rows)) > MAX_CELLS:
        raise Refused("size")
    return rows


def _decode(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise Refused("encoding")


def _encodings(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\0" in data[:1000]:  # UTF-16 without a byte order mark: in little-endian text, the zeros are at odd positions
        return ["utf-16-le" if data[1:1000:2].count(0) >= data[:1000:2].count(0) else "utf-16-be"]
    return ["utf-8-sig", "gb18030"]


if __name__ == "__main__":
    main()
