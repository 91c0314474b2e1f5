"""Schedules: those in force, and those whose time has come."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.warnings.schedule import ScheduleState
from bot.store.tables import Schedule


async def in_force(session: AsyncSession) -> list[Schedule]:
    """Running and paused ones."""
    rows = await session.execute(
        select(Schedule).where(col(Schedule.state) != ScheduleState.ENDED).order_by(col(Schedule.id))
    )
    return list(rows.scalars())


async def due(session: AsyncSession, now: datetime) -> list[Schedule]:
    """Running ones whose time has come, held by this transaction alone."""
    rows = await session.execute(
        select(Schedule)
        .where(col(Schedule.state) == ScheduleState.ACTIVE, col(Schedule.next_due) <= now)
        .with_for_update(skip_locked=True)
    )
    return list(rows.scalars())
