"""The first workday of the current week."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.store import choices


async def first_day(session: AsyncSession, now: datetime) -> date | None:
    """The first workday of this week in Shanghai by the office's calendar; None if the whole week is off."""
    extra = await choices.holidays(session)
    today = now.astimezone(SHANGHAI).date()
    monday = today - timedelta(days=today.weekday())
    week = (monday + timedelta(days=n) for n in range(7))
    return next((day for day in week if worktime.is_workday(day, extra)), None)
