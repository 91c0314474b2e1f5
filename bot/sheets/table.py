"""Finding the tables in the cells of a file: the sheets to read, their headers, and the rows to leave out."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain import headers
from bot.domain.errors import DuplicateHeaders, MissingColumns, NoRows, TooManyRows
from bot.domain.text import visible

DEEPEST_HEADER = 30
TOTALS = ("合计", "总计", "小计", "共计", "总数")
NOTES = ("备注", "说明", "注:", "注：", "填表", "制表", "审核", "联系人", "单位盖章", "单位（盖章", "负责人", "日期：")

Cells = Sequence[str]


class Unread(StrEnum):
    HIDDEN = "hidden"
    EMPTY = "empty"
    COLUMNS = "columns"  # it has no header with the columns that are needed


class LeftOut(StrEnum):
    """Why a row is left out."""

    TOTAL = "total"
    NOTE = "note"
    NUMBERED = "numbered"  # it has a running number and nothing else
    HEADER = "header"  # it repeats the header


@dataclass(frozen=True)
class Part:
    """A sheet of the file. ``header`` is the row number of its header, and ``rows`` is the number of its rows."""

    name: str
    header: int = 0
    rows: int = 0
    unread: Unread | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """A row that is left out, with the beginning of its text."""

    sheet: str
    row: int
    why: LeftOut
    text: str


@dataclass(frozen=True)
class Sheet:
    """The tables of a file as one table. Each of ``rows`` is (row number as Excel shows it, header → text).

    A row has a text for every header. If several sheets are read, it also has the name of its sheet under
    ``headers.SHEET``.
    """

    headers: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    parts: tuple[Part, ...] = ()
    left: tuple[Left, ...] = ()

    def report(self) -> dict[str, Any]:
        """Return the parts and the rows that were left out, as JSON values."""
        return {"parts": [asdict(part) for part in self.parts], "left": [asdict(row) for row in self.left]}


@dataclass
class _Table:
    name: str
    rows: list[list[str]]
    form: str = ""
    at: int = 0
    depth: int = 1
    score: int = 0
    header: list[str] = field(default_factory=list)
    fits: bool = False


def assemble(found: list[dict[str, Any]], form: str | None, max_rows: int) -> Sheet:
    """Return the rows of every sheet that has the columns of ``form``, which is recognised by the headers if it is
    None.

    Raises NoRows, TooManyRows or DuplicateHeaders. If ``form`` is given and no sheet has all its columns, raises
    MissingColumns. If it is None, a table without known columns is read too.
    """
    tables = [_Table(each["name"], _visible(each["rows"])) for each in found if not each["hidden"]]
    filled = [table for table in tables if any(map(any, table.rows))]
    forms = [form] if form else list(headers.REQUIRED)
    best = max((_found(table, forms) for table in filled), key=lambda t: (t.fits, t.score), default=None)
    if best is None:
        raise NoRows
    again = {table.name: _found(table, [best.form]) for table in filled}
    read = [table for table in again.values() if table.fits] or [again[best.name]]
    if form and not best.fits:
        raise MissingColumns("、".join(_missing(best)), _looked(best))
    left: list[Left] = []
    for table in read:
        table.header = _unique(table.header, table.form)
    rows = {table.name: list(_rows(table, left)) for table in read}
    names = tuple(dict.fromkeys(name for table in read for name in table.header if name))
    whole = [
        (number, dict.fromkeys(names, "") | cells | ({headers.SHEET: sheet} if len(read) > 1 else {}))
        for sheet, numbered in rows.items()
        for number, cells in numbered
    ]
    if not whole:
        raise NoRows
    if len(whole) > max_rows:
        raise TooManyRows(max_rows)
    return Sheet(names, whole, tuple(_part(each, again, rows) for each in found), tuple(left))


def _part(each: dict[str, Any], tables: dict[str, _Table], rows: dict[str, list[tuple[int, dict[str, str]]]]) -> Part:
    name = each["name"]
    if each["hidden"]:
        return Part(name, unread=Unread.HIDDEN)
    if name not in tables:
        return Part(name, unread=Unread.EMPTY)
    table = tables[name]
    if name in rows:
        return Part(name, table.at + table.depth, len(rows[name]))
    return Part(name, unread=Unread.COLUMNS, missing=_missing(table))


def _missing(table: _Table) -> tuple[str, ...]:
    found = headers.known(table.form, table.header)
    return tuple(headers.names(table.form)[name][0] for name in headers.REQUIRED[table.form] if name not in found)


def _looked(table: _Table) -> str:
    """Return the header that was found, in words: 工作表“名单”第 3 行（学号、姓名）."""
    sheet = f"工作表“{table.name}”" if table.name else ""
    cells = "、".join(filter(None, table.header))[:60]
    return f"{sheet}第 {table.at + table.depth} 行（{cells}）"


def _visible(rows: list[list[str]]) -> list[list[str]]:
    return [[visible(cell) for cell in row] for row in rows]


def _found(table: _Table, forms: Sequence[str]) -> _Table:
    """Return the table with the place of its header. The header may have two rows."""
    found = _Table(table.name, table.rows, forms[0], next(at for at, row in enumerate(table.rows) if any(row)))
    found.header = list(found.rows[found.at])
    for form in forms:
        for at in range(min(DEEPEST_HEADER, len(table.rows))):
            for depth in (1, 2):
                cells = _header(table.rows[at : at + depth])
                score, fits = len(headers.known(form, cells)), headers.fits(form, cells)
                if ((score > 1 and fits) or len(forms) == 1) and (fits, score) > (found.fits, found.score):
                    found = _Table(table.name, table.rows, form, at, depth, score, cells, fits)
    return found


def _header(rows: Sequence[Cells]) -> list[str]:
    """Return the names of the columns. In a header of two rows, the lower row names the columns of a group."""
    if len(rows) == 1:
        return list(rows[0])
    upper, lower = rows
    width = max(len(upper), len(lower))
    return [_at(lower, column) or _at(upper, column) for column in range(width)]


def _unique(cells: Cells, form: str) -> list[str]:
    """Return the header with different names for different columns.

    A second 备注 becomes 备注2. Raises DuplicateHeaders if the form reads the column.
    """
    read = headers.columns(form)
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        seen[cell] = seen.get(cell, 0) + 1
        if cell and seen[cell] > 1 and headers.squeeze(cell) in read:
            raise DuplicateHeaders(cell)
        names.append(cell if seen[cell] == 1 or not cell else f"{cell}{seen[cell]}")
    return names


def _rows(table: _Table, left: list[Left]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (row number, header → cell) of the rows below the header, and add the other rows to ``left``."""
    header = table.header
    if any(row[len(header) :] for row in table.rows) or "" in header:
        _name_bare_columns(table)
    top = table.at + table.depth
    for number, row in enumerate(table.rows[top:], start=top + 1):
        if not any(row):
            continue
        if why := _left_out(row, table):
            left.append(Left(table.name, number, why, " ".join(filter(None, row))[:40]))
            continue
        yield number, {name: _at(row, column) for column, name in enumerate(header) if name}


