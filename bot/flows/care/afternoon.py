"""The afternoon reminder: at four, staff get one message about questions that have waited for hours."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.care.care import CHASE_HOURS, STAFF_A_DAY
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role, UnitKind
from bot.flows import workweek
from bot.flows.care.questions import HELPERS
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people, staff
from bot.store.care import questions
from bot.store.delivery import pushes

AT = time(16)


async def chase(session: AsyncSession, now: datetime) -> int:
    """Remind staff once a workday, except on the day of the Monday list, which counts the same questions.

    Returns how many people were reminded. Staff who have had ``STAFF_A_DAY`` messages today are not reminded, because
    /today shows the questions.
    """
    local = now.astimezone(SHANGHAI)
    extra, span = await choices.calendar(session)
    at_work = AT <= local.time() < span.end and worktime.is_workday(local.date(), extra)
    if not at_work or local.date() == await workweek.first_day(session, now):
        return 0
    key = f"questions:{local.date().isoformat()}"
    if await pushes.by_key(session, key) is not None:
        return 0
    waiting = await _waiting(session, now)
    told = await staff.told_since(session, list(waiting), local.replace(hour=0, minute=0, second=0, microsecond=0))
    waiting = {person: count for person, count in waiting.items() if told.get(person, 0) < STAFF_A_DAY}
    if not waiting:
        return 0
    notice = Notice(PushKind.TASK, "questions/afternoon", key=key, not_after=local.replace(hour=20, minute=0))
    push = await pushing.to_people(
        session,
        notice,
        list(waiting),
        now,
        own_values={person_id: {"count": count} for person_id, count in waiting.items()},
    )
    return push.matched


async def _waiting(session: AsyncSession, now: datetime) -> dict[int, int]:
    """Map each person's id to the number of questions that have waited for them for ``CHASE_HOURS`` working hours.

    Only staff with the bot are included.
    """
    extra, span = await choices.calendar(session)
    found: dict[int, int] = {}
    for asked in await questions.open_in(session, (), (), everywhere=True):
        question = asked.question
        if question.level == UnitKind.SCHOOL:
            continue
        if worktime.add_working(question.asked_at, CHASE_HOURS, extra, span) > now:
            continue
        at_class = question.level == UnitKind.CLASS
        unit, roles = (question.class_id, HELPERS) if at_class else (question.college_id, (Role.COLLEGE,))
        for holder in await people.holders(session, [unit], *roles):
            if holder.telegram_id is not None:
                found[holder.person_id] = found.get(holder.person_id, 0) + 1
    return found
