"""Reminders of bookmarked postings, at noon, three days and one day before their deadline."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import NOON, SHANGHAI

DAYS_BEFORE = (3, 1)
UNTIL = time(20)
"""Reminders that were not created at noon can be created later on that day, until this time."""


@dataclass(frozen=True)
class Firing:
    """The reminders of one day, for postings that close on one of ``deadlines``.

    A reminder beyond the daily cap waits for the next morning. None is sent after ``not_after``, the end of that day,
    when the first of the postings is closed.
    """

    day: date
    noon: datetime
    deadlines: tuple[date, ...]
    not_after: datetime


def firing(now: datetime) -> Firing | None:
    """Return the reminders of the day if ``now`` is between noon and ``UNTIL``, else None."""
    local = now.astimezone(SHANGHAI)
    if not NOON <= local.time() < UNTIL:
        return None
    today = local.date()
    night = datetime.combine(today + timedelta(days=2), time(), SHANGHAI).astimezone(UTC)
    noon = datetime.combine(today, NOON, SHANGHAI).astimezone(UTC)
    return Firing(today, noon, tuple(today + timedelta(days=days) for days in DAYS_BEFORE), night)


def closes(posting: date | None, announcement: date | None) -> date | None:
    """Return the last day to apply: the earlier of the two deadlines. None means no deadline."""
    named = [day for day in (posting, announcement) if day is not None]
    return min(named) if named else None
