"""The states of a schedule and of its firings, and the times and days of a cron as values for a sentence."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from croniter import croniter  # type: ignore[import-untyped]  # it ships no types; its one result is read below


class ScheduleState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


MOVES: dict[ScheduleState, frozenset[ScheduleState]] = {
    ScheduleState.ACTIVE: frozenset({ScheduleState.PAUSED, ScheduleState.ENDED}),
    ScheduleState.PAUSED: frozenset({ScheduleState.ACTIVE, ScheduleState.ENDED}),
    ScheduleState.ENDED: frozenset(),  # an undo restores it without this table
}


class FiringOutcome(StrEnum):
    SENT = "sent"
    MISSED = "missed"  # it was found too late to be worth sending, and the office was told


@dataclass(frozen=True)
class Rhythm:
    """The times and days on which a cron fires. An empty part means every day or every month.

    If weekdays and days of the month are both named, the cron fires on each day that fits one of them.
    """

    times: tuple[time, ...]
    weekdays: tuple[int, ...]
    """1 is Monday, and 7 is Sunday."""
    days: tuple[int, ...]
    months: tuple[int, ...]


def rhythm(cron: str) -> Rhythm | None:
    """Return the rhythm of a cron that passed ``warning.check_cron``, or None if it contains L, W or #."""
    _, _, monthdays, _, names = cron.upper().split()
    if set(monthdays) & set("LW") or set(names) & set("L#"):
        return None
    minutes, hours, days, months, weekdays = (_numbers(field) for field in croniter.expand(cron)[0])
    return Rhythm(
        tuple(time(hour, minute) for hour in hours or range(24) for minute in minutes or range(60)),
        tuple(sorted(day or 7 for day in weekdays)),
        days,
        months,
    )


def _numbers(field: list[int | str]) -> tuple[int, ...]:
    return () if "*" in field else tuple(int(value) for value in field)
