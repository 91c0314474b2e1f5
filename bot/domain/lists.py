"""Reading the lists of an office: finding our columns by their headers, and recording every cell that cannot be used.

A list is imported completely or not at all, so the reading continues after a problem and reports all of them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.domain.headers import REQUIRED, SHEET, names, squeeze, synonyms

T = TypeVar("T")
Rows = Iterable[tuple[int, Mapping[str, Any]]]
"""Pairs of (row number in the file, row). A row maps each header to its cell."""
ANY_WORDS = frozenset({"不限", "均可", "都可以", "都行", "无要求", "不限制"})
NOT_WORDS = frozenset({"", "否", "无", "不是", "没有", "非", "0", "-", "/", "×", "n", "no", "false"})
_PARTS = re.compile(r"[、;；|\n]+")


class Fault(StrEnum):
    """A fault of a cell. The sentences are in ``templates/roster/fault.html``."""

    NO_COLUMN = "no_column"
    EMPTY = "empty"
    TWICE = "twice"  # an earlier row has the same person or the same Telegram user
    NUMBER = "number"  # not a 学号: a spreadsheet may have turned a long number into 2.02E+10
    OTHER_NAME = "other_name"  # the roster has another name for this number
    DEGREE = "degree"
    YEAR = "year"
    ROLE = "role"
    NO_UNIT = "no_unit"
    SEVERAL_UNITS = "several_units"
    NO_PERSON = "no_person"
    TELEGRAM = "telegram"
    TELEPHONE_TAKEN = "telephone_taken"  # this Telegram user is bound to another person
    BOUND_ELSEWHERE = "bound_elsewhere"  # this person is bound to another Telegram user
    REGION = "region"
    EMPLOYER_TYPE = "employer_type"
    CATEGORY = "category"
    PAY = "pay"
    DIFFICULTY = "difficulty"


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used. ``row`` is the row number that the spreadsheet shows.

    ``sheet`` is the name of its sheet, if the file has several.
    """

    row: int
    column: str
    fault: Fault
    value: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """The result of reading a list. Use ``entries`` only when ``problems`` is empty."""

    entries: tuple[T, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()
    """Headers that match none of our columns. They are reported, so that the office knows that these columns were not
    read.
    """


class Cells:
    """One row of a list. Cells are read by our column names, and each unusable cell is recorded."""

    def __init__(
        self, number: int, row: Mapping[str, Any], headers: Mapping[str, str], problems: list[Problem]
    ) -> None:
        self.number = number
        self._row = row
        self._headers = headers
        self._problems = problems

    def has(self, column: str) -> bool:
        return column in self._headers

    def text(self, column: str) -> str:
        """Return the cell as one line of half-width text, or an empty text if the list has no such column."""
        return clean(self._row.get(self._headers.get(column, "")))

    def needed(self, column: str) -> str:
        """Return the same as ``text``, and record a problem if the cell is empty."""
        value = self.text(column)
        if not value and column in self._headers:
            self.refuse(column, Fault.EMPTY)
        return value

    def person_number(self, column: str) -> str:
        """Return a 学号 or 工号 in capitals, or record a problem.

        It has 2 to 32 letters, digits, ``-`` or ``_``, and begins with a letter or digit. A cell like 2.02E+10 is a
        problem.
        """
        value = self.needed(column).upper()
        if value and not re.fullmatch(r"[0-9A-Z][0-9A-Z_-]{1,31}", value):
            self.refuse(column, Fault.NUMBER)
        return value

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the values in a cell that are separated by signs such as 、 or ；."""
        return split(self.text(column))

    def refuse(self, column: str, fault: Fault, value: str | None = None) -> None:
        header = self._headers.get(column, column)
        value = self.text(column) if value is None else value
        self._problems.append(Problem(self.number, header, fault, value, self._row.get(SHEET, "")))


def clean(value: Any) -> str:
    """Return a cell as one line of half-width text. A float such as 20230101.0 from a spreadsheet becomes 20230101."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _PARTS.split(text) if part.strip())


def is_any(text: str) -> bool:
    """Whether the text is 不限 or a synonym of it."""
    return text.strip() in ANY_WORDS


def is_yes(text: str) -> bool:
    """Whether the text means yes, such as 是, √ or 班长. Every text that is not in ``NOT_WORDS`` means yes."""
    return text.strip().lower() not in NOT_WORDS


def match_headers(headers: Sequence[str], form: str) -> tuple[dict[str, str], list[Problem]]:
    """Find each of our columns among the headers.

    Return a map from our column name to its header, and a problem for each required column that is missing.
    """
    squeezed: dict[str, str] = {}
    for header in headers:
        squeezed.setdefault(squeeze(header), header)
    found = {}
    for column, known in names(form).items():
        hit = next((squeezed[name] for name in map(squeeze, known) if name in squeezed), None)
        if hit is not None:
            found[column] = hit
    missing = (column for column in REQUIRED[form] if column not in found)
    return found, [Problem(1, name, Fault.NO_COLUMN, "、".join(synonyms(form, name)[:3])) for name in missing]


def read(
    headers: Sequence[str],
    rows: Rows,
    form: str,
    entry_of: Callable[[Cells], T],
    key_of: Callable[[T], object],
) -> Reading[T]:
    """Create an entry from each row with ``entry_of``. ``headers.csv`` has the names of the form's columns.

    If two rows have the same ``key_of``, the later row is a problem.
    """
    found, problems = match_headers(headers, form)
    ignored = tuple(header for header in headers if header and header not in found.values())
    if problems:
        return Reading((), tuple(problems), ignored)
    entries: dict[object, T] = {}
    for number, row in rows:
        cells = Cells(number, row, found, problems)
        before = len(problems)
        entry = entry_of(cells)
        if len(problems) > before:
            continue
        if key_of(entry) in entries:
            cells.refuse(next(iter(names(form))), Fault.TWICE)
        entries[key_of(entry)] = entry
    return Reading(tuple(entries.values()), tuple(problems), ignored)
