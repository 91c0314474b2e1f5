"""When fraud warnings are due: the seasons of each kind of fraud, and cron schedules (Monday is 1)."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice
from types import MappingProxyType
from zoneinfo import ZoneInfo

from croniter import (  # type: ignore[import-untyped]  # it ships no types; every result is annotated below
    CroniterBadDateError,
    CroniterError,
    croniter,
)

from bot.reference import rows

MOST_A_DAY = 4
ALL_YEAR = "全年"


class CronFault(StrEnum):
    NONSENSE = "nonsense"  # not five fields of cron
    TOO_OFTEN = "too_often"  # more than MOST_A_DAY firings on one day
    MINUTES = "minutes"  # the times of one day have different minutes, which one cron cannot express
    NEVER = "never"  # its day does not exist: 31 February


class BadCron(ValueError):
    """A cron that is not valid. ``fault`` says why."""

    def __init__(self, text: str, fault: CronFault) -> None:
        self.fault = fault
        super().__init__(f"{text!r} cannot be a schedule: {fault}")


class Misfire(StrEnum):
    RUN = "run"  # the firing is late, but still worth sending
    REPORT = "report"  # the firing is too late: nothing is sent, and the office is told


@cache
def season_weights(month: int) -> Mapping[str, int]:
    """Map each fraud kind that is due in ``month`` (1-12) to its weight: 2 in its peak, 1 if it is due all year.

    Raises ValueError for any other month.
    """
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    weights = {row["id"]: _weight(row["peak_months"], month) for row in rows("fraud_types")}
    return MappingProxyType({kind: weight for kind, weight in weights.items() if weight})


def in_season(month: int) -> tuple[str, ...]:
    """Return the fraud kinds of ``month``. Kinds in their peak come before kinds that are due all year."""
    weights = season_weights(month)
    return tuple(sorted(weights, key=lambda kind: (-weights[kind], kind)))


def _weight(peaks: str, month: int) -> int:
    spans = [part for part in peaks.split(";") if part != ALL_YEAR]
    if any(_within(span, month) for span in spans):
        return 2
    return 1 if ALL_YEAR in peaks else 0


def _within(span: str, month: int) -> bool:
    first, _, last = span.partition("-")
    start, end = int(first), int(last or first)
    return start <= month <= end if start <= end else month >= start or month <= end


def check_cron(text: str, most_a_day: int = MOST_A_DAY) -> str:
    """Return the five cron fields with single spaces. Raises BadCron if it is not valid, fires too often, or never
    fires.
    """
    plain = " ".join(text.split())
    if not re.fullmatch(r"[\d*/,-]+ [\d*/,-]+ [\d*/,LW-]+ [\dA-Za-z*/,-]+ [\dA-Za-z*/,#-]+", plain):
        raise BadCron(text, CronFault.NONSENSE)
    try:
        minutes, hours, *_ = croniter.expand(plain)[0]
    except CroniterError as broken:
        raise BadCron(text, CronFault.NONSENSE) from broken
    if _width(minutes, 60) * _width(hours, 24) > most_a_day:
        raise BadCron(text, CronFault.TOO_OFTEN)
    try:
        croniter(plain, datetime(2026, 1, 1, tzinfo=UTC)).get_next(datetime)
    except CroniterBadDateError as never:
        raise BadCron(text, CronFault.NEVER) from never
    return plain


def _width(field: list[int | str], everything: int) -> int:
    return everything if "*" in field else len(field)


def next_due(cron: str, zone: str, after: datetime) -> datetime:
    """Return the first time (UTC) after ``after`` at which ``cron`` fires, by the local time of ``zone``.

    If a clock change repeats an hour, the cron fires once. If it skips an hour, a time in it moves to the next hour:
    02:30 becomes 03:30.
    """
    place = ZoneInfo(zone)
    wall = after.astimezone(place).replace(tzinfo=None)
    # begin a little earlier, because a time that the local clock skipped may still be due
    times: Iterator[datetime] = croniter(cron, wall - timedelta(hours=3)).all_next(datetime)
    instants = (time.replace(tzinfo=place).astimezone(UTC) for time in times)
    # a skipped time is moved among later ones, so the first time on the local clock may not be the first in UTC
    return min(islice((due for due in instants if due > after), MOST_A_DAY + 1))


def occurrences(cron: str, zone: str, after: datetime, until: datetime, limit: int) -> tuple[datetime, ...]:
    """Return at most ``limit`` times (UTC) at which the cron fires, after ``after`` and not
    after ``until``, in order.
    """
    found: list[datetime] = []
    due = after
    while len(found) < limit and (due := next_due(cron, zone, due)) <= until:
        found.append(due)
    return tuple(found)


def firing_key(schedule_id: int, due: datetime) -> str:
    """Return the unique key of a firing, such as ``7:2026-11-30T00:30Z``. The time zone of ``due`` does not matter."""
    return f"{schedule_id}:{due.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def misfire(due: datetime, now: datetime, not_after_minutes: int) -> Misfire:
    """Return whether a firing found at ``now`` is run or reported as missed. It is run if it is at most
    ``not_after_minutes`` late.
    """
    return Misfire.RUN if now - due <= timedelta(minutes=not_after_minutes) else Misfire.REPORT
