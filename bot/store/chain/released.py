"""Queues deliveries that wait at a rung when the rung is passed on, or skips them when it is too late."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, false, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.delivery.delivery import Skip, State
from bot.store.tables import Delivery, Push
from bot.store.wishes.rhythm import bundling


async def queue_waiting(
    session: AsyncSession,
    push_id: int,
    now: datetime,
    *,
    college_id: int | None = None,
    class_id: int | None = None,
) -> int:
    """Queue the waiting deliveries of the push, because their rung was passed on. Return their number.

    ``college_id`` and ``class_id`` limit this to one unit. Students who want digests get the posting in the next one,
    unless the push is urgent.
    """
    push = await session.get_one(Push, push_id)
    query = update(Delivery).where(col(Delivery.push_id) == push_id, col(Delivery.state) == State.WAITING)
    if college_id is not None:
        query = query.where(col(Delivery.college_id) == college_id)
    if class_id is not None:
        query = query.where(col(Delivery.class_id) == class_id)
    today = now.astimezone(SHANGHAI).date()
    slow = false() if push.urgent else col(Delivery.person_id).in_(bundling(today))
    bundled = or_(col(Delivery.bundled), slow)
    result = await session.execute(
        query.values(state=State.QUEUED, queued_at=now, bundled=bundled).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount


async def expire_waiting(session: AsyncSession, push_id: int) -> None:
    await session.execute(
        update(Delivery)
        .where(col(Delivery.push_id) == push_id, col(Delivery.state) == State.WAITING)
        .values(state=State.SKIPPED, reason=Skip.EXPIRED)
    )
