"""Reading single cells of a posting table. Each reader returns ``(value, understood)``. An empty cell counts as
understood.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum


class WorkType(StrEnum):
    FULL = "full"
    INTERN = "intern"
    PART = "part"


_WORK_TYPES = (
    (WorkType.INTERN, re.compile(r"实习|见习")),
    (WorkType.PART, re.compile(r"兼职|小时工|非全日制")),
    (WorkType.FULL, re.compile(r"全职|正式|校园招聘|社会招聘|校招|社招|全日制")),
)
_OPEN_ENDED = re.compile(r"不限|若干|招满|长期|有效|常年|无|随时|满员|详见|面议|^/$|^-+$")
_FRESH = re.compile(r"无工作经验|无经验|无需经验|在校生|应届")
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NO_TITLE = re.compile(
    r"[管包](?:吃|住|食宿)|五险|[双单]休|底薪|月薪|年薪|提成|高薪|带薪|奖金|补贴|急[聘招]|^\d+[名人]?$|^等$|^若干[名人]?$|^20\d\d"
)


def plain(text: str) -> str:
    """Return the text in half-width characters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def split_titles(text: str) -> tuple[str, ...]:
    """Return the vacancies in a title, in order and without repeats: ``销售，文员，会计`` has three.

    Blanks and commas in brackets do not separate vacancies. A slash separates Chinese names (店长/销售), and not
    ``C/C++``. Praise such as ``管吃住`` is no vacancy.
    """
    parts = _split_outside_brackets(" ".join(text.split()))
    titles = [part for part in parts if part and not _NO_TITLE.search(re.sub(r"[(（].*?[)）]", "", part))]
    return tuple(dict.fromkeys(titles or [part for part in parts[:1] if part]))


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth = [""], 0
    for at, char in enumerate(text):
        depth += (char in "(（[【") - (char in ")）]】")
        parting = char in ",，、;；\n" or (char == "/" and _parts_names(text, at))
        if parting and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]


def _parts_names(text: str, at: int) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2}/[\u4e00-\u9fffA-Z]{2}", text[max(at - 2, 0) : at + 3]))


def read_work_type(text: str) -> tuple[WorkType | None, bool]:
    for kind, pattern in _WORK_TYPES:
        if pattern.search(text):
            return kind, True
    return None, not plain(text)


def read_headcount(text: str) -> tuple[int | None, bool]:
    """Return the highest number of people that the cell names: ``3人`` → 3, ``1-5`` → 5, 若干 → None."""
    cell = plain(text)
    if match := re.fullmatch(
        r"(?:约|共|计划)?(\d{1,5})(?:[-~至到](\d{1,5}))?\+?(?:个|名|人|位)?(?:以上|左右|以内)?", cell
    ):
        return int(match[2] or match[1]), True
    return None, not cell or bool(_OPEN_ENDED.search(cell))


def read_experience(text: str) -> tuple[int | None, bool]:
    """Return the least years of experience: ``3-4年工作经验`` → 3, ``无工作经验`` and ``应届`` → 0, 不限 → None."""
    cell = plain(text)
    if not cell or "不限" in cell or re.search(r"^无要求$|不要求|^/$", cell):
        return None, True
    if _FRESH.search(cell) or re.search(r"以[内下]", cell):
        return 0, True
    if match := re.search(
        r"((?<!\d)\d{1,2}|[一二两三四五六七八九十])(?:\+|[-~至到](?:\d+|[一二三四五六七八九十]))?年", cell
    ):
        return (_NUMERALS[match[1]] if match[1] in _NUMERALS else int(match[1])), True
    return None, False


def read_cohorts(text: str) -> tuple[frozenset[int], bool]:
    """Return the cohorts in a cell: ``2026届`` → {2026}, ``25、26届`` → both, ``2024-2026届`` → all three, 不限 → none.

    应届 alone is not understood, because its meaning changes every year.
    """
    cell = plain(text)
    years = [
        int(year) if len(year) == 4 else 2000 + int(year) for year in re.findall(r"20\d\d|(?<!\d)\d\d(?!\d)", cell)
    ]
    spans = re.findall(r"(20\d\d)[届年]?[-~至到](20\d\d)", cell)
    named = {year for first, last in spans for year in range(int(first), int(last) + 1)} | set(years)
    if named and all(2000 < year < 2100 for year in named):
        return frozenset(named), True
    return frozenset(), not cell or "不限" in cell or bool(re.fullmatch(r"无|无要求|/", cell))


def read_date(text: str, today: date, *, coming: bool = False) -> tuple[date | None, bool]:
    """Return the day in a text like 2026-12-31, 2026/12/31 or 2026年12月31日.

    招满即止 and 长期有效 are understood as None. A day without a year is understood only with ``coming``, as the next
    such day from ``today`` on. A day that does not exist is not understood.
    """
    cell = plain(text)
    if match := re.search(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})", cell):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if coming and (match := re.fullmatch(r"(?:至|截至|截止到?)?(\d{1,2})月(\d{1,2})[日号]?(?:前|止|截止)?", cell)):
        month, day_of_month = int(match[1]), int(match[2])
        year = today.year + ((month, day_of_month) < (today.month, today.day))
        return _day(year, month, day_of_month)
    return None, not cell or bool(_OPEN_ENDED.search(cell))


def _day(year: int, month: int, day_of_month: int) -> tuple[date | None, bool]:
    try:
        return date(year, month, day_of_month), True
    except ValueError:
        return None, False
