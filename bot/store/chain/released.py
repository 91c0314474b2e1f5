"""Queues the deliveries that wait at a rung when the rung is passed on, and skips them when it is too late."""

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
    """Queue the waiting deliveries of the push when their rung is passed on. Returns the number of queued deliveries.

    With ``college_id`` or ``class_id``, only the deliveries in this unit are queued. If the reader wants digests and
    the push is not urgent, the delivery is bundled for the reader's next digest.
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
    """Skip the waiting deliveries of the push with the reason EXPIRED."""
    await session.execute(
        update(Delivery)
        .where(col(Delivery.push_id) == push_id, col(Delivery.state) == State.WAITING)
        .values(state=State.SKIPPED, reason=Skip.EXPIRED)
    )
