"""Counts that show whether the bot keeps up with its work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.store.tables import Delivery, Incoming, IncomingState


@dataclass(frozen=True)
class Numbers:
    queued: int
    """The number of queued deliveries, without those that wait for a digest."""
    uncertain: int
    oldest_update_seconds: float


async def numbers(session: AsyncSession, now: datetime) -> Numbers:
    rows = await session.execute(
        select(col(Delivery.state), func.count())
        .where(col(Delivery.state).in_([State.QUEUED, State.UNCERTAIN]), ~col(Delivery.bundled))
        .group_by(col(Delivery.state))
    )
    counts = dict(rows.all())  # dict(rows) would treat the result as a mapping, because the result has keys()
    waiting = select(func.min(col(Incoming.received_at))).where(col(Incoming.state) == IncomingState.NEW)
    oldest = await session.scalar(waiting)
    age = (now - oldest).total_seconds() if oldest else 0.0
    return Numbers(counts.get(State.QUEUED, 0), counts.get(State.UNCERTAIN, 0), age)
