"""Quiet hours (Asia/Shanghai), in which only urgent messages are sent."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.domain.worktime import SHANGHAI

DAY_BEGINS = time(8)
"""A message that waits for the next day is not sent before this hour, even to a student without quiet hours."""


@dataclass(frozen=True)
class Quiet:
    """Quiet hours in local time, from ``start`` until just before ``end``. They may last past midnight."""

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


def out_of_quiet(now: datetime, quiet: Quiet | None) -> datetime:
    """Return ``now`` (UTC), or the end of the quiet hours if ``now`` is within them."""
    local = now.astimezone(SHANGHAI)
    if quiet is None or local.time() not in quiet:
        return now.astimezone(UTC)
    end = datetime.combine(local.date(), quiet.end, SHANGHAI)
    return (end if end > local else end + timedelta(days=1)).astimezone(UTC)


def midnight(now: datetime) -> datetime:
    """Return the moment at which the day of ``now`` began. The daily cap counts from it."""
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def next_morning(now: datetime, quiet: Quiet | None) -> datetime:
    """Return the first moment (UTC) of the next day from ``DAY_BEGINS`` on that is outside the quiet hours."""
    tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    return out_of_quiet(datetime.combine(tomorrow, DAY_BEGINS, SHANGHAI), quiet)


def parse_quiet(text: str) -> Quiet | None:
    """Return the quiet hours in a text like ``"22:00-08:00"``, or None if it is empty or both times are equal.

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
"""Longer quiet hours count as a typing error, because they leave hardly any time for messages."""
_NO_QUIET = frozenset({"关闭", "关", "不用", "不要", "没有", "无"})


def typed_quiet(text: str) -> str:
    """Return the quiet hours that a person typed (21:30-07:30, 21点半到7点) in the form that ``parse_quiet`` reads.

    For 关闭 and its synonyms, return ``""``. Raises ValueError if the text is not understood, if both times are equal,
    or if the hours exceed ``LONGEST_QUIET``.
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
