"""Tables that people send to the bot (.xlsx, .csv) and that the bot sends to them (.xlsx)."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePath

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from bot.domain.errors import DuplicateHeaders, FileTooLarge, NoRows, TooManyRows, Undecodable, WrongFileType

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_AREA = 5_000_000
"""The largest number of cells in the rectangle around all filled cells. The reader loads the whole rectangle into
memory, and one word in the last corner of a sheet makes it huge."""
ACCEPTED = ".xlsx 或 .csv"
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')
_CSV = {".csv", ".txt", ".tsv"}

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Sheet:
    """A table. Each of ``rows`` is (row number as Excel shows it, header → text). The header is row 1, and blank rows
    are left out."""

    headers: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]


def read_sheet(data: bytes, filename: str, *, max_rows: int = 20_000) -> Sheet:
    """Return the first sheet that is not empty, with every cell as text. Integers have no ``.0``, and days are
    YYYY-MM-DD.

    Raises a ``BadSheet`` that tells the person what to do, if the file has the wrong type, is too large, has too many
    rows, cannot be decoded, has no rows, or has the same header twice. Ids must be text, because Excel changes the last
    digits of a number with more than 15 digits.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(MAX_BYTES // 1024 // 1024)
    kind = PurePath(filename).suffix.lower()
    if kind == ".xlsx" and data.startswith(b"PK"):
        table = _read_xlsx(data)
    elif kind in _CSV and not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        table = _read_csv(data)
    else:
        raise WrongFileType(ACCEPTED)
    return _as_sheet(table, max_rows)


def write_sheet(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[float] | None = None
) -> bytes:
    """Return an .xlsx file of one sheet with a frozen header. ``widths`` has one width for each column, in characters.

    Every text is marked with Excel's own quote prefix, so that Excel does not turn it into a formula (if it begins with
    = + - @), a link, or a number (a long id).
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True})
    as_text = book.add_format({"num_format": "@", "quote_prefix": True})
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, widths[column] if widths else max(10, 2 * len(header) + 2))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            match value:
                case None:
                    continue
                case str():
                    sheet.write_string(number, column, value, as_text)
                case bool() | int() | float():
                    sheet.write_number(number, column, value)
                case _:
                    sheet.write_datetime(number, column, datetime.combine(value, time()), as_day)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _read_xlsx(data: bytes) -> list[list[str]]:
    try:
        _weigh(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if table := [[_as_text(value) for value in row] for row in rows]:
                return table
    except (CalamineError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as broken:
        raise WrongFileType(ACCEPTED) from broken
    return []


def _weigh(data: bytes) -> None:
    """Raise FileTooLarge if the file would not fit into memory. Every entry is read to its end, which also checks the
    sizes that the archive claims."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise FileTooLarge(MAX_BYTES // 1024 // 1024)
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                filled = _FILLED_CELL.findall(content)
                width = max((_column_number(letters) for letters, _ in filled), default=0)
                height = max((int(row) for _, row in filled), default=0)
                if width * height > MAX_AREA:
                    raise FileTooLarge(MAX_BYTES // 1024 // 1024)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_csv(data: bytes) -> list[list[str]]:
    text = _decode(data)
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t；", key=first_line.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[cell.strip() for cell in row] for row in rows]


def read_text(data: bytes) -> str:
    """Decode a file in UTF-8, UTF-16 with byte order mark, or GB 18030. Raises Undecodable."""
    return _decode(data)


def _decode(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Undecodable


def _as_text(value: object) -> str:
    match value:
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | datetime():
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
        case _:
            return str(value).strip()


def _as_sheet(table: list[list[str]], max_rows: int) -> Sheet:
    headers = tuple(table[0]) if table else ()
    named = [header for header in headers if header]
    if twice := sorted({header for header in named if named.count(header) > 1}):
        raise DuplicateHeaders("、".join(twice))
    rows = [
        (number, {header: cell for header, cell in zip(headers, row, strict=False) if header})
        for number, row in enumerate(table[1:], start=2)
        if any(row)
    ]
    if not named or not rows:
        raise NoRows
    if len(rows) > max_rows:
        raise TooManyRows(max_rows)
    return Sheet(tuple(named), rows)


def _sheet_name(title: str) -> str:
    """Return the title within Excel's limits: 31 characters, none of []:*?/\\, no apostrophe at either end."""
    return "".join(" " if char in "[]:*?/\\" else char for char in title)[:31].strip("'") or "Sheet1"
