"""A weekly reminder for graduates who have not filed their destination."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from bot.store.delivery import pushes
from bot.store.destinations import destinations
from bot.store.tables import Delivery, Push

TEMPLATE = "destination/ask_weekly"
ASK_AT = time(10)
SETTLING_IN = timedelta(days=7)
"""Graduates are not reminded in the first week after their binding."""


async def weekly(session: AsyncSession, now: datetime) -> int:
    """On Mondays from ``ASK_AT``, enqueue one reminder for each graduate who has not filed a destination.

    Returns the number of graduates.
    """
    local = now.astimezone(SHANGHAI)
    if local.weekday() != 0 or local.time() < ASK_AT:
        return 0
    cohort = await choices.graduating(session, now)
    week = local.isocalendar()
    key = f"destination:ask:{week.year}-{week.week:02d}"
    if await pushes.by_key(session, key) is not None:
        return 0
    untold = await destinations.untold(session, cohort, now - SETTLING_IN)
    if not untold:
        return 0
    notice = Notice(PushKind.REMINDER, TEMPLATE, key=key, title="毕业去向", not_after=now + timedelta(days=2))
    push = await pushing.to_people(session, notice, untold, now)
    return push.matched


async def still_untold(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> bool:
    """Whether the graduate still has not filed a destination."""
    return await destinations.current(session, delivery.person_id) is None
