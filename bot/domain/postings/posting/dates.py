"""Reading the day in a cell, such as the last day to apply: 2026-12-31, 12月1日至12月20日, 招满为止（最迟12月20日）."""

import re
import unicodedata
from datetime import date, timedelta
from itertools import pairwise

from bot.domain.postings.posting.cells import plain

OPEN_ENDED = re.compile(r"不限|若干|招满|招完|长期|有效|常年|全年|^无$|随时|满员|详见|面议|^/$|^-+$")
_YEAR, _MONTH, _DAY = r"(?P<year>20\d\d|\d\d(?=年\d))", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_FORMS = (
    re.compile(rf"(?<!\d){_YEAR}[-/.年]{_MONTH}[-/.月]{_DAY}[日号]?(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0\d|1[0-2])(?P<day>[0-3]\d)(?!\d)"),
    re.compile(rf"(?<!\d){_MONTH}月{_DAY}[日号]?(?!\d)"),
    re.compile(rf"(?<![\d.]){_MONTH}[./]{_DAY}(?![\d.])"),
    re.compile(rf"^{_MONTH}-{_DAY}$"),
    re.compile(r"(?<=[-~至到—–])(?P<day>\d{1,2})[日号](?!\d)"),
)
"""The ways to write a day. A later form counts only where no earlier form does."""
_TIME = re.compile(
    r"(?:上午|下午|晚上?|中午|凌晨|早上?)?\s*(?<!\d)\d{1,2}(?:[:点时]\d{0,2}分?(?::\d{2})?)(?!\d)|[(（](?:周|星期).[)）]"
)
_SPAN = re.compile(r"(?:[-~至到—–]|--|——)+")
_CLOSING = re.compile(r"截止|截至|报名|网申|投递|简历|应聘|有效|最迟|最晚|结束|招聘时间|之?前|为止")
_OTHER_EVENT = re.compile(
    r"笔试|面试|考试|体检|公示|宣讲|入职|到岗|上岗|答辩|测评|准考证|资格复?审|录用|聘用|出生|毕业"
)
_BEGINS = re.compile(r"^(?:之日)?(?:起|开始|以后|之后)(?!至|到|-)")
EXCEL_EPOCH = date(1899, 12, 30)
NEAR = timedelta(days=3 * 366)


def read_date(text: str, today: date, *, coming: bool = False) -> tuple[date | None, bool]:
    """Return (the day, whether the cell was understood).

    - The last day of a span counts: 12月1日至12月20日 is 12月20日.
    - The end of the application counts, and not a written exam beside it.
    - 招满即止 and 长期有效 are understood as None, if no day stands beside them.
    - A day without a year counts only with ``coming``: it is the next such day from ``today`` on.
    - Two days that are no span, and a day that does not exist, are not understood.
    """
    cell = plain(_TIME.sub(" ", unicodedata.normalize("NFKC", text)))
    if re.fullmatch(r"[45]\d{4}", cell):
        day = EXCEL_EPOCH + timedelta(days=int(cell))
        return (day, True) if abs(day - today) < NEAR else (None, False)
    clauses = _telling(cell)
    read = [_last(clause, today, coming) for clause in clauses]
    if not all(understood for _, understood in read):
        return None, False
    days = {day for day, _ in read if day}
    if len(days) == 1:
        return days.pop(), True
    return None, not days and (not cell or bool(OPEN_ENDED.search(cell)))


def _telling(cell: str) -> list[str]:
    """Return the clauses that may say when a posting closes.

    If a clause speaks of closing, only such clauses count.
    """
    clauses = [part for part in re.split(r"[,;。()\[\]【】]", cell) if part]
    dated = [part for part in clauses if re.search(r"\d", part)]
    own = [part for part in dated if not _OTHER_EVENT.search(part) or _CLOSING.search(part)] or dated
    return [part for part in own if _CLOSING.search(part)] or own


def _last(clause: str, today: date, coming: bool) -> tuple[date | None, bool]:
    """Return (the last day of a clause, whether it can be told)."""
    hits = _hits(clause)
    if not hits:
        return None, not re.search(r"\d+[月日号]|20\d\d", clause)
    days: list[date] = []
    for hit in hits:
        day = _day(hit.groupdict(), days[-1] if days else None, today, coming)
        if day is None:
            return None, False
        days.append(day)
    gaps = [clause[a.end() : b.start()] for a, b in pairwise(hits)]
    is_span = len(days) <= 2 and all(_SPAN.fullmatch(gap) for gap in gaps) and days == sorted(days)
    only_begins = len(days) == 1 and _BEGINS.match(clause[hits[0].end() :]) is not None
    return (days[-1], True) if is_span and not only_begins else (None, False)


def _hits(clause: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    for form in _FORMS:
        fresh = form.finditer(clause)
        found += [hit for hit in fresh if all(hit.end() <= old.start() or hit.start() >= old.end() for old in found)]
    return sorted(found, key=lambda hit: hit.start())


def _day(parts: dict[str, str], before: date | None, today: date, coming: bool) -> date | None:
    """Return the day with these parts. In a span, missing parts come from the day before it."""
    if "year" not in parts and not coming and before is None:
        return None
    month = int(parts.get("month") or (before.month if before else 0))
    year = int(parts.get("year") or (before.year if before else today.year))
    try:
        day = date(year + 2000 if year < 100 else year, month, int(parts["day"]))
        earliest = before or today
        return day.replace(year=day.year + 1) if "year" not in parts and day < earliest else day
    except ValueError:
        return None
