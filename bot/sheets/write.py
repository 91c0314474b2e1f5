"""Tables that the bot sends to people (.xlsx)."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

import xlsxwriter

Cell = str | int | float | date | None


def write_sheet(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[float] | None = None
) -> bytes:
    """Return an .xlsx file of one sheet with a frozen header. ``widths`` has each column's width in characters.

    Every text has Excel's quote prefix, so that Excel does not turn it into a formula, a link or a number.
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


def _sheet_name(title: str) -> str:
    """Return the title within Excel's limits: 31 characters, none of []:*?/\\, no apostrophe at either end."""
    return "".join(" " if char in "[]:*?/\\" else char for char in title)[:31].strip("'") or "Sheet1"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of ``files`` (name → content). A path in a name is flattened, so that nothing leaves its
    folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(re.sub(r'[\\/:*?"<>|]', "_", name), content)
    return packed.getvalue()
