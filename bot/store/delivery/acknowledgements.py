"""Pushes that ask for an acknowledgement (我已了解), and the people who have not acknowledged them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushState
from bot.store.queries import batches
from bot.store.tables import Delivery, Push


async def silent(session: AsyncSession, after: datetime, until: datetime) -> list[tuple[Push, dict[int, int]]]:
    """Return the running pushes that ask for an acknowledgement, each with a map from person id to unacknowledged
    delivery id.

    A delivery is included if it was sent in (``after``, ``until``] and its reader has not been reminded yet.
    """
    rows = await session.execute(
        select(col(Delivery.push_id), col(Delivery.person_id), col(Delivery.id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Push.ack_wanted),
            col(Push.state) == PushState.RUNNING,
            col(Delivery.state).in_([State.SENT, State.OPENED]),
            col(Delivery.reminded_at).is_(None),
            col(Delivery.sent_at) > after,
            col(Delivery.sent_at) <= until,
        )
        .order_by(col(Delivery.id))
    )
    found: dict[int, dict[int, int]] = {}
    for push_id, person_id, delivery_id in rows:
        found.setdefault(push_id, {})[person_id] = delivery_id
    return [(await session.get_one(Push, push_id), people) for push_id, people in found.items()]


async def mark_reminded(session: AsyncSession, delivery_ids: Sequence[int], now: datetime) -> None:
    for batch in batches(delivery_ids):
        await session.execute(update(Delivery).where(col(Delivery.id).in_(batch)).values(reminded_at=now))


async def latest(session: AsyncSession, limit: int, class_ids: Sequence[int] | None = None) -> list[Push]:
    """Return the newest pushes that ask for an acknowledgement, at most ``limit``. ``class_ids`` limits them to these
    classes.
    """
    query = select(Push).where(col(Push.ack_wanted))
    if class_ids is not None:
        there = select(col(Delivery.push_id)).where(col(Delivery.class_id).in_(class_ids))
        query = query.where(col(Push.id).in_(there))
    return list(await session.scalars(query.order_by(col(Push.id).desc()).limit(limit)))
