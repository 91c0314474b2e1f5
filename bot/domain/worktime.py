"""Working hours and holidays in the time zone Asia/Shanghai. Every returned moment is in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = time(12)
"""The time at which the class report of a workday is sent (DESIGN §3.2)."""

FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""The (month, day) of the holidays that are on the same day every year: 元旦, 劳动节 and 国庆节
(《全国年节及纪念日放假办法》, 2024)."""
_NO_EXTRA: Mapping[date, bool] = {}


@dataclass(frozen=True)
class Hours:
    """The office's working day, including the lunch break, so that a rung may be due at noon."""

    start: time = time(8, 30)
    end: time = time(17, 30)


OFFICE = Hours()


def is_workday(day: date, extra: Mapping[date, bool] = _NO_EXTRA) -> bool:
    """Whether ``day`` is a workday. ``extra`` is the office's list (day → whether it is a workday) and decides first.

    The State Council's calendar decides next. For a year that it lacks, Monday to Friday are workdays, except the
    holidays that are on the same day every year.
    """
    if day in extra:
        return extra[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in FIXED


def knows(year: int, extra: Mapping[date, bool] = _NO_EXTRA) -> bool:
    """Whether the holidays of a year are known, from the office's list or from the calendar that ships with the bot."""
    if any(day.year == year for day in extra):
        return True
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


def add_working(
    now: datetime,
    hours: float,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
    every_day: bool = False,
) -> datetime:
    """Return the moment (UTC) at which ``hours`` working hours have passed since ``now`` (aware).

    With ``every_day``, weekends and holidays count too. Nights never count.
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
    """Return the latest noon of a workday at or before ``now``, in UTC."""
    local = now.astimezone(SHANGHAI)
    noon = datetime.combine(local.date(), NOON, SHANGHAI)
    while noon > local or not is_workday(noon.date(), extra):
        noon -= timedelta(days=1)
    return noon.astimezone(UTC)


def next_noon_report(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> datetime:
    """Return the first noon of a workday that is after ``now``, in UTC."""
    local = now.astimezone(SHANGHAI)
    noon = datetime.combine(local.date(), NOON, SHANGHAI)
    while noon <= local or not is_workday(noon.date(), extra):
        noon += timedelta(days=1)
    return noon.astimezone(UTC)
