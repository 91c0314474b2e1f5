"""Tables that people send to the bot (.xlsx, .xls, .ods, .csv) and that the bot sends to them (.xlsx)."""

from .read import ACCEPTED, MAX_BYTES, read_sheet, read_text
from .table import Left, LeftOut, Part, Sheet, Unread
from .write import Cell, write_sheet, zipped

__all__ = [
    "ACCEPTED",
    "MAX_BYTES",
    "Cell",
    "Left",
    "LeftOut",
    "Part",
    "Sheet",
    "Unread",
    "read_sheet",
    "read_text",
    "write_sheet",
    "zipped",
]
