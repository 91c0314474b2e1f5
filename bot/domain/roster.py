"""The office's four lists, row by row: graduates, staff, bonds taken over from another bot, and wishes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from bot.domain import employer, majors, position, region
from bot.domain.degree import Degree, parse_degree
from bot.domain.lists import Cells, Column, Fault, Problem, Reading, is_any, is_yes, match_headers
from bot.domain.people import ROLE_NAMES, Role
from bot.domain.wish import parse_floor

Rows = Iterable[tuple[int, Mapping[str, Any]]]
T = TypeVar("T")
TELEGRAM_ID_LIMIT = 2**52  # Telegram: "at most 52 significant bits"
NOT_LISTED = frozenset({Role.STUDENT})
"""Roles that no staff list may give: who is a student is what the roster says."""

NUMBER = Column("学号", ("学生学号", "学籍号", "学生编号"))
NAME = Column("姓名", ("名字", "学生姓名", "教师姓名", "教职工姓名"))
ROSTER = (
    NUMBER,
    NAME,
    Column("学院", ("二级学院", "院系", "所在学院", "学院名称", "所属学院", "院系名称", "系部")),
    Column("专业", ("专业名称", "所学专业", "主修专业")),
    Column("班级", ("行政班级", "班级名称", "所在班级", "所属班级")),
    Column("学历", ("学历层次", "培养层次", "层次", "学历类别", "学生类别")),
    Column("毕业年份", ("毕业届", "届别", "毕业届别", "毕业年度", "毕业年", "预计毕业年份", "毕业时间", "毕业日期")),
    Column("生源地", ("生源所在地", "生源", "生源地区", "生源省份"), required=False),
    Column("班干部", ("学生干部", "是否班干部", "班干部职务", "干部职务"), required=False),
    Column("辅修专业", ("第二学位", "第二学位专业", "双学位专业", "辅修"), required=False),
)
STAFF_LIST = (
    Column("工号", ("教工号", "职工号", "教师工号", "教职工号", "人员编号", "学号")),
    NAME,
    Column("角色", ("身份", "岗位角色", "职务", "岗位")),
    Column("单位", ("所属单位", "负责单位", "负责班级", "班级", "学院", "所带班级"), required=False),
)
BONDS = (
    Column("学号", (*NUMBER.synonyms, "工号", "学工号", "学号/工号")),
    Column("Telegram ID", ("TelegramID", "telegram_id", "Telegramid", "TGID")),
)
WISHES = (
    NUMBER,
    Column("意向地区", ("意向地", "期望地区", "意向城市", "期望城市", "求职地区", "意向就业地区"), required=False),
    Column("单位性质", ("意向单位性质", "期望单位性质", "意向单位类型"), required=False),
    Column("岗位类别", ("意向岗位类别", "意向岗位", "期望岗位类别", "职位类别"), required=False),
    Column("最低月薪", ("期望最低月薪", "期望月薪", "最低薪资", "期望薪资", "薪资要求"), required=False),
    Column("接受面议", ("是否接受面议", "面议"), required=False),
    Column("仅本专业", ("是否仅本专业", "只看本专业", "专业对口"), required=False),
)


@dataclass(frozen=True)
class RosterEntry:
    """A graduate as the roster has him. ``majors`` is empty when no catalogue knows the major's name."""

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
    """None: the roster has no such column, so nothing is said."""


@dataclass(frozen=True)
class StaffEntry:
    """One role of one person in units by name; no unit means the school."""

    row: int
    number: str
    name: str
    role: Role
    units: tuple[str, ...]


@dataclass(frozen=True)
class BondEntry:
    row: int
    number: str
    telegram_id: int


@dataclass(frozen=True)
class WishEntry:
    """What the list says of each wish; absent keys were empty cells. The keys are those of the wish table."""

    row: int
    number: str
    wishes: Mapping[str, Any]


def read_roster(headers: Sequence[str], rows: Rows) -> Reading[RosterEntry]:
    return _read(headers, rows, ROSTER, _graduate, lambda entry: entry.number)


def read_staff(headers: Sequence[str], rows: Rows) -> Reading[StaffEntry]:
    return _read(headers, rows, STAFF_LIST, _staff, lambda entry: (entry.number, entry.role))


