"""Working hours, holidays and quiet hours. UTC in, UTC out; reckoned in Asia/Shanghai."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = time(12)
"""When the class report of a workday goes out (DESIGN §3.2)."""

_NO_EXTRA: Mapping[date, bool] = {}


@dataclass(frozen=True)
class Hours:
    """The office's day. Lunch counts: a rung due at noon is due at noon."""

    start: time = time(8, 30)
    end: time = time(17, 30)


@dataclass(frozen=True)
class Quiet:
    """From ``start`` to ``end`` local time, over midnight when ``end`` is the earlier one."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @property
    def length(self) -> timedelta:
        start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.start, self.end))
        return (end - start) % timedelta(days=1)


OFFICE = Hours()


def is_workday(day: date, extra: Mapping[date, bool] = _NO_EXTRA) -> bool:
    """Whether people work on ``day``: the office's own list first, then the State Council's for known years.

    ``extra`` maps a day to "is a workday". Years that neither knows are Monday to Friday.
    """
    if day in extra:
        return extra[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_working(
    now: datetime,
    hours: float,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
    every_day: bool = False,
) -> datetime:
    """The moment when ``hours`` working hours have passed since ``now`` (aware); UTC.

    ``every_day`` counts weekends and holidays too, for what cannot wait; nights never count.
    """
    left = timedelta(hours=hours)
    moment = now.astimezone(SHANGHAI)
    while True:
        opens = datetime.combine(moment.date(), span.start, SHANGHAI)
        closes = datetime.combine(moment.date(), span.end, SHANGHAI)
        if every_day or is_workday(moment.date(), extra):
            begin = max(moment, opens)
            if begin + left <= closes:
                return (begin + left).astimezone(UTC)
            left -= max(closes - begin, timedelta())
        moment = datetime.combine(moment.date() + timedelta(days=1), time(), SHANGHAI)


def last_noon_report(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> datetime:
    """The latest noon of a workday not after ``now``; UTC."""
    local = now.astimezone(SHANGHAI)
    noon = datetime.combine(local.date(), NOON, SHANGHAI)
    while noon > local or not is_workday(noon.date(), extra):
        noon -= timedelta(days=1)
    return noon.astimezone(UTC)


def out_of_quiet(now: datetime, quiet: Quiet | None) -> datetime:
    """``now`` when nobody is disturbed, else the end of the quiet hours; UTC."""
    local = now.astimezone(SHANGHAI)
    if quiet is None or local.time() not in quiet:
        return now.astimezone(UTC)
    end = datetime.combine(local.date(), quiet.end, SHANGHAI)
    return (end if end > local else end + timedelta(days=1)).astimezone(UTC)


def parse_quiet(text: str) -> Quiet | None:
    """``"22:00-08:00"`` as quiet hours; empty, or equal ends, is none. Raises ValueError for the rest."""
    if not text.strip():
        return None
    found = re.fullmatch(r"(\d{1,2}:\d\d)\s*[-—~–至]\s*(\d{1,2}:\d\d)", text.strip().replace("：", ":"))
    if not found:
        raise ValueError(f"quiet hours look like 22:00-08:00, not {text!r}")
    start, end = (time.fromisoformat(part.zfill(5)) for part in found.groups())
    return None if start == end else Quiet(start, end)


LONGEST_QUIET = timedelta(hours=16)
"""Longer, and hardly anything could be sent that day: a slip of the finger."""
_NO_QUIET = frozenset({"关闭", "关", "不用", "不要", "没有", "无"})


def typed_quiet(text: str) -> str:
    """Quiet hours as a person types them (21:30-07:30, 21点半到7点; 关闭), in the form of ``parse_quiet``.

    Raises ValueError for anything else, and for what leaves too little of the day.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain in _NO_QUIET:
        return ""
    plain = re.sub(r"[点时](\d\d)分?", r":\1", plain.replace("点半", ":30").replace("时半", ":30"))
    plain = re.sub(r"[点时]整?", ":00", plain.replace("到", "-"))
    quiet = parse_quiet(plain)
    if quiet is None or quiet.length > LONGEST_QUIET:
        raise ValueError(f"{text!r} leaves no time to send, or none to rest")
    return str(quiet)
