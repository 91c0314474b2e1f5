"""Reading the office's list of wishes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import employer, position, region
from bot.domain.lists import Cells, Fault, Reading, Rows, is_any, is_yes, read
from bot.domain.wishes.wish import parse_floor

WISH_COLUMNS = {
    "regions": "意向地区",
    "employer_types": "单位性质",
    "categories": "岗位类别",
    "floor": "最低月薪",
    "negotiable": "接受面议",
    "own_major_only": "仅本专业",
}
"""Map each field of the wish table to its column in the list."""


@dataclass(frozen=True)
class WishEntry:
    """The wishes in one row, by the field names of the wish table. An empty cell has no key."""

    row: int
    number: str
    wishes: Mapping[str, Any]


def read_wishes(headers: Sequence[str], rows: Rows, home_city: str | None = None) -> Reading[WishEntry]:
    """Return the wishes in a list. ``home_city`` (a code) decides between places that share a name (朝阳区)."""
    return read(headers, rows, "wishes", lambda cells: _wish(cells, home_city), lambda entry: entry.number)


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


def wish_words(key: str, value: Any) -> str:
    """Return the value of a wish field as a list writes it, with names for codes. None is 未填, and an empty value is
    不限.
    """
    named: dict[str, Callable[[str], str]] = {
        "regions": region.name,
        "employer_types": employer.type_name,
        "categories": position.name,
    }
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "未填"
    return "、".join(named[key](code) for code in value) if value and key in named else str(value or "不限")


def _codes(cells: Cells, column: str, parse: Callable[[str], tuple[str, ...]], fault: Fault) -> list[str]:
    """Return the codes of a cell's parts. If a part is 不限, return an empty list, which accepts any value."""
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
    """Return the codes of the places that a typed word names, or nothing for an unknown or ambiguous word."""
    read = region.parse_region(text, home_city)
    return read.codes if read.understood and not read.outside else ()


def _one(code: str | None) -> tuple[str, ...]:
    return (code,) if code else ()
