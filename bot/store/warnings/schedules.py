"""Queries for the schedules of fraud warnings."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.warnings.schedule import ScheduleState
from bot.store.tables import Schedule


async def in_force(session: AsyncSession) -> list[Schedule]:
    """Return the active and paused schedules."""
    query = select(Schedule).where(col(Schedule.state) != ScheduleState.ENDED).order_by(col(Schedule.id))
    return list(await session.scalars(query))


async def due(session: AsyncSession, now: datetime) -> list[Schedule]:
    """Return the active schedules that are due, with locked rows. Rows that another transaction locked are skipped."""
    rows = await session.execute(
        select(Schedule)
        .where(col(Schedule.state) == ScheduleState.ACTIVE, col(Schedule.next_due) <= now)
        .with_for_update(skip_locked=True)
    )
    return list(rows.scalars())
