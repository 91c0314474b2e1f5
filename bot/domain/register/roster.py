"""Reading the office's lists: graduates, staff, and bonds from another bot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain import majors
from bot.domain.degree import Degree, parse_degree
from bot.domain.lists import Cells, Fault, Problem, Reading, Rows, is_yes, read
from bot.domain.people import ROLE_NAMES, Role

TELEGRAM_ID_LIMIT = 2**52  # Telegram: "at most 52 significant bits"
UNCOUNTED = ("结业", "肄业")

SUBSTITUTES = ("替补", "候补", "备用")


@dataclass(frozen=True)
class RosterEntry:
    """A graduate in the roster. ``majors`` contains codes, or nothing if no catalogue contains the major's name."""

    row: int
    number: str
    name: str
    college: str
    class_name: str
    major_name: str
    majors: tuple[str, ...]
    degree: Degree
    cohort: int
    origin: str
    cadre: bool | None
    """Whether the student is a cadre, or None if the roster has no such column."""
    counted: bool | None = None
    """Whether the student has the right to graduate (not with 结业 or 肄业), or None if the
    roster has no such column.
    """
    substitute: bool = False
    """Whether the student is a substitute (替补), who acts while no other cadre of the class can be reached."""


@dataclass(frozen=True)
class StaffEntry:
    """One role of one person, and the names of their units. If ``units`` is empty, the unit is the school."""

    row: int
    number: str
    name: str
    role: Role
    units: tuple[str, ...]
    substitute: bool = False


@dataclass(frozen=True)
class BondEntry:
    row: int
    number: str
    telegram_id: int


def read_roster(headers: Sequence[str], rows: Rows) -> Reading[RosterEntry]:
    return read(headers, rows, "roster", _graduate, lambda entry: entry.number)


def read_staff(headers: Sequence[str], rows: Rows) -> Reading[StaffEntry]:
    return read(headers, rows, "staff", _staff, lambda entry: (entry.number, entry.role))


def read_bonds(headers: Sequence[str], rows: Rows) -> Reading[BondEntry]:
    reading = read(headers, rows, "bonds", _bond, lambda entry: entry.number)
    seen: set[int] = set()
    twice = []
    for entry in reading.entries:
        if entry.telegram_id in seen:
            twice.append(Problem(entry.row, "Telegram ID", Fault.TWICE, str(entry.telegram_id)))
        seen.add(entry.telegram_id)
    return Reading(reading.entries, (*reading.problems, *twice), reading.ignored)


def _graduate(cells: Cells) -> RosterEntry:
    degree = parse_own_degree(cells.needed("学历"))
    if degree is None and cells.text("学历"):
        cells.refuse("学历", Fault.DEGREE)
    year = re.match(r"(20\d\d)(?!\d)|(20\d\d)(?:0[1-9]|1[0-2])", cells.needed("毕业年份"))
    if year is None and cells.text("毕业年份"):
        cells.refuse("毕业年份", Fault.YEAR)
    known_degree = degree or Degree.BACHELOR
    names = (cells.needed("专业"), *cells.parts("辅修专业"))
    codes = (_major(name, known_degree) for name in names if is_yes(name))
    return RosterEntry(
        row=cells.number,
        number=cells.person_number("学号"),
        name=cells.needed("姓名"),
        college=cells.needed("学院"),
        class_name=cells.needed("班级"),
        major_name=names[0],
        majors=tuple(dict.fromkeys(code for code in codes if code)),
        degree=known_degree,
        cohort=int(year[1] or year[2]) if year else 0,
        origin=cells.text("生源地"),
        cadre=is_yes(cells.text("班干部")) if cells.has("班干部") else None,
        counted=not any(word in cells.text("毕业结论") for word in UNCOUNTED) if cells.has("毕业结论") else None,
        substitute=_stands_in(cells.text("班干部")),
    )


_major = cache(majors.resolve_major)


@cache
def parse_own_degree(text: str) -> Degree | None:
    """Return the degree with which a graduate leaves, or None if not understood. 专升本 and 专科起点本科 are 本科."""
    if "升本" in text or "起点本" in text:
        return Degree.BACHELOR
    return parse_degree(text).floor


def _staff(cells: Cells) -> StaffEntry:
    role = ROLE_NAMES.get(cells.needed("角色"))
    if cells.text("角色") and role in (None, Role.STUDENT):  # the roster says which people are students
        cells.refuse("角色", Fault.ROLE)
    units = tuple(part for cell in cells.parts("单位") for part in re.split(r"[,，]", cell) if part)
    if not units and role not in (Role.OFFICE, Role.LEADER, None):
        cells.refuse("单位", Fault.EMPTY)
    substitute = role == Role.CADRE and _stands_in(cells.text("角色"))
    number, name = cells.person_number("工号"), cells.needed("姓名")
    return StaffEntry(cells.number, number, name, role or Role.HELPER, units, substitute)


def _stands_in(text: str) -> bool:
    return any(word in text for word in SUBSTITUTES)


def _bond(cells: Cells) -> BondEntry:
    text = cells.needed("Telegram ID")
    telegram_id = int(text) if re.fullmatch(r"[1-9]\d{0,15}", text) else 0
    if text and not 0 < telegram_id < TELEGRAM_ID_LIMIT:
        cells.refuse("Telegram ID", Fault.TELEGRAM)
    return BondEntry(cells.number, cells.person_number("学号"), telegram_id)
