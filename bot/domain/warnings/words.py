"""Converts a rhythm in Chinese words, such as 每周三 9:30 or 每月 5 日 10:00, to cron."""

import re
import unicodedata
from collections.abc import Iterable

from bot.domain.warnings.warning import BadCron, CronFault, check_cron

WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_DAY = f"[{''.join(WEEKDAYS)}]"
_WEEK = "每?个?(?:周|星期|礼拜)"
_AND = "[、,和及]"
_DAILY = re.compile("每[天日]")
_SPAN = re.compile(rf"{_WEEK}({_DAY})[到至-](?:{_WEEK})?({_DAY})")
_WEEKLY = re.compile(rf"{_WEEK}{_DAY}(?:{_AND}?(?:{_WEEK})?{_DAY})*")
_MONTHLY = re.compile(rf"每个?月\d+[日号]?(?:{_AND}\d+[日号]?)*")
_YEARLY = re.compile(rf"(?:每年)?((?:\d+月?{_AND})*\d+)月((?:\d+[日号]?{_AND})*\d+)[日号]")
_TIME = re.compile(r"(?:凌晨|早上|早晨|上午|(中午)|(下午|傍晚|晚上|晚))?(\d+)(?::(\d\d)|[点时](?:(半)|(\d+)分?)?)")
_TIMES = re.compile(rf"{_TIME.pattern}(?:{_AND}{_TIME.pattern})*")


def cron_of(text: str) -> str:
    """Return the cron of a rhythm in words: its days, then its times.

    Raises BadCron if the words are not understood, if the times have different minutes, or if ``check_cron`` refuses.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。,")
    for pattern in (_DAILY, _SPAN, _WEEKLY, _MONTHLY, _YEARLY):
        if (days := pattern.match(plain)) is not None:
            times = plain[days.end() :].lstrip(",的")
            if not _TIMES.fullmatch(times):
                break
            return check_cron(f"{_clock(text, times)} {_dates(days)}")
    raise BadCron(text, CronFault.NONSENSE)


def _dates(days: re.Match[str]) -> str:
    """Return the last three fields of the cron: day of the month, month, weekday."""
    if days.re is _SPAN:
        first, last = WEEKDAYS[days[1]], WEEKDAYS[days[2]]
        return f"* * {_joined((first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1))}"
    if days.re is _WEEKLY:
        return f"* * {_joined(WEEKDAYS[day] for day in re.findall(_DAY, days[0]))}"
    if days.re is _MONTHLY:
        return f"{_numbers(days[0])} * *"
    if days.re is _YEARLY:
        return f"{_numbers(days[2])} {_numbers(days[1])} *"
    return "* * *"


def _clock(text: str, times: str) -> str:
    """Return the first two fields of the cron: minute and hour. 下午 3 点 is 15:00."""
    hours, minutes = set(), set()
    for noon, late, hour, minute, half, spoken in _TIME.findall(times):
        at = int(hour)
        hours.add(at + 12 if at < 12 and (late or (noon and at < 3)) else at)
        minutes.add(30 if half else int(minute or spoken or 0))
    if len(minutes) > 1:
        raise BadCron(text, CronFault.MINUTES)
    return f"{minutes.pop()} {_joined(hours)}"


def _numbers(text: str) -> str:
    return _joined(int(number) for number in re.findall(r"\d+", text))


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in sorted(set(numbers)))
