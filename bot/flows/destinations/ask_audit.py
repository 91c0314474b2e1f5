"""A card asks each college once a day to audit the destinations that its graduates filed."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people
from bot.store.destinations import destinations

AUDIT_AT = time(9)


async def daily(session: AsyncSession, now: datetime) -> int:
    """From ``AUDIT_AT`` on workdays, enqueue one card a day for each college with filed destinations to audit.

    Contested destinations are in the office's 今日待办 instead. Returns the number of colleges with destinations to
    audit.
    """
    local = now.astimezone(SHANGHAI)
    holidays, hours = await choices.calendar(session)
    at_work = AUDIT_AT <= local.time() < hours.end
    if not at_work or not worktime.is_workday(local.date(), holidays):
        return 0
    waiting = await destinations.colleges_waiting(session)
    for college_id, count in waiting.items():
        await _card(session, college_id, count, now)
    return len(waiting)


async def _card(session: AsyncSession, college_id: int, count: int, now: datetime) -> None:
    staff = await people.holders(session, [college_id], Role.COLLEGE)
    notice = Notice(
        PushKind.TASK,
        "audit/waiting",
        key=f"audit:{college_id}:{now.astimezone(SHANGHAI).date().isoformat()}",
        values={"count": count},
    )
    await pushing.to_people(session, notice, [holder.person_id for holder in staff], now)
