"""Reminding those who have not told where they go, and colleges of what waits for their audit."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people
from bot.store.delivery import pushes
from bot.store.destinations import destinations

ASK_AT = time(10)
AUDIT_AT = time(9)
SETTLING_IN = timedelta(days=7)
"""Nobody is asked in the first week after binding."""


async def weekly(session: AsyncSession, now: datetime) -> int:
    """Mondays from ten: one reminder a week to who has told nothing. Returns how many were asked."""
    local = now.astimezone(SHANGHAI)
    if local.weekday() != 0 or local.time() < ASK_AT:
        return 0
    cohort = await destinations.latest_cohort(session)
    if cohort is None:
        return 0
    week = local.isocalendar()
    key = f"destination:ask:{week.year}-{week.week:02d}"
    if await pushes.by_key(session, key) is not None:
        return 0
    untold = await destinations.untold(session, cohort, now - SETTLING_IN)
    if not untold:
        return 0
    notice = Notice(
        PushKind.REMINDER, "destination/ask_weekly", key=key, title="毕业去向", not_after=now + timedelta(days=2)
    )
    push = await pushing.to_people(session, notice, untold, now)
    return push.matched


async def audits(session: AsyncSession, now: datetime) -> int:
    """Workdays in office hours: each college with filings to audit gets one card a day; what was contested stands
    in the office's 今日待办. Returns how many colleges had something waiting."""
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
