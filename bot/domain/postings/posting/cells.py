"""Reading single cells of a posting table. Each reader returns ``(value, understood)``. An empty cell counts as
understood.
"""

import re
import unicodedata
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
    r"[管包](?:吃|住|食宿)|[五六七]险|[双单]休|底薪|月薪|年薪|提成|高薪|带薪|奖金|补贴|急[聘招]|诚聘|待遇|福利|晋升|公积金"
    r"|^(?:不用|不需|无需|无须|免|提供|包|可|接受|不加班|不出差|弹性|朝九|周末|入职|就近|有人带|带教|转正|无责|日结|周结|月结)"
    r"|^\d+[名人]?$|^等$|^若干[名人]?$|^20\d\d"
)
_RANK = re.compile(r"(?:总经理|经理|主管|总监|主任|组长|店长|助理|专员|员|师|副手|副职|储备|实习生)$")
"""A title that consists only of a rank. After a slash it is a second name of the vacancy: 财务经理/主管."""
_TAIL = re.compile(r"\d+[名人个]([^\d名人]{2,})$")
"""A name after the last number of people: 甲所1名、乙所1名一级行政执法员 is about one name."""


def plain(text: str) -> str:
    """Return the text in half-width characters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def split_titles(text: str) -> tuple[str, ...]:
    """Return the vacancies in a title, in order and without repeats: ``销售，文员，会计`` has three.

    Blanks and commas in brackets do not separate vacancies. A slash separates Chinese names (店长/销售), and not
    ``C/C++``. Praise such as ``管吃住`` is no vacancy.
    """
    whole = " ".join(text.split())
    parts = _split_outside_brackets(whole)
    if len(parts) > 1 and (tail := _TAIL.search(whole)) and all(re.search(r"\d+[名人个]", part) for part in parts):
        return (tail[1].strip(),)
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
    """Whether the slash at ``at`` separates two names. A rank after a slash belongs to the name before it."""
    after = re.split(r"[,，、;；/\n]", text[at + 1 :])[0]
    if len(after) <= 3 and _RANK.search(after) and _RANK.search(text[:at]):
        return False
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
    if not cell or "不限" in cell or re.search(r"^无(?:要求|限制)?$|不要求|^/$|^-+$", cell):
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

    应届 alone is not understood, because its meaning changes every year. 往届 is open to the past, and an age or a year
    of birth is no cohort, so such cells are not understood either.
    """
    cell = plain(text)
    if not cell or "不限" in cell or re.fullmatch(r"无|无要求|/|-+", cell):
        return frozenset(), True
    listed = re.search(r"(?:\d{2,4}[届年级]?[-~至到、,/和及与])*\d{2,4}[届级]", cell)
    bare = re.fullmatch(r"(?:20\d\d[届年]?[-~至到、,/和及与]?)+(?:应届)?(?:毕业生?)?", cell)
    whole = (listed or bare or [""])[0]
    years = [_year(digits) for digits in re.findall(r"\d{2,4}", whole)]
    spans = re.findall(r"(\d{2,4})[届年级]?[-~至到](\d{2,4})", whole)
    named = {year for first, last in spans for year in range(_year(first), _year(last) + 1)} | set(years)
    doubtful = re.search(r"岁|龄|出生|往届|历届|择业期|以前|以后|及以", cell)
    if named and not doubtful and all(2000 < year < 2100 for year in named):
        return frozenset(named), True
    return frozenset(), False


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
