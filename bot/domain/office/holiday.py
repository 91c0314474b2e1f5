"""Reading the State Council's list of days off and make-up workdays, as pasted text or as a table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import chinese_calendar

REST, WORK = ("休", "休息", "放假", "假"), ("班", "上班", "补班", "调休上班", "工作")
LONGEST = 16
"""The most days in one line. A longer span must be a mistyped year."""
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:至|到|~|—|–|--)\s*{_DAY})?[\s,，\t]+(\S+)(?:[\s,，\t]+(.*))?")


class Fault(StrEnum):
    FORM = "form"  # the line is not of the form 日期 休/班 名称
    DAY = "day"  # the calendar has no such day
    KIND = "kind"  # the kind is neither 休 nor 班
    SPAN = "span"  # the span ends before it begins, or it is too long
    TWICE = "twice"  # the same day is 休 in one line and 班 in another


@dataclass(frozen=True)
class Day:
    day: date
    works: bool
    name: str = ""


@dataclass(frozen=True)
class Wrong:
    """A line that was not understood, with its original text."""

    line: int
    text: str
    fault: Fault


@dataclass(frozen=True)
class Read:
    days: tuple[Day, ...]
    wrong: tuple[Wrong, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({each.day.year for each in self.days}))


def read_lines(text: str) -> Read:
    """Read lines like ``2027-01-01 休 元旦`` or ``2027-02-05至2027-02-11 休 春节``. Empty lines are skipped."""
    lines = enumerate(text.splitlines(), start=1)
    return _read((number, line.strip()) for number, line in lines if line.strip())


def read_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Read:
    """Read (row number, row) pairs of a table with the columns 日期, 类型 (休/班) and 名称."""
    return _read(
        (number, " ".join(_cell(row, key) for key in ("日期", "类型", "名称")).strip()) for number, row in rows
    )


def _cell(row: Mapping[str, str], key: str) -> str:
    """Return the cell under the first header that begins with ``key``: 类型 may be written as 类型(休/班)."""
    return next((text.strip() for header, text in row.items() if header.startswith(key)), "")


def _read(lines: Iterable[tuple[int, str]]) -> Read:
    found: dict[date, Day] = {}
    wrong = []
    for number, text in lines:
        read = _one(text)
        if isinstance(read, Fault):
            wrong.append(Wrong(number, text, read))
            continue
        if any(each.day in found and found[each.day].works != each.works for each in read):
            wrong.append(Wrong(number, text, Fault.TWICE))
            continue
        found |= {each.day: each for each in read}
    return Read(tuple(sorted(found.values(), key=lambda each: each.day)), tuple(wrong))


def _one(text: str) -> list[Day] | Fault:
    match = _LINE.fullmatch(text)
    if match is None:
        return Fault.FORM
    *numbers, kind, name = match.groups()
    if kind not in REST + WORK:
        return Fault.KIND
    try:
        first = date(*map(int, numbers[:3]))
        last = date(*map(int, numbers[3:])) if numbers[3] else first
    except ValueError:
        return Fault.DAY
    if not 0 <= (last - first).days < LONGEST:
        return Fault.SPAN
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [Day(day, kind in WORK, (name or "").strip()[:20]) for day in days]


def contradicts_known(day: Day) -> bool:
    """Whether the calendar that ships with the bot says otherwise about ``day``. If it lacks the year, return False."""
    try:
        return bool(chinese_calendar.is_workday(day.day)) != day.works
    except NotImplementedError:
        return False