def _name_bare_columns(table: _Table) -> None:
    """Name a column without a header by its letter (第H列), if it has data, so that its data is not lost."""
    body = table.rows[table.at + table.depth :]
    width = max(map(len, body), default=0)
    table.header.extend([""] * (width - len(table.header)))
    for column, name in enumerate(table.header):
        if not name and any(_at(row, column) for row in body):
            table.header[column] = f"第{_letters(column)}列"


def _left_out(row: Cells, table: _Table) -> LeftOut | None:
    filled = [(name, cell) for name, cell in zip(table.header, row, strict=False) if cell]
    texts = {cell for _, cell in filled}
    first = filled[0][1].replace(" ", "") if filled else ""
    if first in TOTALS:
        return LeftOut.TOTAL
    if len(texts) == 1 and first.startswith(NOTES):
        return LeftOut.NOTE
    if all(headers.is_numbering(name) for name, _ in filled):
        return LeftOut.NUMBERED
    header = list(filter(None, (_at(table.header, column) for column in range(len(row)))))
    return LeftOut.HEADER if len(filled) > 1 and [cell for _, cell in filled] == header else None


def _at(row: Cells, column: int) -> str:
    return row[column] if column < len(row) else ""


def _letters(column: int) -> str:
    """Turn 27 into AB."""
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)
