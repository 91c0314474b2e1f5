"""When a kept posting is worth a word: three days and one day before its deadline, at noon."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import NOON, SHANGHAI

DAYS_BEFORE = (3, 1)
UNTIL = time(20)
"""A reminder that noon missed is still made the same day, until then."""


@dataclass(frozen=True)
class Firing:
    """A day's reminders: of what closes on one of ``deadlines``; not sent after ``not_after``."""

    day: date
    noon: datetime
    deadlines: tuple[date, ...]
    not_after: datetime


def firing(now: datetime) -> Firing | None:
    """The reminders that are due at ``now``, from noon to the evening of every day; None outside."""
    local = now.astimezone(SHANGHAI)
    if not NOON <= local.time() < UNTIL:
        return None
    today = local.date()
    night = datetime.combine(today + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)
    noon = datetime.combine(today, NOON, SHANGHAI).astimezone(UTC)
    return Firing(today, noon, tuple(today + timedelta(days=days) for days in DAYS_BEFORE), night)


def closes(posting: date | None, announcement: date | None) -> date | None:
    """The last day on which one can apply: the earlier of the two that are named."""
    named = [day for day in (posting, announcement) if day is not None]
    return min(named) if named else None