def read_bonds(headers: Sequence[str], rows: Rows) -> Reading[BondEntry]:
    reading = _read(headers, rows, BONDS, _bond, lambda entry: entry.number)
    seen: set[int] = set()
    twice = []
    for entry in reading.entries:
        if entry.telegram_id in seen:
            twice.append(Problem(entry.row, "Telegram ID", Fault.TWICE, str(entry.telegram_id)))
        seen.add(entry.telegram_id)
    return Reading(reading.entries, (*reading.problems, *twice), reading.ignored)


def read_wishes(headers: Sequence[str], rows: Rows, home_city: str | None = None) -> Reading[WishEntry]:
    """``home_city`` decides between places that share a name (朝阳区)."""
    return _read(headers, rows, WISHES, lambda cells: _wish(cells, home_city), lambda entry: entry.number)


def _read(
    headers: Sequence[str],
    rows: Rows,
    columns: tuple[Column, ...],
    entry_of: Callable[[Cells], T],
    key_of: Callable[[T], object],
) -> Reading[T]:
    """Every row turned into an entry. A key that stood in an earlier row is a problem of the later one."""
    found, problems = match_headers(headers, columns)
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
            cells.refuse(columns[0].name, Fault.TWICE)
        entries[key_of(entry)] = entry
    return Reading(tuple(entries.values()), tuple(problems), ignored)


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
    )


@cache
def _major(name: str, degree: Degree) -> str | None:
    return majors.resolve_major(name, degree)


@cache
def parse_own_degree(text: str) -> Degree | None:
    """The degree a graduate leaves with: 专升本 and 专科起点本科 are 本科, whatever stood at their beginning."""
    if "升本" in text or "起点本" in text:
        return Degree.BACHELOR
    return parse_degree(text).floor


def _staff(cells: Cells) -> StaffEntry:
    role = ROLE_NAMES.get(cells.needed("角色"))
    if cells.text("角色") and (role is None or role in NOT_LISTED):
        cells.refuse("角色", Fault.ROLE)
    units = tuple(part for cell in cells.parts("单位") for part in re.split(r"[,，]", cell) if part)
    if not units and role not in (Role.OFFICE, Role.LEADER, None):
        cells.refuse("单位", Fault.EMPTY)
    return StaffEntry(cells.number, cells.person_number("工号"), cells.needed("姓名"), role or Role.HELPER, units)


def _bond(cells: Cells) -> BondEntry:
    text = cells.needed("Telegram ID")
    telegram_id = int(text) if re.fullmatch(r"[1-9]\d{0,15}", text) else 0
    if text and not 0 < telegram_id < TELEGRAM_ID_LIMIT:
        cells.refuse("Telegram ID", Fault.TELEGRAM)
    return BondEntry(cells.number, cells.person_number("学号"), telegram_id)


def _wish(cells: Cells, home_city: str | None) -> WishEntry:
    wishes: dict[str, Any] = {}
    for column, key, parse, fault in (
        ("意向地区", "regions", lambda part: wished_regions(part, home_city), Fault.REGION),
        ("单位性质", "employer_types", lambda part: _one(employer.parse_employer_type(part)), Fault.EMPLOYER_TYPE),
        ("岗位类别", "categories", lambda part: _one(position.parse_category(part)), Fault.CATEGORY),
    ):
        if cells.text(column):
            wishes[key] = _codes(cells, column, parse, fault)
    if floor := cells.text("最低月薪"):
        wishes["floor"] = 0 if is_any(floor) else parse_floor(floor)
        if wishes["floor"] is None:
            cells.refuse("最低月薪", Fault.PAY)
    for column, key in (("接受面议", "negotiable"), ("仅本专业", "own_major_only")):
        if answer := cells.text(column):
            wishes[key] = is_yes(answer)
    return WishEntry(cells.number, cells.person_number("学号"), wishes)


def _codes(cells: Cells, column: str, parse: Callable[[str], tuple[str, ...]], fault: Fault) -> list[str]:
    """The codes of a cell's parts; 不限 among them means that anything will do."""
    codes: list[str] = []
    for part in cells.parts(column):
        if is_any(part):
            return []
        found = parse(part)
        if not found:
            cells.refuse(column, fault, part)
        codes += found
    return list(dict.fromkeys(codes))


def wished_regions(text: str, home_city: str | None) -> tuple[str, ...]:
    """The places of one typed word; empty when it names none, or more than one that it could be."""
    read = region.parse_region(text, home_city)
    return read.codes if read.understood and not read.outside else ()


def _one(code: str | None) -> tuple[str, ...]:
    return (code,) if code else ()
