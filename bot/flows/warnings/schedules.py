"""Send warnings on a schedule.

``next_due`` and each firing are stored in rows. So each occurrence is sent at most once, and each missed occurrence is
reported. This is true even after a restart, with a second process, or after a jump of the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, BadSchedule, NotFound, Stale
from bot.domain.people import Role
from bot.domain.warnings import warning, words
from bot.domain.warnings.schedule import MOVES, FiringOutcome, Rhythm, ScheduleState, rhythm
from bot.domain.warnings.warning import BadCron, Misfire
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.warnings import warn
from bot.store import people
from bot.store.tables import Firing, Schedule, Unit
from bot.store.warnings import schedules

ZONE = "Asia/Shanghai"
NOT_AFTER_MINUTES = 12 * 60
"""A warning is still sent if it is at most half a day late. A later warning is reported to the office instead."""
MOST_CAUGHT_UP = 1000
"""The most missed occurrences of a schedule that one run checks."""


@dataclass(frozen=True)
class View:
    """A schedule as staff see it: its warning, its unit, its rhythm and its next three occurrences.

    ``rhythm`` is None for an old cron that words cannot express. Its next occurrences are shown in its place.
    """

    schedule: Schedule
    kind: warn.Kind
    unit: Unit
    rhythm: Rhythm | None
    coming: Sequence[datetime]


async def listed(session: AsyncSession, now: datetime) -> list[View]:
    """All schedules that have not ended."""
    return [await _view(session, schedule, now) for schedule in await schedules.in_force(session)]


async def view(session: AsyncSession, schedule_id: int, now: datetime) -> View:
    """One schedule as staff see it. Raises NotFound if the schedule does not exist or has ended."""
    return await _view(session, await _found(session, schedule_id), now)


async def add(session: AsyncSession, code: str, unit: Unit, cron: str, now: datetime, by: int | None = None) -> View:
    """Add a schedule.

    ``code`` is the kind of fraud, for example ``F01``. ``cron`` is in Beijing time, for example ``0 10 * * 1``. Raises
    BadSchedule for a wrong cron text, and Stale for a code without a template.
    """
    plain = check(cron)
    kind = warn.kind_of(code, now)
    schedule = Schedule(
        name=kind.name,
        warning=code,
        scope_unit_id=unit.id,
        cron=plain,
        zone=ZONE,
        not_after_minutes=NOT_AFTER_MINUTES,
        next_due=warning.next_due(plain, ZONE, now),
        created_by=by,
        created_at=now,
    )
    session.add(schedule)
    await session.flush()
    return await _view(session, schedule, now)


def check(cron: str) -> str:
    """The cron text with single spaces. Raises BadSchedule with the fault in the text."""
    try:
        return warning.check_cron(cron)
    except BadCron as bad:
        raise BadSchedule(bad.fault) from None


def cron_of(text: str) -> str:
    """The cron of a rhythm in words, such as 每周三 9:30. Raises BadSchedule with the fault in the text."""
    try:
        return words.cron_of(text)
    except BadCron as bad:
        raise BadSchedule(bad.fault) from None


async def switch(session: AsyncSession, schedule_id: int, state: ScheduleState, now: datetime) -> View:
    """Pause, resume or end a schedule.

    Raises NotFound if the schedule has ended, and AlreadyDone if it already has this state.
    """
    schedule = await _found(session, schedule_id)
    if state not in MOVES[schedule.state]:
        raise AlreadyDone("schedule_switched")
    return await _enter(session, schedule, state, now)


async def restore(session: AsyncSession, schedule_id: int, state: ScheduleState, now: datetime) -> View:
    """Undo the end of a schedule. ``state`` is its state before the end: running or paused.

    Raises Stale if the schedule has not ended.
    """
    schedule = await session.get(Schedule, schedule_id, with_for_update=True)
    if schedule is None or schedule.state != ScheduleState.ENDED or state == ScheduleState.ENDED:
        raise Stale
    return await _enter(session, schedule, state, now)


async def _enter(session: AsyncSession, schedule: Schedule, state: ScheduleState, now: datetime) -> View:
    """Set the state of a schedule. Occurrences that were due while it was paused or ended are not sent later."""
    schedule.state = state
    if state == ScheduleState.ACTIVE:
        schedule.next_due = warning.next_due(schedule.cron, schedule.zone, now)
    return await _view(session, schedule, now)


async def fire_due(session: AsyncSession, now: datetime) -> list[Firing]:
    """Fire all due schedules.

    If several occurrences of a schedule are due, only the latest is sent, and only if it is not too late. All other due
    occurrences are reported to the office as missed.
    """
    fired: list[Firing] = []
    for schedule in await schedules.due(session, now):
        fired += await _fire(session, schedule, now)
    return fired


async def _fire(session: AsyncSession, schedule: Schedule, now: datetime) -> list[Firing]:
    first = schedule.next_due
    later = warning.occurrences(schedule.cron, schedule.zone, first, now, MOST_CAUGHT_UP)
    dues = [first, *later]
    fired = []
    for due in dues:
        key = warning.firing_key(schedule.id, due)
        if await session.get(Firing, key) is not None:
            continue
        in_time = warning.misfire(due, now, schedule.not_after_minutes) is Misfire.RUN
        firing = Firing(key=key, schedule_id=schedule.id, due=due, at=now, outcome=FiringOutcome.MISSED)
        if due == dues[-1] and in_time:
            unit = await session.get_one(Unit, schedule.scope_unit_id)
            push = await warn.send(session, schedule.warning, unit, now, by=schedule.created_by, key=f"firing:{key}")
            firing.outcome, firing.push_id = FiringOutcome.SENT, push.id
        session.add(firing)
        fired.append(firing)
    schedule.next_due = warning.next_due(schedule.cron, schedule.zone, now)
    missed = [firing for firing in fired if firing.outcome == FiringOutcome.MISSED]
    if missed:
        await _report(session, schedule, missed, now)
    return fired


async def _report(session: AsyncSession, schedule: Schedule, missed: Sequence[Firing], now: datetime) -> None:
    """Notify the office of all occurrences that were not sent."""
    school = await people.school(session)
    if school is None:
        return
    office = await people.holders(session, [school.id], Role.OFFICE)
    notice = Notice(
        PushKind.TASK,
        "schedule/missed",
        key=f"missed:{missed[-1].key}",
        values={
            "schedule": schedule.id,
            "name": schedule.name,
            "warning": schedule.warning,
            "unit": schedule.scope_unit_id,
            "dues": [firing.due.isoformat() for firing in missed],
        },
    )
    await pushing.to_people(session, notice, [holder.person_id for holder in office], now)


async def _found(session: AsyncSession, schedule_id: int) -> Schedule:
    schedule = await session.get(Schedule, schedule_id, with_for_update=True)
    if schedule is None or schedule.state == ScheduleState.ENDED:
        raise NotFound("schedule")
    return schedule


async def _view(session: AsyncSession, schedule: Schedule, now: datetime) -> View:
    coming = [schedule.next_due]
    while len(coming) < 3:
        coming.append(warning.next_due(schedule.cron, schedule.zone, coming[-1]))
    unit = await session.get_one(Unit, schedule.scope_unit_id)
    kind = warn.kind_of(schedule.warning, now)
    return View(schedule, kind, unit, rhythm(schedule.cron), coming)
