"""Working hours, holidays and quiet hours, by the clocks of Asia/Shanghai. Every moment returned is in UTC."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = time(12)
"""The class report of a workday goes out at this time (DESIGN §3.2)."""

_NO_EXTRA: Mapping[date, bool] = {}


@dataclass(frozen=True)
class Hours:
    """The office's working day. The lunch break counts as working time: a rung may be due at noon."""

    start: time = time(8, 30)
    end: time = time(17, 30)


@dataclass(frozen=True)
class Quiet:
    """Quiet hours in local time, from ``start`` until just before ``end``; over midnight when ``end`` is earlier."""

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
    """Whether people work on ``day``. The office's own list decides first, then the State Council's calendar.

    ``extra`` is the office's list: it maps a day to whether that day is a workday. In a year that neither of them
    knows, people work from Monday to Friday.
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

    ``every_day`` counts weekends and holidays too, for a task that cannot wait. Nights never count.
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
    """The latest noon of a workday that is not after ``now``; UTC."""
    local = now.astimezone(SHANGHAI)
    noon = datetime.combine(local.date(), NOON, SHANGHAI)
    while noon > local or not is_workday(noon.date(), extra):
        noon -= timedelta(days=1)
    return noon.astimezone(UTC)


def out_of_quiet(now: datetime, quiet: Quiet | None) -> datetime:
    """The first moment from ``now`` on that lies outside the quiet hours; UTC."""
    local = now.astimezone(SHANGHAI)
    if quiet is None or local.time() not in quiet:
        return now.astimezone(UTC)
    end = datetime.combine(local.date(), quiet.end, SHANGHAI)
    return (end if end > local else end + timedelta(days=1)).astimezone(UTC)


def parse_quiet(text: str) -> Quiet | None:
    """The quiet hours of a text like ``"22:00-08:00"``. None: the text is empty, or its two ends are equal.

    Raises ValueError for any other text.
    """
    if not text.strip():
        return None
    found = re.fullmatch(r"(\d{1,2}:\d\d)\s*[-—~–至]\s*(\d{1,2}:\d\d)", text.strip().replace("：", ":"))
    if not found:
        raise ValueError(f"quiet hours look like 22:00-08:00, not {text!r}")
    start, end = (time.fromisoformat(part.zfill(5)) for part in found.groups())
    return None if start == end else Quiet(start, end)


LONGEST_QUIET = timedelta(hours=16)
"""Longer quiet hours are taken for a typing error: they leave hardly any time to send."""
_NO_QUIET = frozenset({"关闭", "关", "不用", "不要", "没有", "无"})


def typed_quiet(text: str) -> str:
    """Quiet hours as a person types them (21:30-07:30, 21点半到7点), in the form that ``parse_quiet`` reads.

    关闭 gives ``""``. Raises ValueError for any other text, for two equal ends, and above ``LONGEST_QUIET``.
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
